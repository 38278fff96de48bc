"""An OpenAPI document as it is read: every part knows its file, its line and its JSON pointer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from wellwired.documents import Block, DocumentError, Items, load, read_document
from wellwired.errors import WiringError
from wellwired.model.origin import Position
from wellwired.printable import printable

MAX_STEPS: Final = 1_000_000  # some seconds; the largest document that is read holds 500,000 values
_VERSIONS: Final = re.compile(r"3\.[01](\.\d{1,4})?")
_KINDS: Final = (
    (bool, "true or false"),
    (Block, "a mapping"),
    (Items, "a list"),
    (str, "text"),
    (int | float, "a number"),
)
# Digits that are too many for the reader of documents to take for a number.
_LONG_INTEGER: Final = re.compile(r"-?\d{19,40}")


@dataclass(slots=True)
class _Document:
    """What all parts share. `steps`: how many there were, as references can have the same part looked at for ever."""

    file: str
    root: Any
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the document and the way to it. `pointer` is empty for the document itself."""

    document: _Document
    value: Any
    pointer: str = ""
    position: Position | None = None

    @property
    def name(self) -> str:
        """The last step of the pointer."""
        return self.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")

    def refuse(self, problem: str, remedy: str) -> WiringError:
        """The error to raise about this part."""
        file = self.document.file
        place = f"{file}:{self.position.line}:{self.position.column}" if self.position else file
        where = printable(f"{place} (#{self.pointer})", limit=500)
        return WiringError(printable(problem, limit=500), where=where, remedy=printable(remedy, limit=500))

    def find(self, key: str) -> "Part | None":
        """What stands under a key of this mapping, or None."""
        block = self.block
        return self._step(key, block[key], block.find_position(key)) if key in block else None

    def entries(self) -> "Iterator[tuple[str, Part]]":
        """The keys and values of this mapping."""
        block = self.block
        return ((key, self._step(key, value, block.find_position(key))) for key, value in block.items())

    def entries_of(self, key: str) -> "Iterator[tuple[str, Part]]":
        """The keys and values of the mapping under a key; none where it is absent."""
        found = self.find(key)
        return iter(()) if found is None else found.entries()

    def items(self) -> "Iterator[Part]":
        """The items of this list."""
        listed = self.value
        if not isinstance(listed, Items):
            raise self._expected("a list")
        return (self._step(str(index), item, listed.find_position(index)) for index, item in enumerate(listed))

    def items_of(self, key: str) -> "Iterator[Part]":
        """The items of the list under a key; none where it is absent."""
        found = self.find(key)
        return iter(()) if found is None else found.items()

    @property
    def block(self) -> Block:
        """This mapping."""
        if not isinstance(self.value, Block):
            raise self._expected("a mapping")
        return self.value

    @property
    def text(self) -> str:
        """This text."""
        if not isinstance(self.value, str):
            raise self._expected("text")
        return self.value

    @property
    def truth(self) -> bool:
        """This true or false."""
        if not isinstance(self.value, bool):
            raise self._expected("true or false")
        return self.value

    @property
    def number(self) -> int | float:
        """This number."""
        if isinstance(self.value, str) and _LONG_INTEGER.fullmatch(self.value):
            return int(self.value)
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self._expected("a number")
        return self.value

    @property
    def count(self) -> int:
        """This whole number that is not negative."""
        number = self.number
        if number < 0 or number != int(number):
            raise self.refuse(f"{self.name} is {number}", "write a whole number from 0 on")
        return int(number)

    def follow(self) -> "Part":
        """What a `$ref` stands for, however many lie between, or the part itself."""
        part, seen = self, {self.pointer}
        while isinstance(part.value, Block) and "$ref" in part.value:
            part = part._target()
            if part.pointer in seen:
                raise self.refuse("this $ref comes back to itself", "spell out what it stands for")
            seen.add(part.pointer)
        return part

    def _target(self) -> "Part":
        reference = self.find("$ref")
        assert reference is not None  # noqa: S101 - only parts that have one are followed
        if reference.text and not reference.text.startswith("#"):
            raise reference.refuse(
                f"the $ref {reference.text!r} leads out of the file", "bundle the document into one file first"
            )
        part = Part(self.document, self.document.root, position=Position(1, 1))
        for step in reference.text.removeprefix("#").split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            found = part.find(key) if isinstance(part.value, Block) else None
            if found is None:
                raise reference.refuse(f"the $ref {reference.text!r} leads nowhere", "point it at a part of this file")
            part = found
        return part

    def _step(self, key: str, value: Any, position: Position | None) -> "Part":
        self.document.steps += 1
        if self.document.steps > MAX_STEPS:
            raise self.refuse("the document leads to the same parts again and again", "use fewer references in it")
        pointer = f"{self.pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        return Part(self.document, value, pointer, position or self.position)

    def _expected(self, wanted: str) -> WiringError:
        found = next((words for kind, words in _KINDS if isinstance(self.value, kind)), "empty")
        what = f"item {self.name}" if self.name.isdecimal() else self.name or "the document"
        return self.refuse(f"{what} must be {wanted}, and is {found}", f"write {wanted}")


def read_openapi(file: str | Path) -> Part:
    """The whole document: OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML. Raises `WiringError`."""
    try:
        root = read_document(load(Path(file), str(file)))
    except DocumentError as error:
        raise WiringError(error.problem, where=error.where, remedy=error.remedy) from None
    document = Part(_Document(str(file), root), root, position=Position(1, 1))
    version = document.find("openapi") or document.find("swagger")
    if version is None:
        raise document.refuse("the document names no version of OpenAPI", "begin it with openapi: 3.0.3")
    if not (_VERSIONS.fullmatch(str(version.value)) if version.name == "openapi" else str(version.value) == "2.0"):
        raise version.refuse(
            f"{version.name} is {version.value!r}", "OpenAPI 3.0 and 3.1 and Swagger 2.0 are read: convert the document"
        )
    return document
