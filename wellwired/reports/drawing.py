"""The wiring as boxes and wires, broken ones marked: what the Mermaid and the SVG drawing both show.

Boxes that are wired alike are one box ("38 routes"), and a drawing is bounded: the broken parts stay, the rest is
counted.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi, Stage
from wellwired.model.node import Node
from wellwired.model.operations import Subscription
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.printable import printable
from wellwired.reports.relations import CLIENT, relations

# Boxes of these kinds that have the same wires and the same faults are drawn as one.
_MERGED: Final = frozenset({"method", "alarm", "subscription", "apikey", "outside"})
_PLURAL: Final[Mapping[str, str]] = {
    "method": "routes",
    "alarm": "alarms",
    "subscription": "subscribers",
    "apikey": "API keys",
    "outside": "targets",
}
# How each kind is called above its name; another kind by its class.
_CALLED: Final[Mapping[str, str]] = {
    "client": "caller",
    "restapi": "REST API",
    "method": "route",
    "apikey": "API key",
    "outside": "elsewhere",
    "webacl": "web ACL",
}
# From left to right: which of two boxes a wire would lead to.
_FORWARD: Final = (
    *("client", "apikey", "domainname", "webacl", "usageplan", "restapi", "deployment", "stage", "method"),
    *("permission", "authorizer", "function", "alarm", "compositealarm", "topic", "subscription"),
)
_NAMED: Final = 3  # how many of the merged are named
_ATTACHED: Final = 3  # how many wires tie a box that is drawn only because of a finding


@dataclass(frozen=True, slots=True)
class Box:
    """One or several nodes that are wired alike.

    lines: what stands in it, printable. addresses: the nodes it stands for. severity, rules: of the findings on it.
    """

    key: str
    kind: str
    called: str
    lines: tuple[str, ...]
    addresses: tuple[str, ...]
    severity: Severity | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wire:
    """A join between two boxes. severity, rules: of the findings on it; None where it is sound."""

    source: str
    target: str
    label: str = ""
    severity: Severity | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of one wiring, read from `files`; `left_out` counts the boxes that the bound cut off."""

    title: str
    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    files: frozenset[str] = frozenset()
    left_out: int = 0

    @property
    def severity(self) -> Severity | None:
        """The worst that is marked in it."""
        marked = [box.severity for box in self.boxes] + [wire.severity for wire in self.wires]
        return max((severity for severity in marked if severity is not None), default=None)


@dataclass(slots=True)
class _Marks:
    """What findings say about boxes (by address) and wires (by both addresses)."""

    boxes: dict[str, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    wires: dict[tuple[str, str], list[Finding]] = field(default_factory=lambda: defaultdict(list))


def draw(wiring: Wiring, findings: Iterable[Finding], *, most: int = 120) -> Drawing:
    """The drawing of a wiring with the findings on its nodes, of at most `most` boxes."""
    files = dict.fromkeys(node.origin.file for node in wiring.nodes)
    marks = _mark(wiring, (finding for finding in findings if finding.file in files))
    joined = {(relation.source, relation.target): relation.label for relation in relations(wiring)}
    drawn = dict.fromkeys(end for pair in joined for end in pair)
    for address in [*marks.boxes, *(end for pair in marks.wires for end in pair)]:
        if address not in drawn:
            if not any(address in pair for pair in marks.wires):
                joined.update(dict.fromkeys(_attach(wiring, address, drawn), ""))
            drawn[address] = None
    for pair in marks.wires:
        if pair not in joined and pair[::-1] not in joined:
            joined[_forward(wiring, *pair)] = ""
    groups = _group(wiring, list(drawn), joined, marks)
    kept = _bound(groups, joined, marks, most)
    box_of = {address: members[0] for members in kept for address in members}
    boxes = tuple(_box(wiring, members, marks) for members in kept)
    wires = _wires(joined, box_of, marks)
    return Drawing(_list(files), boxes, wires, frozenset(files), len(groups) - len(kept))


def _mark(wiring: Wiring, findings: Iterable[Finding]) -> _Marks:
    marks = _Marks()
    for finding in findings:
        if wiring.find_at(finding.address) is None:
            continue
        if finding.wire is not None and wiring.find_at(finding.wire[1]) is not None:
            marks.wires[finding.wire].append(finding)
        else:
            marks.boxes[finding.address].append(finding)
    return marks


def _forward(wiring: Wiring, first: str, second: str) -> tuple[str, str]:
    """The two ends of a wire that is not there, in the direction that it would have."""
    kinds = [_kind(wiring, first), _kind(wiring, second)]
    if all(kind in _FORWARD for kind in kinds) and _FORWARD.index(kinds[0]) > _FORWARD.index(kinds[1]):
        return second, first
    return first, second


def _attach(wiring: Wiring, address: str, drawn: Collection[str]) -> list[tuple[str, str]]:
    """Wires that tie a box, drawn only for its findings, to those that refer to it, else to those it refers to."""
    node = wiring.find_at(address)
    behind = [end for end in drawn if address in (getattr(wiring.find_at(end), "depends_on", None) or ())]
    ahead = sorted(node.depends_on & set(drawn)) if node else []
    # nearly everything refers to the API: that says nothing
    telling = [end for end in ahead if not isinstance(wiring.find_at(end), RestApi)] or ahead
    return [(end, address) for end in behind[:_ATTACHED]] or [(address, end) for end in telling[:_ATTACHED]]


def _group(
    wiring: Wiring, addresses: Sequence[str], joined: Collection[tuple[str, str]], marks: _Marks
) -> list[list[str]]:
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    said: dict[str, set[str]] = defaultdict(set)
    for source, target in joined:
        before[target].add(source)
        after[source].add(target)
    for address, found in marks.boxes.items():
        said[address] |= {finding.rule for finding in found}
    for (source, target), found in marks.wires.items():
        said[source] |= {f"{finding.rule}>" for finding in found}
        said[target] |= {f">{finding.rule}" for finding in found}
    groups: dict[object, list[str]] = defaultdict(list)
    for address in addresses:
        kind = _kind(wiring, address)
        alike = (kind, frozenset(before[address]), frozenset(after[address]), frozenset(said[address]))
        groups[alike if kind in _MERGED else address].append(address)
    return list(groups.values())


def _bound(groups: list[list[str]], joined: Collection[tuple[str, str]], marks: _Marks, most: int) -> list[list[str]]:
    """The groups to draw: the broken ones, then what they are wired to, then the rest in order."""
    if len(groups) <= most:
        return groups
    broken = {*marks.boxes, *(end for pair in marks.wires for end in pair)}
    beside = {end for pair in joined if broken & set(pair) for end in pair}

    def rank(members: list[str]) -> int:
        return 0 if broken & set(members) else 1 if beside & set(members) else 2

    kept = sorted(groups, key=rank)[:most]
    wanted = {members[0] for members in kept}
    return [members for members in groups if members[0] in wanted]


def _wires(joined: Mapping[tuple[str, str], str], box_of: Mapping[str, str], marks: _Marks) -> tuple[Wire, ...]:
    labels: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for (source, target), label in joined.items():
        if source not in box_of or target not in box_of:
            continue
        pair = (box_of[source], box_of[target])
        labels.setdefault(pair, label)
        found[pair] += marks.wires.get((source, target), []) + marks.wires.get((target, source), [])
    return tuple(
        Wire(*pair, _shown(label), _worst(found[pair]), _rules(found[pair]))
        for pair, label in labels.items()
        if pair[0] != pair[1]
    )


def _box(wiring: Wiring, members: list[str], marks: _Marks) -> Box:
    found = [finding for address in members for finding in marks.boxes.get(address, ())]
    kind = _kind(wiring, members[0])
    node = wiring.find_at(members[0])
    called = _CALLED.get(kind, kind if node is None else _words(type(node).__name__))
    lines = [_title(wiring, address) for address in members[:_NAMED]]
    if len(members) > _NAMED:
        lines.append(f"… {len(members) - _NAMED} more")
    if len(members) > 1:
        called = f"{len(members)} {_PLURAL[kind]}"
    return Box(members[0], kind, called, tuple(lines), tuple(members), _worst(found), _rules(found))


def _kind(wiring: Wiring, address: str) -> str:
    node = wiring.find_at(address)
    if node is not None:
        return type(node).__name__.lower()
    return address.partition(":")[0]


def _title(wiring: Wiring, address: str) -> str:
    node = wiring.find_at(address)
    if node is None:
        kind, _, text = address.partition(":")
        return kind if kind == CLIENT else _shown(text)
    return _shown(_name(node))


def _name(node: Node) -> str:
    if isinstance(node, Method):
        return node.route
    if isinstance(node, Stage):
        return node.stage_name.if_known() or node.name
    if isinstance(node, RestApi):
        return node.api_name.if_known() or node.name
    if isinstance(node, Subscription):
        return f"{node.protocol.if_known() or 'subscriber'} ({node.name})"
    return node.name.rpartition("#")[2]


def _list(files: Iterable[str]) -> str:
    names = [_shown(file) for file in files if file]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _shown(text: str) -> str:
    return printable(display(text), limit=64)


def _worst(findings: Iterable[Finding]) -> Severity | None:
    return max((finding.severity for finding in findings), default=None)


def _rules(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in findings))
