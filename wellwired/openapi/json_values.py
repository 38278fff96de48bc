"""JSON inside a template's text, as far as it may be looked into without getting lost."""

import json
from typing import Final

from wellwired.model.node import Json

_MAX_DEPTH: Final = 50


class UnreadableValue(Exception):  # noqa: N818 - it becomes something that is said, never an error
    """A text that is no JSON, or nests too deeply."""


def read_value(text: str) -> Json:
    """The value that a text spells. Raises `UnreadableValue`."""
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise UnreadableValue("it is no JSON") from None
    level = [value]
    for _ in range(_MAX_DEPTH):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    if level:
        raise UnreadableValue(f"it nests more than {_MAX_DEPTH} levels deep")
    return value


def _inside(value: dict[str, Json] | list[Json]) -> list[Json]:
    return list(value.values()) if isinstance(value, dict) else value
