"""Two branches of an undecided condition as one value: known where they agree, a hole where they do not."""

from json import dumps
from typing import Any, Final
from zlib import crc32

from wellwired.model.text import display, find_hole, hole

_SHOWN: Final = 40


def merge(then: Any, otherwise: Any, condition: object, *, absent: object) -> Any:
    """What holds in both branches; mappings are compared key by key, lists of one length item by item.

    `absent` is what stands for a branch without a value.
    """
    if type(then) is type(otherwise) and then == otherwise:
        return then
    if isinstance(then, dict) and isinstance(otherwise, dict):
        return {
            key: merge(then.get(key, absent), otherwise.get(key, absent), condition, absent=absent)
            for key in {**then, **otherwise}
        }
    if isinstance(then, list) and isinstance(otherwise, list) and len(then) == len(otherwise):
        return [merge(one, two, condition, absent=absent) for one, two in zip(then, otherwise, strict=True)]
    shown = [_show(value, absent) for value in (then, otherwise)]
    return hole(f"condition {condition} is undecided ({shown[0]} or {shown[1]})")


def _show(value: Any, absent: object) -> str:
    """`value` in a few characters; equal reasons must mean equal values, so what is shortened carries a checksum."""
    if value is absent:
        return "nothing"
    text = value if isinstance(value, str) else dumps(value, ensure_ascii=False, default=str)
    shown = display(text)
    if len(shown) <= _SHOWN and find_hole(text) is None:
        return shown
    return f"{shown[: _SHOWN - 10]}... {crc32(text.encode()):08x}"
