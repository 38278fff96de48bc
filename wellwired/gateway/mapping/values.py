"""The values of a mapping template: how they print, compare and decide, as recorded on AWS.

API Gateway has no null: what is missing is the empty text, and only the boolean false is false. A map prints as
{a=1, b=[...]}, a list that comes out of JSON as JSON, one written in the template as [a, b].
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeGuard

from wellwired.gateway.mapping.bounds import check_text
from wellwired.gateway.mapping.syntax import TemplateBoundError, TemplateError

_DEPTH: Final = 100
_PIECES: Final = 3_000_000
_LARGEST: Final = 2**63  # Java's long


class JsonList(list[object]):
    """A list that comes out of JSON."""


@dataclass(frozen=True, slots=True)
class Tool:
    """$input or $util: what a template may call and read, and nothing else."""

    methods: Mapping[str, Callable[[list[object]], object]]
    attributes: Mapping[str, object] = field(default_factory=dict)


def read_json(text: str) -> object:
    """The value of a JSON text; raises `ValueError`."""
    try:
        return mark_lists(json.loads(text))
    except (RecursionError, TemplateBoundError):
        raise ValueError("it is nested too deeply") from None


def mark_lists(value: object, depth: int = 0) -> object:
    """A copy of a parsed JSON value whose lists print as JSON."""
    if depth > _DEPTH:
        raise TemplateBoundError("a value is nested too deeply")
    if isinstance(value, list):
        return JsonList(mark_lists(item, depth + 1) for item in value)
    if isinstance(value, dict):
        return {name: mark_lists(item, depth + 1) for name, item in value.items()}
    return value


def is_true(value: object) -> bool:
    """What a condition makes of a value."""
    return value is not False


def to_text(value: object) -> str:
    """The value as a template prints it."""
    return value if isinstance(value, str) else _Writer().write(value)


def dump_json(value: object) -> str:
    """A value that comes straight out of JSON, as JSON without blanks."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        raise TemplateBoundError("a value is nested too deeply") from None


def equals(left: object, right: object) -> bool:
    """Numbers by their value, all else by what it prints: Velocity compares different kinds as texts."""
    if _is_number(left) and _is_number(right):
        return left == right
    return to_text(left) == to_text(right)


def compare(operator: str, left: object, right: object) -> bool:
    """<, >, <= or >=; false for anything but numbers."""
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        return False
    order = {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}
    return order[operator]


def calculate(operator: str, left: object, right: object) -> object:
    """Arithmetic as Java's: whole numbers stay whole; + joins texts; what cannot be calculated is nothing."""
    if operator == "+" and (isinstance(left, str) or isinstance(right, str)):
        joined = to_text(left) + to_text(right)
        check_text(len(joined))
        return joined
    if not (_is_number(left) and _is_number(right)):
        return None
    if operator in "/%" and right == 0:
        return None
    result = _number(operator, left, right)
    if abs(result) >= _LARGEST:
        raise TemplateError(f"{operator} gives a number that is too large")
    return result


def _number(operator: str, left: float, right: float) -> float:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if isinstance(left, float) or isinstance(right, float):
        return left / right if operator == "/" else left - right * int(left / right)
    # Java cuts toward zero
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return quotient if operator == "/" else left - right * quotient


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _Writer:
    """Prints nested values; a value that holds itself, or another many times over, is cut off by its length."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def write(self, value: object) -> str:
        self._value(value, 0, as_json=False)
        return "".join(self._parts)

    def _add(self, text: str) -> None:
        self._length += len(text)
        check_text(self._length)
        if len(self._parts) >= _PIECES:
            raise TemplateBoundError("a value has too many parts to print")
        self._parts.append(text)

    def _value(self, value: object, depth: int, *, as_json: bool) -> None:
        if depth > _DEPTH:
            raise TemplateBoundError("a value is nested too deeply")
        if isinstance(value, dict):
            self._map(value, depth + 1, as_json=as_json)
        elif isinstance(value, list):
            self._list(value, depth + 1, as_json=as_json or isinstance(value, JsonList))
        elif isinstance(value, str):
            self._add(json.dumps(value, ensure_ascii=False) if as_json else value)
        elif isinstance(value, bool) or value is None:
            self._add({True: "true", False: "false", None: "null"}[value])
        elif not isinstance(value, Tool):
            self._add(str(value))

    def _map(self, value: dict[object, object], depth: int, *, as_json: bool) -> None:
        for count, (name, item) in enumerate(value.items()):
            self._add(("," if as_json else ", ") if count else "{")
            self._value(name, depth, as_json=as_json)
            self._add(":" if as_json else "=")
            self._value(item, depth, as_json=as_json)
        self._add("}" if value else "{}")

    def _list(self, value: list[object], depth: int, *, as_json: bool) -> None:
        for count, item in enumerate(value):
            self._add(("," if as_json else ", ") if count else "[")
            self._value(item, depth, as_json=as_json)
        self._add("]" if value else "[]")
