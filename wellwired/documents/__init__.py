"""JSON and YAML text to plain data that remembers where each key and item stands, within bounds of size and time."""

import math
import re
import time
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

from wellwired.errors import UnreadableError
from wellwired.model.origin import Position

# CloudFormation takes a template of at most 1 MB from S3; what is ten times that is no template.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MAX_BYTES: Final = 10_000_000
MAX_NODES: Final = 500_000
MAX_ALIASED: Final = 100_000  # of them, those that only aliases repeat
MAX_DEPTH: Final = 100
MAX_SECONDS: Final = 20.0

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
    """The text of one file, and the way from an offset in it to a line and a column."""

    __slots__ = ("__dict__", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _line_starts(self) -> list[int]:
        lines = self.text.split("\n")
        return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def get_position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def refuse(self, problem: str, offset: int | None = None, remedy: str | None = None) -> DocumentError:
        """The error to raise about the place at `offset`."""
        position = None if offset is None else self.get_position(offset)
        return DocumentError(problem, file=self.file, position=position, remedy=remedy)


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


class Builder:
    """Puts keys and values together as a parser meets them; refuses duplicates, depth, size and overtime."""

    __slots__ = (
        *("_deadline", "_frames", "container", "heights", "key", "key_offset", "nodes", "root", "source", "wants_key"),
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.container: Block | Items | None = None
        self.key: str | None = None
        self.wants_key = False  # whether what comes next is the key of a mapping
        self.key_offset = 0
        self.nodes = 0
        self.root: Any = None
        self.heights = [0]  # of the open containers: how deep each is so far
        self._frames: list[tuple[Block | Items | None, str | None, int]] = []
        self._deadline = time.monotonic() + MAX_SECONDS

    def put_key(self, key: str, offset: int) -> None:
        """Take the key of the next value."""
        block = self.container
        if type(block) is Block and key in block.offsets:
            first = self.source.get_position(block.offsets[key]).line
            raise self.source.refuse(
                f"the key {key!r} is given twice, first on line {first}", offset, "keep one of the two"
            )
        self.key = key
        self.key_offset = offset
        self.wants_key = False

    def put(self, value: Any, offset: int) -> None:
        """Take a value: the document itself, the value of the last key, or an item."""
        container = self.container
        if type(container) is Block:
            key = self.key or ""
            container[key] = value
            container.offsets[key] = self.key_offset
            self.key = None
            self.wants_key = True
        elif type(container) is Items:
            container.append(value)
            container.offsets.append(offset)
        else:
            self.root = value
        self.nodes += 1
        if self.nodes & 0x3FF == 0:
            self.check(offset)

    def check(self, offset: int) -> None:
        """Refuse a document that is too large or takes too long."""
        if self.nodes > MAX_NODES:
            raise self.source.refuse(f"it holds more than {MAX_NODES:,} values", offset)
        if time.monotonic() > self._deadline:
            raise self.source.refuse(f"it takes longer than {MAX_SECONDS:.0f} seconds to read", offset)

    def open(self, container: Block | Items, offset: int) -> None:
        """Begin a mapping or a list."""
        self._frames.append((self.container, self.key, self.key_offset))
        self.container = container
        self.key = None
        self.wants_key = type(container) is Block
        self.heights.append(0)
        if len(self._frames) > MAX_DEPTH:
            raise self.source.refuse(f"it nests more than {MAX_DEPTH} levels deep", offset)

    def close(self) -> Block | Items:
        """End the innermost mapping or list, and hand it back to be put."""
        done = self.container
        self.container, self.key, self.key_offset = self._frames.pop()
        self.wants_key = False  # what ends here is a value
        height = self.heights.pop() + 1
        if height > self.heights[-1]:
            self.heights[-1] = height
        if done is None:  # parsers pair their events
            raise AssertionError
        return done


def read_number(text: str) -> int | float | None:
    """The number that a plain scalar spells, or None; digits after a leading zero (an account id) are no number."""
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and not text.lstrip("+-").isdigit():
        number = float(text)
        return number if math.isfinite(number) else None
    return None


def load(path: Path, file: str) -> Source:
    """The text of a file; `file` is what messages call it."""
    try:
        with path.open("rb") as stream:
            return decode(stream.read(MAX_BYTES + 1), file)
    except OSError as error:
        raise DocumentError(f"it could not be read: {error.strerror or error}", file=file) from None


def decode(data: bytes, file: str) -> Source:
    """The text of a file's bytes; what is no UTF-8 text, or holds reserved code points, is refused."""
    if len(data) > MAX_BYTES:
        raise DocumentError(f"it is larger than {MAX_BYTES // 1_000_000} MB", file=file, remedy="give a smaller file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DocumentError("it is UTF-16 text", file=file, remedy="save it as UTF-8")
    if b"\0" in data:
        raise DocumentError("it is a binary file (it holds NUL)", file=file)
    try:
        return check_text(data.decode("utf-8-sig"), file)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = len(data[data.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        raise DocumentError(
            "it is not UTF-8 text", file=file, position=Position(line, column), remedy="save it as UTF-8"
        ) from None


def check_text(text: str, file: str) -> Source:
    """`text` as a source, unless it holds what no template may hold."""
    source = Source(file, text)
    reserved = _RESERVED.search(text)
    if reserved:
        raise source.refuse("it holds a private-use character that is reserved here", reserved.start(), "take it out")
    return source


def read_document(source: Source) -> Any:
    """The data of a JSON or YAML document: `Block`, `Items`, text, numbers, true, false or None.

    CloudFormation's short tags come out in their long form. Raises `DocumentError`.
    """
    from wellwired.documents.json_text import read_json
    from wellwired.documents.yaml_text import read_yaml

    if source.text.lstrip()[:1] != "{":
        return read_yaml(source)
    try:
        return read_json(source)
    except DocumentError as error:
        if source.file.endswith(".json"):
            raise
        try:  # a flow mapping opens with a brace too
            return read_yaml(source)
        except DocumentError:
            raise error from None
