"""What a test hands over, an app, a stage, a stack, a template or a path, to what there is to judge."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from wellwired.errors import UnreadableError, UsageError
from wellwired.findings import Unread
from wellwired.model.wiring import Wiring
from wellwired.readers import read_inputs, read_text
from wellwired.readers.assembly import read_synthesised
from wellwired.readers.joins import Harvest
from wellwired.testing.synthesised import app_of, find_stack, find_stage, get_template_path, synthesise

if TYPE_CHECKING:  # the CDK is needed by those who have one of its objects to hand over
    from aws_cdk import Stack, Stage
    from aws_cdk.assertions import Template

Subject = Union["Stage", "Stack", "Template", Mapping[str, Any], Path, str]


@dataclass(frozen=True, slots=True)
class Subjects:
    """What there is to judge. name: what it is called. files: the templates meant, all of them where it is empty."""

    name: str
    wirings: Sequence[Wiring]
    files: frozenset[str] = frozenset()


def read_subject(subject: Subject) -> Subjects:
    """The wirings of a subject; a stack is read with its whole app, so that its wires to other stacks are followed.

    Raises `UsageError` for something else, `UnreadableError` where a template cannot be read.
    """
    if isinstance(subject, Mapping):
        return _read_template(subject)
    if isinstance(subject, str | Path):
        return _read_path(Path(subject))
    stage, stack = find_stage(subject), find_stack(subject)
    if stage is not None:
        return Subjects(stage.stage_name or "the app", _read_app(list(synthesise(stage).values())))
    if stack is not None:
        return _read_stack(stack)
    if hasattr(subject, "to_json"):  # aws_cdk.assertions.Template
        return _read_template(subject.to_json())
    raise UsageError(
        f"{type(subject).__name__} is nothing that can be judged",
        remedy="give a CDK app, stage or stack, a template as assertions.Template or dict, or a path",
    )


def _read_template(template: Mapping[str, Any]) -> Subjects:
    try:
        text = json.dumps(template, indent=1)
    except (TypeError, ValueError) as error:
        raise UsageError(f"the template is no JSON: {error}") from error
    return Subjects("the template", [read_text(text, "template.json")])


def _read_path(path: Path) -> Subjects:
    reading = read_inputs([str(path)])
    _refuse(reading.unread)
    if not reading.wirings:
        raise UsageError("there is no template", where=str(path))
    return Subjects(str(path), reading.wirings)


def _read_stack(stack: "Stack") -> Subjects:
    templates = list(synthesise(app_of(stack)).values())
    parts = [part for part in map(find_stack, stack.node.find_all()) if part is not None]
    return Subjects(stack.stack_name, _read_app(templates), frozenset(str(get_template_path(part)) for part in parts))


def _read_app(templates: Sequence[Path]) -> Sequence[Wiring]:
    harvest = Harvest()
    read_synthesised(templates, harvest)
    _refuse(harvest.unread)
    return harvest.wirings


def _refuse(unread: Sequence[Unread]) -> None:
    for item in unread:
        raise UnreadableError(item.problem, where=item.file, remedy=item.remedy or None)
