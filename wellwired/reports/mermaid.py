"""A drawing as a Mermaid flowchart, which GitHub and GitLab render in Markdown: broken wires and boxes are red.

Source: https://mermaid.js.org/syntax/flowchart.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Severity
from wellwired.reports.drawing import Box, Drawing, Wire

# Readable on GitHub's light and dark pages alike.
_COLORS: Final = {Severity.ERROR: "#d1242f", Severity.WARNING: "#bf8700", Severity.NOTE: "#0969da"}
_SHAPES: Final = {"client": ('(["', '"])'), "function": ('[["', '"]]'), "loggroup": ('[("', '")]')}
_PLAIN: Final = frozenset(" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,:+…✗")


def render_mermaid(drawing: Drawing) -> str:
    """The flowchart, without the fence around it."""
    return "\n".join(_lines(drawing)) + "\n"


def _lines(drawing: Drawing) -> Iterator[str]:
    names = {box.key: f"n{index}" for index, box in enumerate(drawing.boxes)}
    yield "flowchart LR"
    for box in drawing.boxes:
        yield f"  {names[box.key]}{_box(box)}"
    for wire in drawing.wires:
        yield f"  {names[wire.source]} {_arrow(wire)} {names[wire.target]}"
    for severity, color in _COLORS.items():
        marked = [names[box.key] for box in drawing.boxes if box.severity is severity]
        if marked:
            yield f"  classDef {severity.word} stroke:{color},stroke-width:3px"
            yield f"  class {','.join(marked)} {severity.word}"
        broken = [str(index) for index, wire in enumerate(drawing.wires) if wire.severity is severity]
        if broken:
            yield f"  linkStyle {','.join(broken)} stroke:{color},stroke-width:3px,color:{color}"
    if drawing.left_out:
        yield f'  rest["… {drawing.left_out} more"]'


def _box(box: Box) -> str:
    opening, closing = _SHAPES.get(box.kind, ('["', '"]'))
    lines = [f"<small>{escape_mermaid(box.called)}</small>"] if box.called != box.lines[0] else []
    lines += [f"<b>{escape_mermaid(line)}</b>" for line in box.lines]
    lines += [escape_mermaid(f"✗ {rule}") for rule in box.rules]
    return f"{opening}{'<br>'.join(lines)}{closing}"


def _arrow(wire: Wire) -> str:
    if wire.severity is None:
        return f'-->|"{escape_mermaid(wire.label)}"|' if wire.label else "-->"
    said = ", ".join(f"✗ {rule}" for rule in wire.rules)
    return f'-. "{escape_mermaid(said)}" .->'


def escape_mermaid(text: str) -> str:
    """`text` for a quoted Mermaid label: whatever is no plain character becomes a numeric entity."""
    return "".join(character if character in _PLAIN else f"#{ord(character)};" for character in text)
