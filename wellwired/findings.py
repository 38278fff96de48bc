"""What a judgement yields: findings, what stays open, what was allowed, and what could not be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple, Protocol

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


class Finding(NamedTuple):
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


class Open(NamedTuple):
    """A question that the input does not settle: neither pass nor fail."""

    rule: str
    address: str
    label: str
    reason: str
    file: str = ""
    position: Position | None = None


# What `Allowed.by` says of an allowance that stands in the template itself.
IN_TEMPLATE: Final = "the template"


class Allowed(NamedTuple):
    """A finding that somebody allowed, with the reason given and where it was given."""

    finding: Finding
    reason: str
    by: str


class Unread(NamedTuple):
    """An input that could not be read: nothing in it was judged (exit code 3)."""

    file: str
    problem: str
    remedy: str = ""
    position: Position | None = None


class Crash(NamedTuple):
    """A rule that failed by its own fault: named, and never taken for a pass (exit code 3)."""

    rule: str
    address: str
    error: str


class Remark(NamedTuple):
    """Something about the judgement itself that must not stay silent: an allowance that fits nothing, for one."""

    text: str
    file: str = ""
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything one run has to say.

    findings: what counts. allowed: findings that somebody allowed. known: findings that a baseline already lists.
    files: the files that were judged. apis, resources: how many REST APIs and nodes were judged in them, so that
    "nothing found" is never taken for "nothing looked at".
    """

    findings: Sequence[Finding] = ()
    open: Sequence[Open] = ()
    allowed: Sequence[Allowed] = ()
    known: Sequence[Finding] = ()
    unread: Sequence[Unread] = ()
    unplaced: Sequence[Unplaced] = ()
    crashes: Sequence[Crash] = ()
    remarks: Sequence[Remark] = ()
    files: Sequence[str] = ()
    apis: int = 0
    resources: int = 0

    def count(self, severity: Severity) -> int:
        """How many findings that count are of exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def exit_code(self, fail_on: Severity | None) -> int:
        """The exit code of the run: see `CLEAN`, `FOUND` and `UNSURE`; `fail_on` None never fails on findings."""
        if self.unread or self.crashes:
            return UNSURE
        if fail_on is not None and any(finding.severity >= fail_on for finding in self.findings):
            return FOUND
        return CLEAN


# Exit codes; 2 is wrong usage, and click's own. 3 wins over 1: where something was not judged, a list of
# findings is no verdict.
CLEAN: Final = 0
FOUND: Final = 1
UNSURE: Final = 3


class RulePage(Protocol):
    """What a report needs to know of a rule: `wellwired.rules.Rule` is one."""

    @property
    def name(self) -> str:
        """The kebab-case name of the defect."""

    @property
    def family(self) -> str:
        """The folder that the rule lives in."""

    @property
    def severity(self) -> Severity:
        """How bad its findings are."""

    @property
    def status(self) -> str:
        """What a client sees: an HTTP status, "deploy", or ""."""

    @property
    def since(self) -> str:
        """The version of wellwired that brought it."""

    @property
    def title(self) -> str:
        """The first sentence of the page."""

    @property
    def page(self) -> str:
        """The whole page in Markdown."""


def fingerprints(findings: Sequence[Finding]) -> list[str]:
    """One stable identity for each finding: of its rule, file, address and property, never of its line.

    Findings alike in all four are told apart by their order.
    """
    from hashlib import sha256  # the text report does without, and OpenSSL takes its time to load

    seen: Counter[str] = Counter()
    prints = []
    for finding in findings:
        key = "\0".join((finding.rule, finding.file, finding.address, finding.property))
        seen[key] += 1
        # surrogates may come out of a file name that is no UTF-8
        text = f"{key}\0{seen[key]}".encode("utf-8", "surrogatepass")
        prints.append(sha256(text).hexdigest()[:32])
    return prints
