"""YAML text to data with positions; CloudFormation's short tags to their long form, aliases within bounds.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
"""

import time
from typing import Any, Final

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from wellwired.documents import MAX_ALIASED, MAX_DEPTH, MAX_NODES, TOO_DEEP, TOO_MANY, Block, Items, Source, read_number

try:
    from yaml import CSafeLoader as _Parser
except ImportError:  # PyYAML built without libyaml: the same events, a few times slower
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

_WORDS: Final[dict[str, Any]] = {"": None, "~": None} | {
    spelled: value
    for word, value in {
        "null": None,
        "true": True,
        "yes": True,
        "on": True,
        "false": False,
        "no": False,
        "off": False,
    }.items()
    for spelled in (word, word.capitalize(), word.upper())
}
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
MAX_SECONDS: Final = 20.0
# libyaml holds each against all before it; CloudFormation's YAML has none.
MAX_TAG_DIRECTIVES: Final = 1_000


def read_yaml(source: Source) -> Any:
    """The data of the one YAML document in `source`."""
    if source.text.count("%TAG") > MAX_TAG_DIRECTIVES:
        raise source.refuse(f"YAML: it gives more than {MAX_TAG_DIRECTIVES:,} tag directives")
    try:
        return _Reader(source).read()
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "not YAML"
        if "nesting depth" in problem:  # newer libyaml has a bound of its own
            raise source.refuse(TOO_DEEP, mark.index if mark else None) from None
        remedy = "indent with spaces" if "start any token" in problem and _is_tab(source, mark) else None
        raise source.refuse(f"YAML: {problem}", mark.index if mark else None, remedy) from None
    except yaml.reader.ReaderError as error:
        character = _character(error)  # whose position libyaml counts in bytes
        position = source.text.find(character)
        raise source.refuse(f"YAML: {error.reason} (U+{ord(character):04X})", max(position, 0)) from None


def _is_tab(source: Source, mark: Any) -> bool:
    return mark is not None and source.text[mark.index : mark.index + 1] == "\t"


def _character(error: yaml.reader.ReaderError) -> str:
    return error.character if isinstance(error.character, str) else chr(int(error.character))


# What an open container is in (the container and, in a mapping, the key), and what its opening said: its tag, its
# anchor, its offset, and how many nodes there were before it.
_Frame = tuple[Block | Items | None, str | None, str | None, str | None, int, int]


class _Reader:
    """One pass over the events of a document."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root: Any = None
        self.container: Block | Items | None = None  # the innermost open one
        self.key: str | None = None  # in a mapping: that of the value that comes next
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}  # anchor to value and its nodes
        self.nodes = 0
        self.aliased = 0
        self.deadline = time.monotonic() + MAX_SECONDS

    def read(self) -> Any:
        get_event = _Parser(self.source.text).get_event
        take_scalar = self.take_scalar
        documents = 0
        while True:
            event: Any = get_event()
            kind = type(event)
            if kind is ScalarEvent:
                take_scalar(event)
            elif kind is MappingStartEvent:
                self.open(event, Block(self.source))
            elif kind is SequenceStartEvent:
                self.open(event, Items(self.source))
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.close()
            elif kind is AliasEvent:
                self.take_alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise self.source.refuse(
                        "YAML: a second document begins", event.start_mark.index, "one template a file"
                    )
            elif kind is StreamEndEvent:
                return self.root

    def take_scalar(self, event: Any) -> None:
        text = event.value
        if self.key is None and type(self.container) is Block:
            self.put_key(text, event.start_mark.index)
            if event.anchor:
                self.anchors[event.anchor] = (text, 1)
            return
        tag = event.tag
        if tag is None and event.implicit[0]:
            value = _WORDS.get(text, text)
            if value is text and text[0] in _NUMBER_STARTS:
                number = read_number(text)
                value = text if number is None else number
        elif tag is not None and tag[0] == "!" and tag != "!":
            value = self.wrap(tag, text, event.start_mark.index)
        else:
            value = text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self.put(value, event.start_mark.index)

    def put_key(self, key: str, offset: int) -> None:
        """Take the key of the value that comes next."""
        block: Any = self.container
        if key in block.offsets:
            self.source.meet_twice(key, block.offsets[key], offset)
        block.offsets[key] = offset
        self.key = key

    def put(self, value: Any, offset: int) -> None:
        """Take a value: that of the last key, an item, or the document itself."""
        container: Any = self.container
        key: Any = self.key
        if type(container) is Block:
            container[key] = value
            self.key = None
        elif container is not None:
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
            raise self.source.refuse(TOO_MANY, offset)
        if time.monotonic() > self.deadline:
            raise self.source.refuse(f"it takes longer than {MAX_SECONDS:.0f} seconds to read", offset)

    def open(self, event: Any, container: Block | Items) -> None:
        offset = event.start_mark.index
        if self.key is None and type(self.container) is Block:
            raise self.source.refuse("YAML: a key must be text", offset)
        self.frames.append((self.container, self.key, event.tag, event.anchor, offset, self.nodes))
        if len(self.frames) > MAX_DEPTH:
            raise self.source.refuse(TOO_DEEP, offset)
        self.container = container
        self.key = None

    def close(self) -> None:
        value: Any = self.container
        self.container, self.key, tag, anchor, offset, nodes = self.frames.pop()
        if type(value) is Block and "<<" in value:
            self.merge(value)
        if tag is not None and tag[0] == "!" and tag != "!":
            value = self.wrap(tag, value, offset)
        if anchor:
            self.anchors[anchor] = (value, self.nodes - nodes + 1)
        self.put(value, offset)

    def take_alias(self, event: Any) -> None:
        offset = event.start_mark.index
        if event.anchor not in self.anchors:
            raise self.source.refuse(f"YAML: the alias *{event.anchor} has no anchor before it", offset)
        value, nodes = self.anchors[event.anchor]
        height, characters = _measure(value)
        nodes += characters // 100  # a long text counts as several
        self.nodes += nodes
        self.aliased += nodes
        if self.aliased > MAX_ALIASED:
            raise self.source.refuse(f"its aliases repeat more than {MAX_ALIASED:,} values", offset)
        if self.key is None and type(self.container) is Block:
            if not isinstance(value, str):
                raise self.source.refuse("YAML: a key must be text", offset)
            self.put_key(value, offset)
            return
        if len(self.frames) + height > MAX_DEPTH:
            raise self.source.refuse(f"its aliases nest more than {MAX_DEPTH} levels deep", offset)
        self.put(value, offset)

    def wrap(self, tag: str, value: Any, offset: int) -> Block:
        """`!GetAtt A.B` and the like in their long form."""
        name = tag[1:]
        if name == "GetAtt" and isinstance(value, str):
            parts = Items(self.source)
            parts.extend(value.split(".", 1))
            parts.offsets = [offset] * len(parts)
            value = parts
        block = Block(self.source)
        key = name if name in ("Ref", "Condition") else f"Fn::{name}"
        block[key] = value
        block.offsets[key] = offset
        return block

    def merge(self, block: Block) -> None:
        """The merge key: keys of the merged mappings that `block` does not have itself."""
        merged = block.pop("<<")
        offset = block.offsets.pop("<<")
        for other in merged if isinstance(merged, list) else [merged]:
            if type(other) is not Block:
                raise self.source.refuse("YAML: '<<' merges mappings only", offset)
            for key, value in other.items():
                if key not in block:
                    block[key] = value
                    block.offsets[key] = other.offsets[key]


def _measure(value: Any) -> tuple[int, int]:
    """How many containers deep a value is, and how many characters of text are in it."""
    if not isinstance(value, Block | Items):
        return 0, len(value) if isinstance(value, str) else 0
    parts = [_measure(item) for item in (value.values() if isinstance(value, Block) else value)]
    return 1 + max((height for height, _ in parts), default=0), sum(characters for _, characters in parts)
