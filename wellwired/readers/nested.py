"""The template of a nested stack, where it is a local file.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
"""

import os.path
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wellwired.errors import UnreadableError
from wellwired.readers.documents import load
from wellwired.readers.local_files import find_local
from wellwired.readers.scope import Resource
from wellwired.readers.template import Template, find_template

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope


def find_nested(resource: Resource, scope: "Scope") -> Template | None:
    """The template that a nested stack names by a local path, or None, which is noted."""
    what = f"nested stack {resource.name}"
    location = _find_location(resource, scope)
    path = find_local(scope.template, location) if location is not None else None
    if path is None or location is None or not path.is_file():
        scope.note(what, "its template is no local file")
        return None
    file = os.path.normpath(Path(scope.template.file).parent / location)
    if file in scope.chain:
        scope.note(what, "its template nests itself")
        return None
    try:
        template = find_template(load(path, file), f"{scope.name}.{resource.name}", path.parent)
    except UnreadableError as error:
        scope.note(what, f"{file}: {error.problem}")
        return None
    if template is None:
        scope.note(what, f"{file} is no template")
        return None
    return replace(template, assets=scope.template.assets)


def _find_location(resource: Resource, scope: "Scope") -> str | None:
    """The path that the CDK's metadata, or TemplateURL itself, gives."""
    metadata = resource.block.get("Metadata")
    asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
    if isinstance(asset, str):
        return asset
    location = scope.resolve_apart(resource.properties.get("TemplateURL"))
    return location if isinstance(location, str) else None
