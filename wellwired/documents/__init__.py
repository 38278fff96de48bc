"""JSON and YAML text to plain data that remembers where each key and item stands, within bounds of size and time."""

import math
import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from wellwired.errors import UnreadableError
from wellwired.model.origin import Position

# CloudFormation takes a template of at most 1 MB from S3; what is ten times that is no template.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MAX_BYTES: Final = 10_000_000
_MOST_FILES: Final = 100_000  # bytes; most files are smaller
MAX_NODES: Final = 500_000
MAX_ALIASED: Final = 100_000  # of them, those that only aliases repeat
MAX_DEPTH: Final = 100
MAX_REPEATED: Final = 100  # keys that are given once more
TOO_MANY: Final = f"it holds more than {MAX_NODES:,} values"
TOO_DEEP: Final = f"it nests more than {MAX_DEPTH} levels deep"

# The code points that mark atoms in symbolic text (wellwired.model.text), raw or as an escape: a template that
# holds one could forge a reference.
_RESERVED: Final = re.compile(
    "[\ue000-\ue003\U0010f000-\U0010f07f]"
    r"|\\(?:u|U0000)[eE]00[0-3]|\\U0010[fF]0[0-7]|\\u[dD][bB][fF][cC]\\u[dD][cC][0-7]"
)
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]{1,18}(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")


class DocumentError(UnreadableError):
    """A document that could not be read; `file` and `position` say where."""

    def __init__(self, problem: str, *, file: str, position: Position | None = None, remedy: str | None = None) -> None:
        self.file = file
        self.position = position
        where = f"{file}:{position.line}:{position.column}" if position else file
        super().__init__(problem, where=where, remedy=remedy)


class Source:
    """The text of one file, and the way from an offset in it to a line and a column.

    repeated: the keys that a mapping gives once more; None where such a document is refused.
    """

    __slots__ = ("__dict__", "file", "repeated", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.repeated: list[DocumentError] | None = None

    @cached_property
    def _line_starts(self) -> Sequence[int]:
        # as plain numbers: a file may be millions of empty lines
        starts = array("L", accumulate(map(len, StringIO(self.text, newline="\n")), initial=0))
        return starts if self.text.endswith("\n") else starts[:-1] or starts

    def get_position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def refuse(self, problem: str, offset: int | None = None, remedy: str | None = None) -> DocumentError:
        """The error to raise about the place at `offset`."""
        position = None if offset is None else self.get_position(offset)
        return DocumentError(problem, file=self.file, position=position, remedy=remedy)

    def meet_twice(self, key: str, first: int, second: int) -> None:
        """Take note of a key that a mapping gives at two offsets, or refuse the document for it."""
        line = self.get_position(first).line
        problem, remedy = f"the key {key!r} is given twice, first on line {line}", "keep one of the two"
        if self.repeated is None or len(self.repeated) == MAX_REPEATED:
            raise self.refuse(problem, second, remedy)
        self.repeated.append(self.refuse(f"{problem}; this one is read, as CloudFormation does", second, remedy))


class Block(dict[str, Any]):
    """A mapping that knows where each of its keys stands in `source`."""

    __slots__ = ("offsets", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.offsets: dict[str, int] = {}

    def find_position(self, key: object) -> Position | None:
        """The place of a key."""
        offset = self.offsets.get(key) if isinstance(key, str) else None
        return None if offset is None else self.source.get_position(offset)


class Items(list[Any]):
    """A list that knows where each of its items stands in `source`."""

    __slots__ = ("offsets", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.offsets: list[int] = []

    def find_position(self, index: int) -> Position | None:
        """The place of an item."""
        return self.source.get_position(self.offsets[index]) if 0 <= index < len(self.offsets) else None


def read_number(text: str) -> int | float | None:
    """The number that a plain scalar spells, or None; digits after a leading zero (an account id) are no number."""
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _DECIMAL.fullmatch(text) and not text.lstrip("+-").isdigit():
        number = float(text)
        return number if math.isfinite(number) else None
    return None


def load(path: Path, file: str) -> Source:
    """The text of a file; `file` is what messages call it."""
    return decode(read_bytes(path, file), file)


def read_bytes(path: Path, file: str) -> bytes:
    """A file's content, cut where it is too large to be read anyway; raises `DocumentError`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_FILES)  # room for the largest, made for each, would cost more than the reading
            return data if len(data) < _MOST_FILES else data + stream.read(MAX_BYTES + 1 - _MOST_FILES)
    except OSError as error:
        raise DocumentError(f"it could not be read: {error.strerror or error}", file=file) from None


def load_text(path: Path, file: str) -> str:
    """The text of a file that is no template, such as a settings file; raises `DocumentError`."""
    return decode_text(read_bytes(path, file), file)


def decode(data: bytes, file: str) -> Source:
    """The text of a file's bytes; what is no UTF-8 text, or holds reserved code points, is refused."""
    return check_text(decode_text(data, file), file)


def decode_text(data: bytes, file: str) -> str:
    """Bytes as text; raises `DocumentError` where they are none, or too many."""
    if len(data) > MAX_BYTES:
        raise DocumentError(f"it is larger than {MAX_BYTES // 1_000_000} MB", file=file, remedy="give a smaller file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("it is UTF-16 text", file=file, remedy="save it as UTF-8")
    if b"\0" in data:
        raise DocumentError("it is a binary file (it holds NUL)", file=file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        raise DocumentError(
            "it is not UTF-8 text", file=file, position=Position(line, column), remedy="save it as UTF-8"
        ) from None


def check_text(text: str, file: str) -> Source:
    """`text` as a source, unless it holds what no template may hold."""
    source = Source(file, text)
    plain = text.isascii() and "\\u" not in text and "\\U" not in text  # most are, and telling so is quick
    reserved = None if plain else _RESERVED.search(text)
    if reserved:
        raise source.refuse("it holds a private-use character that is reserved here", reserved.start(), "take it out")
    return source


def read_template(source: Source) -> Any:
    """The data of a document as CloudFormation reads it: of a key that is given twice the last value counts.

    `source.repeated` names such keys. https://github.com/aws-cloudformation/cfn-language-discussion/issues/96
    """
    source.repeated = []
    return read_document(source)


def read_document(source: Source) -> Any:
    """The data of a JSON or YAML document: `Block`, `Items`, text, numbers, true, false or None.

    CloudFormation's short tags come out in their long form. Raises `DocumentError`.
    """
    from wellwired.documents.json_text import read_json
    from wellwired.documents.yaml_text import read_yaml

    if source.text.lstrip()[:1] not in ("{", "["):
        return read_yaml(source)
    try:
        return read_json(source)
    except DocumentError as error:
        if source.file.endswith(".json"):
            raise
        source.repeated = None if source.repeated is None else []
        try:  # a flow mapping or sequence of YAML opens so too
            return read_yaml(source)
        except DocumentError:
            raise error from None
