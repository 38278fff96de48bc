"""The lines of the judged files, for excerpts: read late, kept once, bounded, and safe to show."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from wellwired.model.origin import Position
from wellwired.printable import printable

_TOKEN: Final = re.compile(r'"[^"]*"|\'[^\']*\'|[^\s:,{}\[\]]+|.')
# Values that look like a credential, by the name of their key or by their form: an excerpt ends up in build logs.
_VALUE: Final = (
    r"""(?: "[^"]{4,}" | '[^']{4,}' | (?! [!{\[$&*|>"'] | true\b | false\b | null\b | arn: ) [^\s"',}\]]{4,} )"""
)
_SECRET: Final = re.compile(
    rf"""(?ix)
    ( (?:password|passwd|secret|token|credential|private_?key|api_?key) (?:_?value|_?string)? ["']? \s*[:=]\s* )
      (?! "?{{{{resolve: ) {_VALUE}
    | ( \b Value ["']? \s*:\s* ) ["']? (?! arn: ) [\w+/=-]{{20,}} ["']?
    | () \b (?:AKIA|ASIA) [A-Z0-9]{{16}} \b
    """
)
_LARGEST: Final = 10_000_000  # bytes; above, a file is reported without excerpts
_LONGEST_TOKEN: Final = 1_000  # characters that are marked
_WINDOW: Final = 110  # characters of a line that are shown


class Line(NamedTuple):
    """A line as it may be shown: printable, its indentation kept, cut to a window."""

    number: int
    text: str


class Excerpt(NamedTuple):
    """A few lines around a place. `start` and `end`: the marked part of the middle line, in characters."""

    before: tuple[Line, ...]
    line: Line
    after: tuple[Line, ...]
    start: int
    end: int

    @property
    def caret(self) -> str:
        """Blanks and carets that mark the part when printed below the line."""
        return " " * cells(self.line.text[: self.start]) + "^" * max(cells(self.line.text[self.start : self.end]), 1)


class Sources:
    """The texts of the judged files. `texts`: those that are not on disk, such as standard input."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._lines: dict[str, list[str]] = {
            file: text.removeprefix("\ufeff").split("\n") for file, text in (texts or {}).items()
        }

    def find_token(self, file: str, position: Position | None) -> str:
        """The word that stands at a position, "" where it cannot be read."""
        line = self._find_line(file, position)
        start = position.column - 1 if position else 0
        match = _TOKEN.match(line, start, start + _LONGEST_TOKEN) if line and position else None
        return match[0] if match else ""

    def find_excerpt(self, file: str, position: Position | None, *, around: int = 0) -> Excerpt | None:
        """The line at a position and `around` lines on either side, or None where it cannot be shown."""
        text = self._find_line(file, position)
        if text is None or position is None:
            return None
        lines, index = self._lines[file], position.line - 1
        column = min(max(position.column - 1, 0), len(text))
        start = column - _WINDOW // 2 if len(text) > _WINDOW and column > _WINDOW // 2 else 0
        shown, ahead = _show(text, start), _show(text, start, column)
        marked = _show(self.find_token(file, position))
        return Excerpt(
            before=_plain(lines, max(index - around, 0), index),
            line=Line(position.line, shown),
            after=_plain(lines, index + 1, index + 1 + around),
            start=min(len(ahead), len(shown)),
            end=min(len(ahead) + len(marked), len(shown)),
        )

    def _find_line(self, file: str, position: Position | None) -> str | None:
        if not file or position is None:
            return None
        lines = self._lines.get(file)
        if lines is None:
            lines = self._lines[file] = _read_lines(file)
        return redact(lines[position.line - 1]) if 0 < position.line <= len(lines) else None


def cells(text: str) -> int:
    """How many terminal cells `text` takes: two for an East Asian wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _read_lines(file: str) -> list[str]:
    path = Path(file)
    try:
        if path.stat().st_size > _LARGEST:
            return []
        return path.read_bytes().decode("utf-8-sig", errors="replace").split("\n")
    except (OSError, ValueError):
        return []


def _show(text: str, start: int = 0, end: int | None = None) -> str:
    # a minified template is one line of megabytes, which many findings share: no more of it is taken than is shown
    window = text[start : min(start + _WINDOW + 1, len(text) if end is None else end)]
    shown = printable(window.rstrip("\r").replace("\t", "    "), limit=_WINDOW)
    return f"…{shown}" if start else shown


@lru_cache(maxsize=8)  # for the same reason
def redact(line: str) -> str:
    """A line whose credentials are asterisks, each as long as it was so that columns stay true."""

    def hide(match: re.Match[str]) -> str:
        kept = match[1] or match[2] or ""
        return kept + "*" * (len(match[0]) - len(kept))

    return _SECRET.sub(hide, line)


def _plain(lines: list[str], first: int, end: int) -> tuple[Line, ...]:
    return tuple(Line(number, _show(redact(text))) for number, text in enumerate(lines[first:end], first + 1))
