"""`AWS::Include` of a local file.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
"""

import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellwired.documents import load, read_template
from wellwired.errors import UnreadableError
from wellwired.readers.local_files import find_local
from wellwired.readers.template import INCLUDE

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope


def find_include(transform: Any, scope: "Scope") -> Any:
    """The document that `{Name: AWS::Include, Parameters: {Location: ...}}` brings in, or None."""
    if not isinstance(transform, dict) or transform.get("Name") != INCLUDE:
        return None
    given = transform.get("Parameters")
    location = scope.resolve(given.get("Location")) if isinstance(given, dict) else None
    if not isinstance(location, str):
        return None
    if location not in scope.included:
        scope.included[location] = _read(location, scope)
    return scope.included[location]


def _read(location: str, scope: "Scope") -> Any:
    path = find_local(scope.template, location)
    if path is None or not path.is_file():
        return None
    try:
        source = load(path, os.path.normpath(Path(scope.template.file).parent / location))
        included = read_template(source)
    except UnreadableError as error:
        scope.note(f"AWS::Include of {location}", error.problem)
        return None
    scope.app.unread += source.repeated or ()
    return included
