"""Names that are nearly the same: a slip of the pen, not another thing of the same family."""

import re
from collections.abc import Iterable
from typing import Final

from wellwired.model.compute import Function
from wellwired.model.text import display, find_reference
from wellwired.model.wiring import Wiring

_WORDS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|\$\{[^}]*\}")
_ALIKE: Final = 0.75


def is_like(first: str, second: str) -> bool:
    """Whether two names differ by a slip: in case or separators, or by a few letters of a word, never by a word."""
    if first == second:
        return False
    one, two = _words(first), _words(second)
    if "".join(one) == "".join(two):
        return True
    return len(one) == len(two) and all(_nearly(left, right) for left, right in zip(one, two, strict=True))


def find_like(name: str, names: Iterable[str]) -> str | None:
    """The first of `names` that `name` is like."""
    return next((other for other in names if is_like(name, other)), None)


def find_like_function(wiring: Wiring, name: str) -> Function | None:
    """The function among the nodes whose name or logical id a name (symbolic text) is like."""
    shown = display(name)
    for function in wiring.all(Function):
        own = [] if find_reference(function.physical_id) else [display(function.physical_id)]
        if any(is_like(shown, other) for other in (*own, function.name)):
            return function
    return None


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _nearly(left: str, right: str) -> bool:
    if left == right:
        return True
    from difflib import SequenceMatcher  # few names are so near that they are measured

    digits = left.isdigit() or right.isdigit()
    return not digits and SequenceMatcher(None, left, right, autojunk=False).ratio() >= _ALIKE
