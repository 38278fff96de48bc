"""What can be done to a template, place by place: take a property or a resource away, put another value, add a twin."""

import copy
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

Template = dict[str, Any]
Path = tuple[str, ...]


class _Gone:
    """The value of a property that is taken away."""


GONE: Final = _Gone()
# A value, or a function of the value that stands there, or one of all that may be put, from the whole template.
Value = Any


@dataclass(frozen=True, slots=True)
class Among:
    """Any resource of a type, as `Fn::GetAtt` of an attribute, or as `Ref` where the attribute is ""."""

    kind: str
    attribute: str = "Arn"

    def values(self, template: Template) -> Iterator[Value]:
        """A reference to each of them."""
        for name, _ in resources_of(template, self.kind):
            yield {"Fn::GetAtt": [name, self.attribute]} if self.attribute else {"Ref": name}


@dataclass(frozen=True, slots=True)
class Edit:
    """Another value made of the one that stands there, and of the template; the same value means: not here."""

    change: Callable[[Any, Template], Any]


@dataclass(frozen=True, slots=True)
class Cut:
    """Changes to one resource of a type.

    kind: the type without "AWS::". changes: path below Properties ("Integration/Uri", "MethodSettings/*/LoggingLevel";
    a leading "/" for one below the resource itself, "~1" for a slash in a key) to the value that is put there. No
    changes: the resource goes. twin: leave the resource, and change a copy of it. every: change every resource of the
    type, not just one. first: cuts that are made before, at every place.
    """

    kind: str
    changes: Mapping[str, Value]
    twin: bool = False
    every: bool = False
    first: tuple["Cut", ...] = ()

    def after(self, *first: "Cut") -> "Cut":
        """The same cut, made after others."""
        return replace(self, first=first)


def put(kind: str, changes: Mapping[str, Value], *, every: bool = False) -> Cut:
    """Put other values into a resource."""
    return Cut(kind, changes, every=every)


def remove(kind: str, *paths: str, every: bool = False) -> Cut:
    """Take properties away from a resource."""
    return Cut(kind, dict.fromkeys(paths, GONE), every=every)


def drop(kind: str, *, every: bool = False) -> Cut:
    """Take a resource away, and what refers to it."""
    return Cut(kind, {}, every=every)


def twin(kind: str, changes: Mapping[str, Value] | None = None) -> Cut:
    """Add a copy of a resource, with other values."""
    return Cut(kind, changes or {}, twin=True)


def text(old: str, new: str) -> Edit:
    """Replace a piece of text wherever it stands in the value."""
    return Edit(lambda value, _: json.loads(json.dumps(value).replace(old, new)))


def pinned(name: str, literal: str, *, times: int = -1) -> Edit:
    """Replace references to a pseudo-parameter by a literal, all of them or the first ones."""
    reference = json.dumps({"Ref": name})

    def change(value: Any, _: Template) -> Any:
        written = json.dumps(value).replace(reference, json.dumps(literal), times)
        return json.loads(written.replace(f"${{{name}}}", literal, times))

    return Edit(change)


def apply(template: Template, cut: Cut) -> Iterator[Template]:
    """The template after the cut: one copy for each place, or one with every place changed."""
    for first in cut.first:
        template = next(apply(template, replace(first, every=True)), template)
    names = [name for name, _ in resources_of(template, cut.kind)]
    if cut.every:
        yield from _apply_to(template, cut, names)
        return
    for name in names:
        yield from _apply_to(template, cut, [name])


def resources_of(template: Template, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """The resources of a type, with their logical ids."""
    found = template.get("Resources")
    if not isinstance(found, dict):
        return []
    return [(name, one) for name, one in found.items() if isinstance(one, dict) and one.get("Type") == f"AWS::{kind}"]


def _apply_to(template: Template, cut: Cut, names: list[str]) -> Iterator[Template]:
    if not names:
        return
    if not cut.changes and not cut.twin:
        yield without_resources(template, set(names))
        return
    for choice in _choices(template, cut):
        done = copy.deepcopy(template)
        resources = done["Resources"]
        changed = cut.twin
        for name in names:
            if cut.twin:
                resources[f"{name}Twin"] = copy.deepcopy(resources[name])
            target = resources[f"{name}Twin" if cut.twin else name]
            for path, value in choice.items():
                changed |= _put(target, _split(path), value, template)
        if changed:
            yield done


def _choices(template: Template, cut: Cut) -> Iterator[Mapping[str, Value]]:
    """The changes, once for every value that one of them may choose among."""
    for path, value in cut.changes.items():
        if isinstance(value, Among):
            yield from ({**cut.changes, path: each} for each in value.values(template))
            return
    yield cut.changes


def _split(path: str) -> Path:
    parts = [part.replace("~1", "/") for part in path.split("/")]
    return tuple(parts[1:]) if path.startswith("/") else ("Properties", *parts)


def _put(holder: Any, path: Path, value: Value, template: Template) -> bool:
    """Put a value at every place of a path below `holder`; whether anything changed."""
    key, rest = path[0], path[1:]
    if isinstance(holder, list):
        if key != "*":
            return False
        if rest:
            return _put_in_each(holder, rest, value, template)
        before = list(holder)
        fresh = [] if value is GONE else [_value(item, value, template) for item in before]
        holder[:] = fresh
        return fresh != before
    if not isinstance(holder, dict):
        return False
    if rest:
        if key == "*":
            return _put_in_each(holder.values(), rest, value, template)
        return key in holder and _put(holder[key], rest, value, template)
    if value is GONE:
        return holder.pop(key, GONE) is not GONE
    fresh = _value(holder.get(key), value, template)
    if fresh == holder.get(key):
        return False
    holder[key] = copy.deepcopy(fresh)
    return True


def _put_in_each(holders: Iterable[Any], path: Path, value: Value, template: Template) -> bool:
    changed = False
    for holder in holders:
        changed |= _put(holder, path, value, template)
    return changed


def _value(old: Any, value: Value, template: Template) -> Any:
    return value.change(old, template) if isinstance(value, Edit) else value


def without_resources(template: Template, gone: set[str]) -> Template:
    """A copy without resources and what cannot do without them: those and the outputs that refer to them."""
    done = copy.deepcopy(template)
    resources = done["Resources"]
    while gone:
        for name in gone:
            resources.pop(name, None)
        for resource in resources.values():
            _stop_waiting(resource, gone)
        left = {name for name, one in resources.items() if refers(one.get("Properties"), gone)}
        outputs = done.get("Outputs")
        if isinstance(outputs, dict):
            done["Outputs"] = {name: one for name, one in outputs.items() if not refers(one, gone)}
        gone = left
    return done


def _stop_waiting(resource: dict[str, Any], gone: set[str]) -> None:
    waits = resource.get("DependsOn")
    if waits is None:
        return
    kept = [name for name in ([waits] if isinstance(waits, str) else waits) if name not in gone]
    if kept:
        resource["DependsOn"] = kept
    else:
        del resource["DependsOn"]


def refers(value: Any, names: set[str]) -> bool:
    """Whether a value refers to one of the logical ids by Ref, GetAtt or Sub."""
    if isinstance(value, list):
        return any(refers(item, names) for item in value)
    if not isinstance(value, dict):
        return False
    for key, inner in value.items():
        if key == "Ref" and inner in names:
            return True
        if key == "Fn::GetAtt" and (inner.partition(".")[0] if isinstance(inner, str) else inner[0]) in names:
            return True
        if key == "Fn::Sub":
            said = inner if isinstance(inner, str) else inner[0]
            if any(f"${{{name}}}" in said or f"${{{name}." in said for name in names):
                return True
        if refers(inner, names):
            return True
    return False
