"""The assertion that a stack, an app or a template is well wired, and a failure message worth reading."""

import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from wellwired.allowances import make_allowance
from wellwired.engine import judge, merge
from wellwired.errors import UsageError
from wellwired.findings import Finding, Outcome, Severity
from wellwired.model.text import display
from wellwired.printable import printable
from wellwired.rules import all_rules
from wellwired.testing.subjects import Subject, read_subject

FailOn = Literal["error", "warning", "note"]
_SEVERITIES: Final = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}


class UnusedAllowanceWarning(UserWarning):
    """An allowance of a test that allows nothing: the finding is gone, and the allowance can go."""


def assert_well_wired(subject: Subject, *, allow: Mapping[str, str] | None = None, fail_on: FailOn = "warning") -> None:
    """Fail unless a CDK app, stage or stack, a template, or what lies at a path is well wired.

    allow: rule name to the reason why its findings are fine here; what metadata allows and constructs acknowledge is
    allowed too. fail_on: the severity from which it fails. Raises `AssertionError` with every finding, its effect and
    fix; `UsageError` for an unknown rule or an allowance without a reason; `UnreadableError`.
    """
    __tracebackhide__ = True
    if fail_on not in _SEVERITIES:
        raise UsageError(f"fail_on is {fail_on!r}", remedy="give 'error', 'warning' or 'note'")
    rules = {rule.name for rule in all_rules()}
    allowances = [make_allowance(rule, why, by="allow", rules=rules) for rule, why in (allow or {}).items()]
    subjects = read_subject(subject)
    outcome = merge([judge(wiring, allowances=allowances) for wiring in subjects.wirings])
    failing = [
        finding
        for finding in outcome.findings
        if finding.severity >= _SEVERITIES[fail_on] and (not subjects.files or finding.file in subjects.files)
    ]
    if failing or outcome.crashes:
        raise AssertionError(_tell(subjects.name, failing, outcome))
    used = {item.finding.rule for item in outcome.allowed if item.by == "allow"}
    for unused in sorted((allow or {}).keys() - used):
        warnings.warn(f"allow={{{unused!r}: ...}} allows nothing", UnusedAllowanceWarning, stacklevel=2)


def _tell(name: str, findings: Sequence[Finding], outcome: Outcome) -> str:
    lines = [f"{_count(findings)} in the wiring of {name}", ""]
    places: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        places[_place(finding)].append(finding)
    for place, found in sorted(places.items(), key=lambda item: -max(finding.severity for finding in item[1])):
        lines.append(place)
        for finding in sorted(found, key=lambda finding: -finding.severity):
            lines += _tell_finding(finding)
        lines.append("")
    for crash in outcome.crashes:
        lines += [f"internal error in rule {crash.rule}: {crash.error}", ""]
    if findings:
        first = findings[0].rule
        lines.append(f"wellwired rules {first} explains the first; keep one with a reason: allow={{{first!r}: 'why'}}")
    return "\n".join(_shown(line) for line in lines).rstrip()


def _tell_finding(finding: Finding) -> Iterator[str]:
    yield f"  {finding.severity.word} {finding.rule}: {finding.message}"
    if finding.status:
        effect = "the deployment fails" if finding.status == "deploy" else f"the client sees {finding.status}"
        yield f"    effect: {effect}"
    yield f"    fix: {finding.fix}"


def _place(finding: Finding) -> str:
    """Construct or logical id, then file and line: what the reader looks for, then where it stands."""
    line = f":{finding.position.line}" if finding.position else ""
    return f"{finding.construct_path or finding.label} ({Path(finding.file).name}{line})"


def _count(findings: Sequence[Finding]) -> str:
    counts = {word: sum(finding.severity is item for finding in findings) for word, item in _SEVERITIES.items()}
    said = [f"{count} {word}{'s' if count > 1 else ''}" for word, count in counts.items() if count]
    return " and ".join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else "".join(said) or "an internal error"


def _shown(line: str) -> str:
    return printable(display(line))
