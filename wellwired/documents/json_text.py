"""JSON text to data with positions: the standard library reads it, then one search tells where each value stands."""

import re
from itertools import islice
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final, NoReturn

from wellwired.documents import MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_MANY, Block, Items, Source, read_number

_TEXT: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
# In valid JSON: a key with its value or the opening of it, or a value without a key; at the start of each.
_PLACE: Final = re.compile(
    rf"{_TEXT}(?:[ \t\n\r]*+:[ \t\n\r]*+(?:{_TEXT}|[{{\[]|[^ \t\n\r,}}\]]++))?+|[{{\[]|[^] \t\n\r,:{{}}[]++"
)
_CONSTANT: Final = re.compile(rf"{_TEXT}|(?P<constant>NaN|-?Infinity)")
# A code point beyond U+FFFF takes two escapes; either of them alone is half a character.
_ESCAPE: Final = re.compile(
    r"\\(?:[^u]|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|u)"
)


def read_json(source: Source) -> Any:
    """The data of a JSON document."""
    text = source.text
    if "\\ud" in text or "\\uD" in text:
        # half a character could not be written out again
        text = _ESCAPE.sub(lambda escape: r"\ufffd" if escape["half"] else escape[0], text)
    try:
        data = _DECODER.decode(text)
    except JSONDecodeError as error:
        problem = error.msg.removesuffix(" at").removesuffix(" starting")
        ending = ", and the file ends" if error.pos >= len(text.rstrip(" \t\n\r")) else ""
        raise source.refuse(f"JSON: {problem[:1].lower()}{problem[1:]}{ending}", error.pos) from None
    except _ConstantError as error:
        place = next(match for match in _CONSTANT.finditer(text) if match["constant"])
        raise source.refuse(f"JSON: {error} is no number", place.start()) from None
    except RecursionError:
        raise source.refuse(TOO_DEEP) from None
    starts = [match.start() for match in islice(_PLACE.finditer(text), MAX_NODES + 1)]
    if len(starts) > MAX_NODES:
        raise source.refuse(TOO_MANY, starts[MAX_NODES])
    return _Placing(source, starts).place(data)


class _ConstantError(ValueError):
    """NaN or an infinity, which Python's JSON has and JSON has not."""


def _refuse_constant(name: str) -> NoReturn:
    raise _ConstantError(name)


def _read_number(text: str) -> int | float | str:
    number = read_number(text)
    return text if number is None else number


# Mappings come out as tuples of pairs, so that no key given twice is lost.
_DECODER: Final = JSONDecoder(
    object_pairs_hook=tuple, parse_int=_read_number, parse_float=_read_number, parse_constant=_refuse_constant
)


class _Placing:
    """Puts what the decoder made beside the places of its keys and items, which come in the same order."""

    def __init__(self, source: Source, starts: list[int]) -> None:
        self.source = source
        self.next_start = iter(starts).__next__

    def place(self, data: Any) -> Any:
        """The whole document as `Block`, `Items` and scalars."""
        start = self.next_start()
        return self._place(data, start, 1) if type(data) in (tuple, list) else data

    def _place(self, value: Any, start: int, depth: int) -> Block | Items:
        source, next_start, place = self.source, self.next_start, self._place
        if depth > MAX_DEPTH:
            raise source.refuse(TOO_DEEP, start)
        depth += 1
        if type(value) is list:
            items = Items(source)
            for item in value:
                start = next_start()
                items.offsets.append(start)
                kind = type(item)
                items.append(place(item, start, depth) if kind is tuple or kind is list else item)
            return items
        block = Block(source)
        offsets = block.offsets
        for key, item in value:
            start = next_start()
            if key in offsets:
                source.meet_twice(key, offsets[key], start)
            offsets[key] = start
            kind = type(item)
            block[key] = place(item, start, depth) if kind is tuple or kind is list else item
        return block
