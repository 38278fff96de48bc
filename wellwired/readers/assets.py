"""The local file or folder behind a property: a CDK asset, or the path that stands where packaging puts a bucket."""

import os.path
from pathlib import Path

from wellwired.model.node import Json
from wellwired.model.text import is_literal
from wellwired.readers.local_files import find_local
from wellwired.readers.scope import Resource, Scope


def find_asset(location: Json, resource: Resource, scope: Scope) -> Path | None:
    """What a resource's code, content or body is, where it is at hand.

    location: the property that names it, worked out. An assembly says in metadata which asset it is, and without
    metadata the key in the bucket ends with its hash.
    """
    metadata = resource.block.get("Metadata")
    asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
    if isinstance(asset, str):
        return scope.template.assets.get(_hash_in(asset.removeprefix("asset."))) or find_local(scope.template, asset)
    if isinstance(location, str):
        return find_local(scope.template, location) if is_literal(location) else None
    key = location.get("S3Key", location.get("Key")) if isinstance(location, dict) else None
    return scope.template.assets.get(_hash_in(key)) if isinstance(key, str) and is_literal(key) else None


def spell_asset(path: Path, scope: Scope) -> str:
    """What messages call a file that was found: where it is, as seen from where the template is."""
    template = scope.template
    if template.path is None:
        return str(path)
    beside = os.path.relpath(path.resolve(), template.path.resolve().parent)
    return os.path.normpath(Path(template.file).parent / beside)


def _hash_in(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[0]
