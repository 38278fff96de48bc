"""Snapshots of templates: only what is stable is kept, and a difference says which wires changed before any JSON."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syrupy.extensions.json import JSONSnapshotExtension

from wellwired.comparison.changes import Change, find_changes
from wellwired.comparison.statement import Statement
from wellwired.comparison.telling import tell
from wellwired.errors import UsageError, WellwiredError
from wellwired.readers import read_text
from wellwired.testing.stable_templates import stable_template
from wellwired.testing.synthesised import find_stack, find_stage, get_template_path, synthesise

if TYPE_CHECKING:
    from syrupy.types import PropertyFilter, PropertyMatcher, SerializableData, SerializedData

_SIGNS = {"new": "+", "gone": "-", "changed": "~"}


class TemplateSnapshotExtension(JSONSnapshotExtension):
    """Keeps a stack's template, or an app's templates by stack, as JSON."""

    def serialize(
        self,
        data: "SerializableData",
        *,
        exclude: "PropertyFilter | None" = None,
        include: "PropertyFilter | None" = None,
        matcher: "PropertyMatcher | None" = None,
    ) -> "SerializedData":
        """The JSON of a stack, an app, an `assertions.Template` or a template as a dict."""
        return super().serialize(_templates(data), exclude=exclude, include=include, matcher=matcher)

    def diff_lines(self, serialized_data: "SerializedData", snapshot_data: "SerializedData") -> Iterator[str]:
        """The wires that changed, in words, then the difference of the JSON."""
        changes = _changes(str(snapshot_data), str(serialized_data))
        if changes:
            yield "wires that changed:"
            yield from (f"  {_SIGNS[change.kind]} {change.text}" for change in changes)
        else:
            yield "no wire changed; what did:"
        yield from super().diff_lines(serialized_data, snapshot_data)


def _templates(data: Any) -> dict[str, Any]:
    stage, stack = find_stage(data), find_stack(data)
    if stage is not None:
        return {name: stable_template(_load(path)) for name, path in synthesise(stage).items()}
    if stack is not None:
        return stable_template(_load(get_template_path(stack)))
    if isinstance(data, Mapping):
        return stable_template(data)
    if hasattr(data, "to_json"):
        return stable_template(data.to_json())
    raise UsageError(f"{type(data).__name__} has no template", remedy="give a stack, an app, a Template or a dict")


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _changes(before: str, after: str) -> list[Change]:
    try:
        return find_changes(_tell(before), _tell(after))
    except (WellwiredError, ValueError):  # an edited snapshot may be no template: the JSON still tells
        return []


def _tell(text: str) -> list[Statement]:
    document = json.loads(text)
    templates = {"": document} if "Resources" in document else document
    return [
        statement for name, template in templates.items() for statement in tell(read_text(json.dumps(template), name))
    ]
