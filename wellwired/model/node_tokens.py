"""The text of a Node.js module as tokens: names, texts, numbers and signs, with the bracket that each one closes.

Source: https://tc39.es/ecma262/#sec-ecmascript-language-lexical-grammar
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from wellwired.model.setting import Unsettled

_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/|\A\#![^\n]*)
    |(?P<name>[\w$\#][\w$]*)
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<sign>=>|\.\.\.|\?\.(?!\d)|\?\?=?|===|!==|==|!=|<=|>=|&&=?|\|\|=?|\+\+|--|[-+*%&|^]=|\*\*|[-+*%&|^~!<>=?:;,.(){}\[\]@])
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX: Final = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_CLOSED_BY: Final = {"(": ")", "[": "]", "{": "}"}
# Words after which a slash begins an expression.
_BEFORE_REGEX: Final = frozenset(
    {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do"}
)
MAX_TEXT: Final = 20_000  # what is longer is a bundle, and takes long
_UNREAD: Final = "the module's text is not understood"


class Token(NamedTuple):
    """One token. kind: name, text, template, regex or sign. line: from 1. first: whether it begins a line."""

    kind: str
    text: str
    line: int
    first: bool


class Unbalanced(Unsettled):
    """A bracket that is not closed, or closes none: Node.js refuses the module. line: from 1."""

    def __init__(self, bracket: str, line: int) -> None:
        super().__init__(_UNREAD)
        self.problem = f"the bracket {bracket} has no counterpart"
        self.line = line


class Tokens(NamedTuple):
    """The tokens of a module. pairs: the place of each opening bracket's closing one, and the other way round."""

    all: tuple[Token, ...]
    pairs: dict[int, int]

    def text(self, place: int) -> str:
        """The text of the name or sign at a place; "" for anything else, and outside."""
        token = self.all[place] if 0 <= place < len(self.all) else None
        return token.text if token is not None and token.kind in ("name", "sign") else ""

    def starts(self, place: int, *texts: str) -> bool:
        """Whether these names and signs follow from a place on."""
        return all(self.text(place + offset) == text for offset, text in enumerate(texts))

    def after(self, place: int) -> int:
        """The place behind a token, or, where it opens brackets, behind the closing one."""
        return self.pairs[place] + 1 if self.text(place) in _CLOSED_BY else place + 1

    def around(self, place: int) -> int:
        """Where the innermost brackets open that a place is in, or -1."""
        return next((one for one in range(place, -1, -1) if self.pairs.get(one, -1) > place), -1)

    def items(self, opening: int) -> Iterator[range]:
        """What stands between brackets, apart at the commas."""
        end = self.pairs[opening]
        start = place = opening + 1
        while place < end:
            if self.text(place) == ",":
                yield range(start, place)
                start = place + 1
            place = self.after(place)
        if start < end:
            yield range(start, end)


@lru_cache(maxsize=64)
def read_tokens(text: str) -> Tokens:
    """The tokens of a module; raises `Unsettled` where they cannot be told, `Unbalanced` where brackets do not fit."""
    found: list[Token] = []
    pairs: dict[int, int] = {}
    opened: list[int] = []
    position, line, fresh = 0, 1, True
    while position < len(text):
        kind, end = _next(text, position, found[-1] if found else None)
        spelled = text[position:end]
        if kind != "space":
            if spelled in _CLOSED_BY and kind == "sign":
                opened.append(len(found))
            elif spelled in (")", "]", "}") and kind == "sign":
                if not opened or _CLOSED_BY[found[opened[-1]].text] != spelled:
                    raise _unbalanced(found, found[opened[-1]] if opened else Token(kind, spelled, line, fresh))
                pairs[opened[-1]] = len(found)
                pairs[len(found)] = opened.pop()
            found.append(Token(kind, spelled, line, fresh))
        fresh = kind == "space" and (fresh or "\n" in spelled)
        line += spelled.count("\n")
        position = end
    if opened:
        raise _unbalanced(found, found[opened[-1]])
    return Tokens(tuple(found), pairs)


def _unbalanced(found: list[Token], token: Token) -> Unsettled:
    """The error for a bracket; where slashes were told apart by a guess, the guess may be what is wrong."""
    guessed = any(one.kind == "regex" or one.text == "/" for one in found)
    return Unsettled(_UNREAD) if guessed else Unbalanced(token.text, token.line)


def _next(text: str, position: int, before: Token | None) -> tuple[str, int]:
    """The kind and the end of what begins at a position."""
    if text[position] == "`":
        try:
            return "template", _end_of_template(text, position)
        except RecursionError:  # thousands of templates inside one another
            raise Unsettled(_UNREAD) from None
    match = _TOKEN.match(text, position)
    if match:
        return match.lastgroup or "", match.end()
    if text[position] != "/" or before is None or before.text in (")", "}"):
        raise Unsettled(_UNREAD)  # after a bracket only a parser tells a division from an expression
    if before.kind in ("text", "template") or (before.kind == "name" and before.text not in _BEFORE_REGEX):
        return "sign", position + 1
    if before.text == "]":
        return "sign", position + 1
    regex = _REGEX.match(text, position)
    if regex is None:
        raise Unsettled(_UNREAD)
    return "regex", regex.end()


def _end_of_template(text: str, start: int) -> int:
    """Where a template literal ends, those inside its holes passed over."""
    position, depth = start + 1, 0
    while position < len(text):
        character = text[position]
        if character == "\\":
            position += 1
        elif depth == 0 and character == "`":
            return position + 1
        elif depth == 0 and text.startswith("${", position):
            depth, position = 1, position + 1
        elif depth and character == "`":
            position = _end_of_template(text, position) - 1
        elif depth and character in "\"'/":
            match = _TOKEN.match(text, position)
            if match is None:
                raise Unsettled(_UNREAD)
            position = match.end() - 1
        elif depth:
            depth += {"{": 1, "}": -1}.get(character, 0)
        position += 1
    raise Unsettled(_UNREAD)
