"""The template of a nested stack, where it is a local file.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
"""

import os.path
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wellwired.documents import load
from wellwired.errors import UnreadableError
from wellwired.readers.local_files import find_local
from wellwired.readers.scope import Resource
from wellwired.readers.template import Template, find_template

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope


NESTED: Final = "AWS::CloudFormation::Stack"
# The file name of a CDK asset in S3 is the hash of its content.
_ASSET: Final = re.compile(r"([0-9a-f]{64})\.(?:json|template)$")


def find_nested(resource: Resource, scope: "Scope") -> Template | None:
    """The template that a nested stack names by a local path, or None, which is noted."""
    what = f"nested stack {resource.name}"
    found = _find_file(resource, scope)
    if found is None:
        scope.note(what, "its template is no local file")
        return None
    path, file = found
    if str(path.resolve()) in scope.chain:
        scope.note(what, "its template nests itself")
        return None
    try:
        template = find_template(load(path, file), f"{scope.name}.{resource.name}", path=path)
    except UnreadableError as error:
        scope.app.unread.append(error)
        return None
    if template is None:
        scope.note(what, f"{file} is no template")
        return None
    return replace(template, assets=scope.template.assets)


def _find_file(resource: Resource, scope: "Scope") -> tuple[Path, str] | None:
    """The file, and what messages call it: by the CDK's metadata, by the asset's hash, or as TemplateURL spells it."""
    metadata = resource.block.get("Metadata")
    location = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
    if not isinstance(location, str):
        location = scope.resolve_apart(resource.properties.get("TemplateURL"))
    if not isinstance(location, str):
        return None
    asset = _ASSET.search(location)
    path = scope.template.assets.get(asset[1]) if asset else find_local(scope.template, location)
    if path is None or not path.is_file():
        return None
    relative = path.name if asset else location
    return path, os.path.normpath(Path(scope.template.file).parent / relative)
