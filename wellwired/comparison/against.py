"""A verdict set against an earlier one: what the change brings, what it mends, and which wires it moves."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from wellwired.comparison.changes import Change, find_changes
from wellwired.comparison.statement import Statement
from wellwired.findings import Finding, Outcome, Remark

Rename = Callable[[str], str]

# The CDK ends the logical ids of deployments and function versions in a hash of what they hold: each change makes
# another id of the same thing. https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html
CONTENT_HASH: Final = re.compile(r"\b([A-Za-z][A-Za-z0-9]*[0-9A-F]{8})[0-9a-f]{32}\b")
_INDEX: Final = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its verdict, and what its wirings say."""

    outcome: Outcome
    statements: Sequence[Statement]

    def renamed(self, rename: Rename) -> "Side":
        """The same with other names of files."""
        outcome = replace(
            self.outcome, findings=[item._replace(file=rename(item.file)) for item in self.outcome.findings]
        )
        statements = [
            replace(item, subject=item.subject._replace(file=rename(item.subject.file))) for item in self.statements
        ]
        return Side(outcome, statements)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs. against: what the earlier side is called. mended: its findings that are gone."""

    against: str
    changes: Sequence[Change] = ()
    mended: Sequence[Finding] = ()


class _Identity(NamedTuple):
    """What makes a finding of one side the same on the other: no line, no number in a list, no hash of content."""

    rule: str
    file: str
    place: str
    property: str


def compare(before: Side, after: Side, against: str) -> tuple[Outcome, Comparison]:
    """The later outcome with only what is new in its findings and the rest in `known`, and the comparison."""
    left = Counter(map(_identify, before.outcome.findings))
    fresh: list[Finding] = []
    known: list[Finding] = list(after.outcome.known)
    for finding in after.outcome.findings:
        identity = _identify(finding)
        (known if left[identity] > 0 else fresh).append(finding)
        left[identity] -= 1
    excused = (*after.outcome.known, *(item.finding for item in after.outcome.allowed))
    left.subtract(map(_identify, excused))
    mended = list(_take(before.outcome.findings, left))
    unread = [
        Remark(f"{item.file} of {against} could not be read ({item.problem}): all that is found there counts as new")
        for item in before.outcome.unread
    ]
    outcome = replace(after.outcome, findings=fresh, known=known, remarks=[*after.outcome.remarks, *unread])
    return outcome, Comparison(against, find_changes(before.statements, after.statements), mended)


def _take(findings: Iterable[Finding], left: Counter[_Identity]) -> Iterable[Finding]:
    for finding in findings:
        identity = _identify(finding)
        if left[identity] > 0:
            left[identity] -= 1
            yield finding


def _identify(finding: Finding) -> _Identity:
    place = CONTENT_HASH.sub(r"\1", finding.address.partition("/")[2] or finding.address)
    return _Identity(finding.rule, finding.file, place, _INDEX.sub("", finding.property))
