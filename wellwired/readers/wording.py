"""Reasons for holes, in words: short, and different wherever the values behind them may differ."""

from json import dumps
from typing import Any, Final
from zlib import crc32

from wellwired.model.text import display, find_hole, hole

_SHOWN: Final = 40
_LONGEST: Final = 400


def show(value: Any) -> str:
    """A value in a few characters; what is shortened, or hides a hole, carries a checksum of the whole."""
    text = value if isinstance(value, str) else dumps(value, ensure_ascii=False, default=str)
    shown = display(text)
    if len(shown) <= _SHOWN and find_hole(text) is None:
        return shown
    return f"{shown[:_SHOWN]}... #{crc32(text.encode('utf-8', 'replace')):08x}"


def unsettled(function: str, *arguments: Any) -> str:
    """The hole that a function leaves whose arguments are not settled; equal arguments give equal holes."""
    reason = next((why for item in arguments if isinstance(item, str) and (why := find_hole(item))), None)
    shown = ", ".join(show(item) for item in arguments)
    whole = f"{function} [{shown}]: {reason or 'not settled before deployment'}"
    return hole(whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}... #{crc32(whole.encode()):08x}")
