"""JSON text to data with positions, in one pass and without recursion."""

import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, Final

from wellwired.documents import Block, Builder, Items, Source, read_number

_TOKEN: Final = re.compile(
    r"[ \t\n\r]*(?:"
    r'(?P<text>"[^"\\\x00-\x1f]*")(?P<colon>[ \t\n\r]*:)?'
    r"|(?P<mark>[{}\[\]:,])"
    r'|(?P<escaped>")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<word>true|false|null)"
    r"|(?P<end>\Z))"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}
# What may come next.
_VALUE, _FIRST_KEY, _KEY, _COLON, _COMMA, _FIRST_ITEM, _END = range(7)
_WANTED: Final = {
    _VALUE: "a value",
    _FIRST_KEY: "a key in double quotes or '}'",
    _KEY: "a key in double quotes",
    _COLON: "':'",
    _COMMA: "',' or the end of the mapping or list",
    _FIRST_ITEM: "a value or ']'",
    _END: "the end of the file",
}


def read_json(source: Source) -> Any:
    """The data of a JSON document."""
    builder = Builder(source)
    text = source.text
    take = _TOKEN.match
    position = 0
    state = _VALUE
    while True:
        token = take(text, position)
        if token is None:
            found = re.compile(r"[ \t\n\r]*").match(text, position)
            raise source.refuse(f"JSON: expected {_WANTED[state]}", found.end() if found else position)
        kind = token.lastgroup or ""
        if kind == "colon":
            if state in (_KEY, _FIRST_KEY):  # a key and its colon in one go: half of what there is to read
                builder.put_key(token["text"][1:-1], token.start("text"))
                position = token.end()
                state = _VALUE
                continue
            kind = "text"
        start, position = token.span(kind)
        if kind == "mark":
            state = _take_mark(builder, text[start], state, start)
        elif kind == "end":
            if state != _END:
                raise source.refuse(f"JSON: expected {_WANTED[state]}, and the file ends", start)
            return builder.root
        else:
            if kind == "text":
                value: Any = text[start + 1 : position - 1]
            elif kind == "escaped":
                value, position = _read_escaped(source, start)
            elif kind == "word":
                value = _WORDS[token[kind]]
            else:
                number = read_number(token[kind])
                value = token[kind] if number is None else number
            state = _take_value(builder, value, state, start, is_text=kind in ("text", "escaped"))


def _take_value(builder: Builder, value: Any, state: int, start: int, *, is_text: bool) -> int:
    if state in (_KEY, _FIRST_KEY) and is_text:
        builder.put_key(value, start)
        return _COLON
    if state in (_VALUE, _FIRST_ITEM):
        builder.put(value, start)
        return _after(builder)
    raise builder.source.refuse(f"JSON: expected {_WANTED[state]}", start)


def _take_mark(builder: Builder, mark: str, state: int, start: int) -> int:
    if mark == "{" and state in (_VALUE, _FIRST_ITEM):
        builder.open(Block(builder.source), start)
        return _FIRST_KEY
    if mark == "[" and state in (_VALUE, _FIRST_ITEM):
        builder.open(Items(builder.source), start)
        return _FIRST_ITEM
    if mark == ":" and state == _COLON:
        return _VALUE
    block = type(builder.container) is Block
    if mark == "," and state == _COMMA:
        return _KEY if block else _VALUE
    if (mark == "}" and block and state in (_COMMA, _FIRST_KEY)) or (
        mark == "]" and not block and state in (_COMMA, _FIRST_ITEM)
    ):
        builder.put(builder.close(), start)
        return _after(builder)
    raise builder.source.refuse(f"JSON: expected {_WANTED[state]}", start)


def _after(builder: Builder) -> int:
    return _END if builder.container is None else _COMMA


def _read_escaped(source: Source, start: int) -> tuple[str, int]:
    try:
        value, position = scanstring(source.text, start + 1, True)
    except ValueError as error:
        raise source.refuse(f"JSON: {error.args[0].partition(':')[0].lower()}", getattr(error, "pos", start)) from None
    if _SURROGATE.search(value):  # half a character is none: it could not be written out again
        value = _SURROGATE.sub("\ufffd", value)
    return value, position
