"""The report for a terminal: grouped by file, each finding with its source line and a caret, then what to know."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from wellwired.findings import Finding, Open, Outcome, Severity
from wellwired.model.wiring import Unplaced
from wellwired.reports import Report, place_of, plural, shown
from wellwired.reports.ink import HUES, Ink
from wellwired.reports.source import Excerpt

# How many lines of each kind the end of the report spends before it counts the rest.
_MOST: Final = 10
SEVERITIES: Final = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def render(report: Report) -> str:
    """The report as text; `report.color` decides on escape sequences."""
    ink = Ink(on=report.color)
    lines: list[str] = list(_changes(report, ink))
    for file, findings in groupby(report.outcome.findings, key=lambda finding: finding.file):
        lines += _file(report, ink, file, tuple(findings))
    for section in (_unread, _crashes, _remarks, _allowed, _open, _unplaced):
        lines += section(report, ink)
    lines += summary(report, ink)
    return "\n".join(lines) + "\n"


_SIGNS: Final = {"new": ("+", "green"), "gone": ("-", "red"), "changed": ("~", "yellow")}


def _changes(report: Report, ink: Ink) -> Iterator[str]:
    """The wires that a comparison found moved, and what is mended."""
    comparison = report.comparison
    if comparison is None:
        return
    moved = plural(len(comparison.changes), "wire") if comparison.changes else "no wire"
    yield ink(f"{moved} changed since {shown(comparison.against)}", "bold", "underline")
    yield ""
    several = len({change.file for change in comparison.changes}) > 1
    for change in comparison.changes:
        sign, hue = _SIGNS[change.kind]
        place = ink(f"  ({shown(change.file)})", "dim") if several else ""
        yield f"  {ink(sign, hue, 'bold')} {shown(change.text)}{place}"
    yield from [""] if comparison.changes else []
    for finding in comparison.mended:
        what = f"{finding.rule} in {shown(finding.file)}, {shown(finding.label)}: {shown(finding.message)}"
        yield f"{ink('mended', 'green', 'bold')} {what}"
    yield from [""] if comparison.mended else []


def _file(report: Report, ink: Ink, file: str, findings: Sequence[Finding]) -> Iterator[str]:
    yield f"{ink(shown(file) or 'live account', 'bold', 'underline')}  {ink(counts(findings), 'dim')}"
    yield ""
    for finding in findings:
        yield from _finding(report, ink, finding)


def _finding(report: Report, ink: Ink, finding: Finding) -> Iterator[str]:
    word = ink(f"{finding.severity.word}[{finding.rule}]", HUES[finding.severity], "bold")
    yield f"{word} {ink(shown(finding.message), 'bold')}"
    excerpt = report.sources.find_excerpt(finding.file, finding.position)
    margin = len(str(excerpt.line.number)) if excerpt else 1
    arrow = ink(" " * margin + "-->", "blue")
    yield f"{arrow} {place_of(finding)}  {ink(whereabouts(finding), 'dim')}"
    if excerpt:
        yield from _excerpt(ink, excerpt, HUES[finding.severity])
    rail = ink(" " * margin + " =", "blue")
    effect = effect_of(finding)
    if effect:
        yield f"{rail} effect: {effect}"
    yield f"{rail} fix: {shown(finding.fix)}"
    yield ""


def _excerpt(ink: Ink, excerpt: Excerpt, hue: str) -> Iterator[str]:
    number = str(excerpt.line.number)
    rail = ink(" " * len(number) + " |", "blue")
    yield rail
    yield f"{ink(f'{number} |', 'blue')} {excerpt.line.text}"
    yield f"{rail} {ink(excerpt.caret, hue, 'bold')}"


def whereabouts(finding: Finding) -> str:
    """The node, the property and the construct of a finding, as far as they are known."""
    parts = (shown(finding.label), shown(finding.property))
    construct = f" ({shown(finding.construct_path)})" if finding.construct_path else ""
    return " · ".join(part for part in parts if part) + construct


def effect_of(finding: Finding) -> str:
    """What a finding's status means, in words; "" where it is about visibility."""
    if finding.status == "deploy":
        return "the deployment fails"
    return f"the client sees {shown(finding.status)}" if finding.status else ""


def counts(findings: Iterable[Finding]) -> str:
    """How many findings there are of each severity: "1 error, 2 warnings"."""
    severities = [finding.severity for finding in findings]
    return ", ".join(plural(severities.count(item), item.word) for item in SEVERITIES if item in severities)


def _unread(report: Report, ink: Ink) -> Iterator[str]:
    for item in report.outcome.unread:
        at = f":{item.position.line}:{item.position.column}" if item.position else ""
        yield f"{ink('not read', 'red', 'bold')} {shown(item.file)}{at}: {shown(item.problem)}"
        if item.remedy:
            yield f"  {shown(item.remedy)}"
    if report.outcome.unread:
        yield ""


def _crashes(report: Report, ink: Ink) -> Iterator[str]:
    for item in report.outcome.crashes:
        at = f" on {shown(item.address)}" if item.address else ""
        yield f"{ink('internal error', 'red', 'bold')} in rule {item.rule}{at}: {shown(item.error)}"
    if report.outcome.crashes:
        yield "  this is a fault of wellwired: the rule said nothing there, the others went on"
        yield ""


def _remarks(report: Report, ink: Ink) -> Iterator[str]:
    for item in report.outcome.remarks:
        at = f"{shown(item.file)}:{item.position.line}: " if item.position else ""
        yield f"{ink('remark', 'yellow')} {at}{shown(item.text)}"
    if report.outcome.remarks:
        yield ""


def _allowed(report: Report, ink: Ink) -> Iterator[str]:
    items = report.outcome.allowed
    for item in items[:_MOST]:
        what = f"{item.finding.rule} at {place_of(item.finding)}, {shown(item.finding.label)}"
        yield f"{ink('allowed', 'green')} {what}: {shown(item.reason)} {ink(f'(by {shown(item.by)})', 'dim')}"
    yield from _rest(len(items), ink)


def _open(report: Report, ink: Ink) -> Iterator[str]:
    by_reason: dict[str, list[Open]] = defaultdict(list)
    for item in report.outcome.open:
        by_reason[item.reason].append(item)
    ranked = sorted(by_reason.items(), key=lambda entry: -len(entry[1]))
    for reason, items in ranked[:_MOST]:
        first = items[0]
        more = f" and {plural(len(items) - 1, 'more question')}" if len(items) > 1 else ""
        yield f"{ink('open', 'yellow')} {shown(reason)}: {first.rule} on {shown(first.label)}{more}"
    yield from _rest(len(ranked), ink)


def _unplaced(report: Report, ink: Ink) -> Iterator[str]:
    by_reason: dict[str, list[Unplaced]] = defaultdict(list)
    for item in report.outcome.unplaced:
        by_reason[item.reason].append(item)
    for reason, items in list(by_reason.items())[:_MOST]:
        first = items[0]
        more = f" and {len(items) - 1:,} more" if len(items) > 1 else ""
        place = f" in {shown(first.file)}" if first.file else ""
        yield f"{ink('not judged', 'yellow')} {shown(first.what)}{place}{more}: {shown(reason)}"
    yield from _rest(len(by_reason), ink)


def _rest(count: int, ink: Ink) -> Iterator[str]:
    if count > _MOST:
        yield ink(f"  ... and {count - _MOST:,} more; --format json lists all", "dim")
    if count:
        yield ""


def summary(report: Report, ink: Ink) -> Iterator[str]:
    """The last lines: the verdict, what it covers, and what there is beside it."""
    outcome = report.outcome
    if outcome.findings:
        worst = max(finding.severity for finding in outcome.findings)
        verdict = ink(f"Found {counts(outcome.findings)}", HUES[worst], "bold")
    else:
        verdict = ink("Found nothing", "green" if outcome.resources else "yellow", "bold")
    yield f"{verdict} in {covered(outcome)}"
    also = beside(report)
    if also:
        yield ink(f"also {also}", "dim")


def covered(outcome: Outcome) -> str:
    """What was judged: "1 REST API, 20 resources, 1 file"; a live account has no files."""
    counted = f"{plural(outcome.apis, 'REST API')}, {plural(outcome.resources, 'resource')}"
    is_live = bool(outcome.resources) and not outcome.files
    return counted if is_live else f"{counted}, {plural(len(outcome.files), 'file')}"


def beside(report: Report) -> str:
    """What there is beside the findings, "" where there is nothing."""
    outcome = report.outcome
    counted = (
        (len(outcome.allowed), f"{len(outcome.allowed):,} allowed"),
        (len(outcome.known), f"{len(outcome.known):,} known to {shown(report.baseline) or 'the baseline'}"),
        (len(outcome.open), plural(len(outcome.open), "open question")),
        (len(outcome.unplaced), f"{len(outcome.unplaced):,} not judged"),
        (len(outcome.unread), f"{plural(len(outcome.unread), 'file')} not read"),
        (len(outcome.crashes), plural(len(outcome.crashes), "internal error")),
    )
    return ", ".join(text for count, text in counted if count)
