"""A pattern matched without backtracking: the time grows with the lengths alone, whatever a policy spells.

Every place of the pattern is a bit of one number, and each character or atom of the text moves all bits at once.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

_DIGITS: Final = frozenset("0123456789")
_ENDS_NAME: Final = frozenset(":/")


class Sign(Enum):
    """Parts that no text spells: any number of parts, or any one."""

    ANY_RUN = "*"
    ANY_ONE = "?"


class StandIn(NamedTuple):
    """An atom for which a name stands in as well, or digits alone."""

    atom: str
    is_number: bool


class Automaton:
    """A pattern as a sequence of parts: what must stand there (a character or an atom), a sign, or a stand-in."""

    __slots__ = ("_end", "_literals", "_loops", "_names", "_numbers", "_ones", "_runs", "_stand_ins")

    def __init__(self, parts: Iterable[str | Sign | StandIn]) -> None:
        self._literals: dict[str, int] = {}
        self._stand_ins: dict[str, int] = {}
        self._runs = self._ones = self._names = self._loops = self._numbers = 0
        bit = 1
        for part in parts:
            if isinstance(part, str):
                self._literals[part] = self._literals.get(part, 0) | bit
            elif isinstance(part, StandIn):  # the atom itself, or one character, and then a loop of more
                self._stand_ins[part.atom] = self._stand_ins.get(part.atom, 0) | bit
                self._names |= bit
                self._numbers |= bit * 3 if part.is_number else 0
                bit <<= 1
                self._loops |= bit
            elif part is Sign.ANY_RUN:
                self._runs |= bit
            else:
                self._ones |= bit
            bit <<= 1
        self._end = bit

    def fits(self, text: Sequence[str]) -> bool:
        """Whether the whole of a text, given by its characters and atoms, is what the pattern spells."""
        places = self._skip(1)
        for part in text:
            moved = (places & (self._literals.get(part, 0) | self._ones)) << 1
            stayed = places & self._runs
            if len(part) > 1:
                moved |= (places & self._stand_ins.get(part, 0)) << 2
            elif part not in _ENDS_NAME:
                naming = places if part in _DIGITS else places & ~self._numbers
                moved |= (naming & self._names) << 1
                stayed |= naming & self._loops
            places = self._skip(moved | stayed)
            if not places:
                return False
        return bool(places & self._end)

    def _skip(self, places: int) -> int:
        """The places with those behind what may be empty."""
        empty = self._runs | self._loops
        while (more := places | (places & empty) << 1) != places:
            places = more
        return places
