"""Python values as JSON text, with the types that AWS code meets daily and `json.dumps` refuses."""

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Final
from uuid import UUID

MAX_DEPTH: Final = 200  # far deeper than a body a client would want, far from the interpreter's own limit
_LARGEST_INTEGER_BITS: Final = (
    14_000  # 4,215 digits: https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
)
_LARGEST_EXPONENT: Final = (
    308  # of a double; a Decimal such as 1E+999999 would else become a number of a million digits
)


class NotJsonError(ValueError):
    """A value that JSON has no form for: `where` is its JSON pointer, `what` says what it is."""

    def __init__(self, where: str, what: str) -> None:
        self.where = where
        self.what = what
        super().__init__(f"{where or 'the value'} {what}")


def to_json(value: object) -> str:
    """Return value as compact JSON text.

    Dates and times become ISO 8601, Decimal a number, bytes base64, UUID text, an Enum its value, a dataclass an
    object, a set a sorted array. A Decimal with more digits than a double holds is rounded: send `str(amount)` where
    every digit counts. Raises NotJsonError, naming the place, for anything else (NaN and infinity included).
    It fits Powertools: `APIGatewayRestResolver(serializer=to_json)`.
    """
    try:
        text = _dumps(value)
    except (TypeError, ValueError, RecursionError):
        # Keys that are not text, or something JSON has no form for: the slow walk converts the one and names the other.
        text = _dumps(_walked(value, "", 0))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:  # half a surrogate pair: only its escape can be sent
            text = json.dumps(json.loads(text), separators=(",", ":"))
    return text


def pointer(where: str, key: object) -> str:
    """Return the JSON pointer (RFC 6901) of key below where, shortened where the key is endless."""
    short = isinstance(key, int) and key.bit_length() < 64
    token = key if isinstance(key, str) else str(key) if short else type(key).__name__
    return f"{where}/{token[:80].replace('~', '~0').replace('/', '~1')}"


def _dumps(value: object) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _plain(value: object) -> object:
    """Return the next simpler form of a value that json cannot write itself."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Decimal():
            return _number(value)
        case bytes() | bytearray() | memoryview():
            return base64.b64encode(value).decode()
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case set() | frozenset():
            return _in_order(value)
        case Mapping():
            return dict(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(type(value).__name__)


def _number(value: Decimal) -> int | float:
    if not value.is_finite() or value.adjusted() > _LARGEST_EXPONENT:
        raise ValueError("no JSON number")
    return int(value) if value == value.to_integral_value() else float(value)


def _in_order(values: set[object] | frozenset[object]) -> list[object]:
    """Return the members in an order that is the same in every process, so that answers can be compared and cached."""
    try:
        return sorted(values)  # type: ignore[type-var]  # members that cannot be compared are the next line's
    except TypeError:
        return sorted(values, key=repr)


def _walked(value: object, where: str, depth: int) -> object:
    if depth > MAX_DEPTH:
        raise NotJsonError(where[:80], f"is nested more than {MAX_DEPTH} deep, or contains itself")
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _checked(value, where)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        raise NotJsonError(where, f"is {value}, which JSON does not have")
    if isinstance(value, dict):
        return {_key(key, where): _walked(item, pointer(where, key), depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_walked(item, f"{where}/{index}", depth + 1) for index, item in enumerate(value)]
    try:
        simpler = _plain(value)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise NotJsonError(where, f"is a {type(value).__name__}, which JSON has no form for") from error
    return _walked(simpler, where, depth + 1)


def _checked(value: int, where: str) -> int:
    if value.bit_length() > _LARGEST_INTEGER_BITS:
        raise NotJsonError(where, "is an integer of more digits than Python will write")
    return value


def _key(key: object, where: str) -> str | int | float | bool | None:
    simple = _plain(key) if isinstance(key, date | time | UUID | Enum | Decimal) else key
    if isinstance(simple, int):
        return _checked(simple, where)
    if simple is None or isinstance(simple, str) or (isinstance(simple, float) and math.isfinite(simple)):
        return simple
    raise NotJsonError(where, f"has a key that is a {type(key).__name__}, where JSON takes text")
