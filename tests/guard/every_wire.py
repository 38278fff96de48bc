"""Every wire of a template and every way to cut it: references removed or led elsewhere, waits, properties."""

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

Template = dict[str, Any]
Kind = Literal["removed", "led elsewhere", "not awaited", "gone"]
Place = tuple[str | int, ...]
_Cut = tuple[str, Kind, Callable[[], Template]]
_INTRINSICS = ("Ref", "Fn::GetAtt", "Fn::Join", "Fn::Sub", "Fn::Select", "Fn::If", "Fn::ImportValue", "Fn::FindInMap")


@dataclass(frozen=True)
class WireCut:
    """One cut. where: the class of the wire, the same for wires of one sort: type, property, and what it leads to."""

    where: str
    kind: Kind
    resource: str
    template: Template

    @property
    def sort(self) -> str:
        """What cuts of one sort share."""
        return f"{self.where} {self.kind}"


def cut_every_wire(template: Template, *, most: int) -> Iterator[WireCut]:
    """Every cut, each in a copy of its own; of one sort no more than `most`, for the rest is alike."""
    made: Counter[str] = Counter()
    for name, resource in template["Resources"].items():
        for where, kind, cut in _cuts_of(template, name, resource):
            made[f"{where} {kind}"] += 1
            if made[f"{where} {kind}"] <= most:
                yield WireCut(where, kind, name, cut())


def _cuts_of(template: Template, name: str, resource: dict[str, Any]) -> Iterator[_Cut]:
    kind = _short(resource["Type"])
    removed: set[Place] = set()
    for place, target in _references(resource.get("Properties", {})):
        if target not in template["Resources"]:
            continue
        wire = place[: next(at for at, part in enumerate(place) if part in _INTRINSICS)]
        where = f"{kind} {_say(wire)} -> {_short(template['Resources'][target]['Type'])}"
        yield where, "led elsewhere", partial(_redirected, template, name, place, target)
        if wire not in removed:
            removed.add(wire)
            yield where, "removed", partial(_without, template, name, wire)
    waits = resource.get("DependsOn", [])
    for awaited in [waits] if isinstance(waits, str) else waits:
        where = f"{kind} DependsOn -> {_short(template['Resources'][awaited]['Type'])}"
        yield where, "not awaited", partial(_not_awaiting, template, name, awaited)
    for place in _properties(resource.get("Properties", {})):
        if place not in removed:
            yield f"{kind} {_say(place)}", "removed", partial(_without, template, name, place)
    yield kind, "gone", partial(_gone, template, name)


def _properties(properties: dict[str, Any]) -> Iterator[Place]:
    """Every property, and the parts of those that are mappings."""
    for key, value in properties.items():
        yield (key,)
        if isinstance(value, dict) and not set(value) & set(_INTRINSICS):
            yield from ((key, part) for part in value)


def _references(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Where logical ids are referred to, each with the id."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _references(item, (*place, index))
    elif isinstance(value, dict):
        if isinstance(value.get("Ref"), str):
            yield (*place, "Ref"), value["Ref"]
        elif isinstance(value.get("Fn::GetAtt"), list):
            yield (*place, "Fn::GetAtt"), value["Fn::GetAtt"][0]
        else:
            for key, item in value.items():
                yield from _references(item, (*place, key))


def _without(template: Template, name: str, place: Place) -> Template:
    done = copy.deepcopy(template)
    holder = done["Resources"][name]["Properties"]
    for part in place[:-1]:
        holder = holder[part]
    del holder[place[-1]]
    return done


def _not_awaiting(template: Template, name: str, awaited: str) -> Template:
    done = copy.deepcopy(template)
    waits = done["Resources"][name]["DependsOn"]
    done["Resources"][name]["DependsOn"] = [
        one for one in ([waits] if isinstance(waits, str) else waits) if one != awaited
    ]
    return done


def _gone(template: Template, name: str) -> Template:
    """Without a resource, and nothing waits for it; what refers to it still does."""
    done = copy.deepcopy(template)
    del done["Resources"][name]
    for waiting in [one for one, found in done["Resources"].items() if name in found.get("DependsOn", [])]:
        done = _not_awaiting(done, waiting, name)
    return done


def _redirected(template: Template, name: str, place: Place, target: str) -> Template:
    """The reference leads to another resource of the same type, else to something that is not in the template."""
    done = copy.deepcopy(template)
    resources = done["Resources"]
    kind = resources[target]["Type"]
    others = [one for one, found in resources.items() if found["Type"] == kind and one not in (target, name)]
    holder = resources[name]["Properties"]
    for part in place[:-2]:
        holder = holder[part]
    if others:
        spelled = json.dumps(holder[place[-2]]).replace(json.dumps(target), json.dumps(others[0]))
        holder[place[-2]] = json.loads(spelled)
    else:
        holder[place[-2]] = "elsewhere"
    return done


def _say(place: Place) -> str:
    return "/".join("*" if isinstance(part, int) else part for part in place)


def _short(kind: str) -> str:
    return kind.removeprefix("AWS::")
