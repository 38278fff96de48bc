"""Places a drawing's boxes in columns and its wires between them: layers by the longest path, few crossings.

The method is Sugiyama's: rank, order, place. A wire that spans several columns gets a bend in each, so that it runs
between boxes. Source: https://doi.org/10.1109/TSMC.1981.4308636
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from wellwired.reports.drawing import Drawing, Wire

WIDTH: Final = 188.0  # of a box, in pixels
_COLUMN_GAP: Final = 60.0
_ROW_GAP: Final = 18.0
_MARGIN: Final = 16.0
_BEND_HEIGHT: Final = 6.0
_LINE: Final = 16.0
_HEAD: Final = 30.0
_SWEEPS: Final = 10

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box stands: its upper left corner and its height, in pixels."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands. paths: the points that each wire (by its index) runs through, end points included."""

    places: Mapping[str, Place]
    paths: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def lay_out(drawing: Drawing) -> Layout:
    """Place every box and wire of a drawing."""
    keys = [box.key for box in drawing.boxes]
    ranks = _rank(keys, drawing.wires)
    chains = [_chain(index, wire, ranks) for index, wire in enumerate(drawing.wires)]
    heights = {box.key: _HEAD + _LINE * len(box.lines) for box in drawing.boxes}
    columns: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        columns[ranks[key]].append(key)
    links: list[tuple[str, str]] = []
    for chain in chains:
        first = min(ranks[chain[0]], ranks[chain[-1]])
        for offset, bend in enumerate(chain[1:-1], 1):
            columns[first + offset].append(bend)
        links += pairwise(chain)
    ordered = _order([columns[rank] for rank in sorted(columns)], links)
    middles = _place(ordered, links, heights)
    lefts = {key: column * (WIDTH + _COLUMN_GAP) for column, keys in enumerate(ordered) for key in keys}
    top = min((middles[key] - heights.get(key, _BEND_HEIGHT) / 2 for key in middles), default=0.0)
    places = {
        key: Place(_MARGIN + lefts[key], _MARGIN + middles[key] - heights[key] / 2 - top, heights[key])
        for key in heights
    }
    paths = tuple(
        _path(chain, places, lefts, middles, top)[:: 1 if chain[0] == wire.source else -1]
        for chain, wire in zip(chains, drawing.wires, strict=True)
    )
    right = max((place.x + WIDTH for place in places.values()), default=0.0) + _MARGIN
    points = [y for path in paths for _, y in path]
    bottom = max([place.y + place.height for place in places.values()] + points, default=0.0) + _MARGIN
    return Layout(places, paths, right, bottom)


def _rank(keys: Sequence[str], wires: Sequence[Wire]) -> dict[str, int]:
    """The column of each box: right of all that lead to it; one that nothing leads to stands next to its target."""
    after: dict[str, list[str]] = defaultdict(list)
    for wire in wires:
        after[wire.source].append(wire.target)
    order = _topological(keys, after)
    position = {key: index for index, key in enumerate(order)}
    ranks = dict.fromkeys(keys, 0)
    led: set[str] = set()
    for key in order:
        for target in after[key]:
            if position[target] > position[key]:  # a wire back would never end
                ranks[target] = max(ranks[target], ranks[key] + 1)
                led.add(target)
    for key in order:
        ahead = [ranks[target] for target in after[key] if position[target] > position[key]]
        if key not in led and ahead:
            ranks[key] = max(min(ahead) - 1, 0)
    return ranks


def _topological(keys: Sequence[str], after: Mapping[str, Sequence[str]]) -> list[str]:
    done: dict[str, bool] = {}
    order: list[str] = []
    for start in keys:
        stack = [(start, iter(after.get(start, ())))] if start not in done else []
        done.setdefault(start, False)
        while stack:
            key, targets = stack[-1]
            target = next((item for item in targets if item not in done), None)
            if target is None:
                stack.pop()
                order.append(key)
            else:
                done[target] = False
                stack.append((target, iter(after.get(target, ()))))
    return order[::-1]


def _chain(index: int, wire: Wire, ranks: Mapping[str, int]) -> tuple[str, ...]:
    """The ends of a wire from left to right, with a bend for every column between them."""
    left, right = sorted((wire.source, wire.target), key=lambda key: ranks[key])
    between = range(ranks[left] + 1, ranks[right])
    return (left, *(f"\0{index}:{rank}" for rank in between), right)


def _order(columns: list[list[str]], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Sort each column by the mean position of its neighbours, forth and back, and keep the best."""
    near: dict[str, list[str]] = defaultdict(list)
    for left, right in links:
        near[left].append(right)
        near[right].append(left)
    column_of = {key: index for index, column in enumerate(columns) for key in column}
    best, fewest = columns, _crossings(columns, near, column_of)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        fresh = [list(column) for column in columns]
        for index in range(1, len(fresh)) if forth else range(len(fresh) - 2, -1, -1):
            fixed = {key: place for place, key in enumerate(fresh[index - 1 if forth else index + 1])}
            fresh[index] = _by_mean(fresh[index], near, fixed)
        columns = fresh
        count = _crossings(columns, near, column_of)
        if count < fewest:
            best, fewest = columns, count
    return best


def _by_mean(column: list[str], near: Mapping[str, list[str]], fixed: Mapping[str, int]) -> list[str]:
    means = {}
    for place, key in enumerate(column):
        seen = [fixed[other] for other in near.get(key, ()) if other in fixed]
        means[key] = sum(seen) / len(seen) if seen else float(place)
    return sorted(column, key=means.__getitem__)


def _crossings(columns: list[list[str]], near: Mapping[str, list[str]], column_of: Mapping[str, int]) -> int:
    total = 0
    for index, column in enumerate(columns[:-1]):
        places = {key: place for place, key in enumerate(columns[index + 1])}
        ends: list[int] = []
        for key in column:
            ends += sorted(places[other] for other in near.get(key, ()) if column_of[other] == index + 1)
        total += sum(one > other for at, one in enumerate(ends) for other in ends[at + 1 :])
    return total


def _place(
    columns: list[list[str]], links: Iterable[tuple[str, str]], heights: Mapping[str, float]
) -> dict[str, float]:
    """The vertical middle of everything: near its neighbours, in order, apart."""
    near: dict[str, list[str]] = defaultdict(list)
    for left, right in links:
        near[left].append(right)
        near[right].append(left)
    middles: dict[str, float] = {}
    for column in columns:
        _spread(column, [0.0] * len(column), heights, middles)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wanted = [
                sum(middles[other] for other in near[key]) / len(near[key]) if near.get(key) else middles[key]
                for key in column
            ]
            _spread(column, wanted, heights, middles)
    return middles


def _spread(
    column: Sequence[str], wanted: Sequence[float], heights: Mapping[str, float], middles: dict[str, float]
) -> None:
    """Put each item as near to where it wants to be as order and gaps allow (pool adjacent violators)."""
    offset = 0.0
    offsets: list[float] = []
    blocks: list[tuple[float, int]] = []  # the mean of the wishes in a block, and how many it holds
    for index, key in enumerate(column):
        half = heights.get(key, _BEND_HEIGHT) / 2
        offset += half + (_ROW_GAP if index else 0.0)
        offsets.append(offset)
        offset += half
        mean, count = wanted[index] - offsets[index], 1
        while blocks and blocks[-1][0] > mean:
            before, size = blocks.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        blocks.append((mean, count))
    index = 0
    for mean, count in blocks:
        for _ in range(count):
            middles[column[index]] = mean + offsets[index]
            index += 1


def _path(
    chain: Sequence[str],
    places: Mapping[str, Place],
    lefts: Mapping[str, float],
    middles: Mapping[str, float],
    top: float,
) -> tuple[Point, ...]:
    def middle(key: str) -> float:
        return _MARGIN + middles[key] - top

    first, *bends, last = chain
    if lefts[first] == lefts[last]:  # neighbours in one column: leave and arrive on the right side
        right = places[first].x + WIDTH
        bulge = (right + _COLUMN_GAP / 2, (middle(first) + middle(last)) / 2)
        return ((right, middle(first)), bulge, (right, middle(last)))
    points = [(places[first].x + WIDTH, middle(first))]
    for bend in bends:
        left = _MARGIN + lefts[bend]
        points += [(left, middle(bend)), (left + WIDTH, middle(bend))]
    points.append((places[last].x, middle(last)))
    return tuple(points)
