"""A drawing as SVG: boxes in columns, wires as curves, colours left to the page's style sheet."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from wellwired.reports.drawing import Box, Drawing, Wire
from wellwired.reports.layout import WIDTH, Layout, Place, Point, lay_out

_LETTERS: Final = 21  # as many as fit into a box
# A wide drawing is shrunk to the page, but not so far that nobody can read it: the style sheet has a least width
# for each step, in pixels of the natural width.
_STEPS: Final = (1_060, 1_400, 1_800, 2_200)


def render_svg(drawing: Drawing, prefix: str = "") -> str:
    """The `<svg>` element; its boxes have the ids `{prefix}b0`, `{prefix}b1` ..., its wires `{prefix}w0` ...

    Every name in it is escaped; it holds no style, script or reference to the outside.
    """
    return "\n".join(_parts(drawing, lay_out(drawing), prefix)) + "\n"


def _parts(drawing: Drawing, layout: Layout, prefix: str) -> Iterator[str]:
    size = f'width="{layout.width:.0f}" height="{layout.height:.0f}"'
    view = f'viewBox="0 0 {layout.width:.0f} {layout.height:.0f}"'
    step = sum(layout.width > least for least in _STEPS)
    yield f'<svg class="wiring wide{step}" xmlns="http://www.w3.org/2000/svg" {size} {view} role="img">'
    yield f"<title>The wiring of {escape(drawing.title or 'this API')}</title>"
    sound = [index for index, wire in enumerate(drawing.wires) if wire.severity is None]
    broken = [index for index, wire in enumerate(drawing.wires) if wire.severity is not None]
    for index in sound + broken:  # broken ones last: they lie on top
        yield from _wire(drawing.wires[index], layout.paths[index], f"{prefix}w{index}")
    for index, box in enumerate(drawing.boxes):
        yield from _box(box, layout.places[box.key], f"{prefix}b{index}")
    yield "</svg>"


def _wire(wire: Wire, path: Sequence[Point], name: str) -> Iterator[str]:
    state = f"broken {wire.severity.word}" if wire.severity is not None else "sound"
    yield f'<g class="wire {state}" id="{name}">'
    said = ", ".join(wire.rules) or wire.label
    if said:
        yield f"<title>{escape(said)}</title>"
    yield f'<path class="line" d="{_curve(path)}"/>'
    yield f'<path class="tip" d="{_tip(path)}"/>'
    middle = path[len(path) // 2 - 1], path[len(path) // 2]
    x, y = (middle[0][0] + middle[1][0]) / 2, (middle[0][1] + middle[1][1]) / 2
    if wire.severity is not None:
        yield f'<circle class="break" cx="{x:.1f}" cy="{y:.1f}" r="8"/>'
        yield f'<path class="cross" d="M{x - 3:.1f} {y - 3:.1f}l6 6m0-6l-6 6"/>'
    elif wire.label:
        yield f'<text class="label" x="{x:.1f}" y="{y - 4:.1f}">{escape(_cut(wire.label, 14))}</text>'
    yield "</g>"


def _curve(path: Sequence[Point]) -> str:
    """A smooth line that leaves and enters every point level."""
    (x, y), *rest = path
    steps = [f"M{x:.1f} {y:.1f}"]
    for across, down in rest:
        middle = (x + across) / 2
        steps.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {down:.1f} {across:.1f} {down:.1f}")
        x, y = across, down
    return "".join(steps)


def _tip(path: Sequence[Point]) -> str:
    (before, _), (x, y) = path[-2:]
    back = -7 if before <= x else 7
    return f"M{x:.1f} {y:.1f}l{back} -4v8z"


def _box(box: Box, place: Place, name: str) -> Iterator[str]:
    state = f" marked {box.severity.word}" if box.severity is not None else ""
    title = ", ".join((*box.lines, *box.rules))
    yield f'<g class="box {box.kind}{state}" id="{name}" tabindex="0" role="button">'
    yield f"<title>{escape(title)}</title>"
    yield f'<rect x="{place.x:.1f}" y="{place.y:.1f}" width="{WIDTH:.0f}" height="{place.height:.1f}" rx="8"/>'
    yield f'<text class="called" x="{place.x + 14:.1f}" y="{place.y + 17:.1f}">{escape(box.called)}</text>'
    for index, line in enumerate(box.lines):
        at = f'x="{place.x + 14:.1f}" y="{place.y + 33 + 16 * index:.1f}"'
        yield f'<text class="name" {at}>{escape(_cut(line, _LETTERS))}</text>'
    yield "</g>"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
