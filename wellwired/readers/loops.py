"""`Fn::ForEach`: a template's loops written out, each copy keeping the places of what it was copied from.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re
from typing import TYPE_CHECKING, Any, Final

from wellwired.documents import Block, Items
from wellwired.errors import UnreadableError

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope

PREFIX: Final = "Fn::ForEach::"
MAX_COPIED: Final = 200_000
_PARTS: Final = 3  # identifier, collection, what is repeated


def expand_loops(section: Block, scope: "Scope") -> Block:
    """`section` with every loop in it written out; the same object where it has none."""
    if PREFIX not in section.source.text:
        return section
    expanded = _Copier(scope).copy(section, {})
    return expanded if isinstance(expanded, Block) else section


def write_out_loops(body: Block, scope: "Scope") -> Block:
    """A template's body with the loops of each section written out."""
    written = Block(body.source)
    for name, section in body.items():
        written[name] = expand_loops(section, scope) if isinstance(section, Block) else section
    written.offsets = body.offsets
    return written


class _Copier:
    """Copies a section, counting what it copies."""

    def __init__(self, scope: "Scope") -> None:
        self.scope = scope
        self.copied = 0

    def copy(self, value: Any, names: dict[str, str]) -> Any:
        """`value` with loops written out and the identifiers in `names` put in."""
        self.copied += 1
        if self.copied > MAX_COPIED:
            raise UnreadableError("its loops make too many copies", where=self.scope.template.file)
        if isinstance(value, str):
            return self.put_in(value, names)
        if isinstance(value, Block):
            named = value.get("Ref") if len(value) == 1 else None
            if isinstance(named, str) and named in names:
                return names[named]
            block = Block(value.source)
            for key, item in value.items():
                if key.startswith(PREFIX):
                    self.repeat(block, key, item, value.offsets.get(key, 0), names)
                else:
                    spelled = self.put_in(key, names)
                    block[spelled] = self.copy(item, names)
                    block.offsets[spelled] = value.offsets.get(key, 0)
            return block
        if isinstance(value, Items):
            items = Items(value.source)
            items.extend(self.copy(item, names) for item in value)
            items.offsets = value.offsets
            return items
        return value

    def repeat(self, into: Block, key: str, loop: Any, offset: int, names: dict[str, str]) -> None:
        """Put into `into` what a loop makes."""
        parts = loop if isinstance(loop, list) and len(loop) == _PARTS else [None] * _PARTS
        identifier, collection, body = parts
        values = self.scope.resolve(self.copy(collection, names)) if collection is not None else None
        if not isinstance(identifier, str) or not isinstance(values, list) or not isinstance(body, Block):
            self.scope.note(key, "its identifier, collection or body is not settled")
            return
        for value in values:
            bound = names | {identifier: str(value)}
            copied = self.copy(body, bound)
            into.update(copied)
            into.offsets.update(dict.fromkeys(copied, offset) | copied.offsets)

    def put_in(self, text: str, names: dict[str, str]) -> str:
        """`${Name}` and `&{Name}` (letters and digits only) replaced by the loop's present value."""
        if "{" not in text:
            return text
        for name, value in names.items():
            whole, plain = f"${{{name}}}", f"&{{{name}}}"
            self.scope.spend(len(text) + len(value) * (text.count(whole) + text.count(plain)))
            text = text.replace(whole, value).replace(plain, re.sub(r"[^A-Za-z0-9]", "", value))
        return text
