"""Splitting symbolic text: which pieces are certain when a part of the text is settled only at deployment."""

import re
from typing import TYPE_CHECKING, Final

from wellwired.model.text import CLOSE, OPEN, display, find_hole, is_literal, references

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope

_ATOM: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
# No name, id, region, account or partition that AWS gives holds one of these.
_NEVER_IN_NAMES: Final = frozenset(":/,|; ")


def split_text(delimiter: str, text: str, scope: "Scope") -> tuple[list[str], int]:
    """The pieces of `text`, and how many of them, from the first, are certain."""
    if is_literal(text):
        return text.split(delimiter), text.count(delimiter) + 1
    pieces: list[str] = [""]
    position = 0
    for atom in _ATOM.finditer(text):  # the delimiter must not be found inside an atom
        _extend(pieces, text[position : atom.start()].split(delimiter))
        pieces[-1] += atom[0]
        position = atom.end()
    _extend(pieces, text[position:].split(delimiter))
    for index, piece in enumerate(pieces):
        if any(_may_hold(atom, delimiter, scope) for atom in _ATOM.findall(piece)):
            return pieces, index
    return pieces, len(pieces)


def _extend(pieces: list[str], more: list[str]) -> None:
    pieces[-1] += more[0]
    pieces.extend(more[1:])


def _may_hold(atom: str, delimiter: str, scope: "Scope") -> bool:
    if find_hole(atom) is not None or not _NEVER_IN_NAMES.issuperset(delimiter):
        return True
    named = next(references(atom), None)
    if named is None:  # a pseudo-parameter; the stack's id is an ARN
        return "StackId" in display(atom) or "NotificationARNs" in display(atom)
    return bool(named.attribute) or not scope.app.is_named_plainly(named.address)
