"""What a judgement yields: findings, what stays open, what was allowed, and what could not be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from wellwired.model.node import Node
from wellwired.model.origin import Position
from wellwired.model.wiring import Unplaced


class Severity(IntEnum):
    """How bad a finding is.

    ERROR: the deployment fails, requests fail, or configured logs or alarms do not work.
    WARNING: it works, but cannot be diagnosed, or is open or unbounded. NOTE: worth knowing.
    """

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The severity as reports and options spell it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, at one place, with its cure.

    A rule makes one with `Finding.on(node, property, message, fix=...)`; the engine fills in the rule's name,
    severity and status.

    property: the path inside the node as CloudFormation spells it ("Integration/TimeoutInMillis"), or "".
    wire: addresses of the two nodes whose join is broken (or absent), for drawings; the second may be "".
    status: what the client sees: an HTTP status ("502"), "deploy", or "" where it is about visibility.
    """

    message: str
    fix: str
    address: str
    label: str
    property: str = ""
    file: str = ""
    position: Position | None = None
    construct_path: str = ""
    arn: str = ""
    wire: tuple[str, str] | None = None
    rule: str = ""
    severity: Severity = Severity.WARNING
    status: str = ""

    @classmethod
    def on(
        cls,
        node: Node,
        property: str,
        message: str,
        *,
        fix: str,
        to: Node | None = None,
    ) -> "Finding":
        """A finding on `node`, at the place of `property`; `to`: the other end of the broken wire."""
        origin = node.origin
        return cls(
            message=message,
            fix=fix,
            address=node.address,
            label=node.label,
            property=property,
            file=origin.file,
            position=origin.find_position(property),
            construct_path=origin.construct_path,
            arn=origin.arn,
            wire=(node.address, to.address) if to else None,
        )


@dataclass(frozen=True, slots=True)
class Open:
    """A question that the input does not settle: neither pass nor fail."""

    rule: str
    address: str
    label: str
    reason: str
    file: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that somebody allowed, with the reason given and where it was given."""

    finding: Finding
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read: nothing in it was judged (exit code 3)."""

    file: str
    problem: str
    remedy: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed by its own fault: named, and never taken for a pass (exit code 3)."""

    rule: str
    address: str
    error: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one run has to say."""

    findings: Sequence[Finding] = ()
    open: Sequence[Open] = ()
    allowed: Sequence[Allowed] = ()
    unread: Sequence[Unread] = ()
    unplaced: Sequence[Unplaced] = ()
    crashes: Sequence[Crash] = ()
    files: Sequence[str] = field(default_factory=tuple)
