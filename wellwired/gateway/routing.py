"""Finds the method that a request falls on: by resource and method together, as API Gateway does.

At each part of the path a literal child comes before `{name}`, and that before `{name+}`; a resource without the
method asked for is passed over, so that a greedy one above it may answer. A trailing slash counts for nothing.
Source: recorded on AWS; https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-proxy-integration-types.html
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from wellwired.model.api import Method

ANY: Final = "ANY"


class Found(NamedTuple):
    """The method that answers, and its path parameters as they stand in the path."""

    method: Method
    parameters: dict[str, str]


@dataclass(slots=True)
class _Place:
    """One resource: its methods by verb, and its children."""

    methods: dict[str, Method] = field(default_factory=dict)
    literal: dict[str, "_Place"] = field(default_factory=dict)
    variable: dict[str, "_Place"] = field(default_factory=dict)
    greedy: dict[str, "_Place"] = field(default_factory=dict)

    def find_method(self, verb: str) -> Method | None:
        return self.methods.get(verb) or self.methods.get(ANY)

    def child(self, part: str) -> "_Place":
        if part.startswith("{") and part.endswith("+}"):
            return self.greedy.setdefault(part[1:-2], _Place())
        if part.startswith("{") and part.endswith("}"):
            return self.variable.setdefault(part[1:-1], _Place())
        return self.literal.setdefault(part, _Place())


class Routes:
    """The methods of one deployed API, as a tree. `methods`: each with a path and a verb that are known."""

    def __init__(self, methods: Iterable[Method]) -> None:
        self._root = _Place()
        for method in methods:
            place = self._root
            for part in _parts(method.path.or_default("/")):
                place = place.child(part)
            place.methods[method.http_method.or_default(ANY).upper()] = method

    def find(self, verb: str, path: str) -> Found | None:
        """The method for a verb and a path without the stage, percent-encoded as it was sent."""
        return _find(self._root, _parts(path), verb)


def _parts(path: str) -> list[str]:
    parts = path.strip("/").split("/")
    return [] if parts == [""] else parts


def _find(place: _Place, parts: Sequence[str], verb: str) -> Found | None:
    if not parts:
        method = place.find_method(verb)
        return Found(method, {}) if method is not None else None
    first, rest = parts[0], parts[1:]
    literal = place.literal.get(first)
    found = _find(literal, rest, verb) if literal is not None else None
    if found is not None:
        return found
    for name, child in place.variable.items():
        found = _find(child, rest, verb) if first else None
        if found is not None:
            return Found(found.method, {name: first, **found.parameters})
    for name, child in place.greedy.items():
        method = child.find_method(verb)
        if method is not None:
            return Found(method, {name: "/".join(parts)})
    return None
