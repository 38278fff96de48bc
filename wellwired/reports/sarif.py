"""The report as SARIF 2.1.0, the form that code scanning services take.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from wellwired import __version__
from wellwired.findings import IN_TEMPLATE, Finding, Outcome, RulePage, Severity, fingerprints
from wellwired.model.origin import Position
from wellwired.printable import printable_json
from wellwired.reports import Report, shown
from wellwired.reports.text import effect_of

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
Json = dict[str, Any]


def render(report: Report) -> str:
    """The report as one SARIF run; what was allowed or known before is in it, as suppressed."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return printable_json(json.dumps(log, indent=2) + "\n")


def _run(report: Report) -> Json:
    index = {rule.name: position for position, rule in enumerate(report.rules)}
    return {
        "tool": {
            "driver": {
                "name": "wellwired",
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "artifacts": [{"location": _artifact(file)} for file in report.outcome.files],
        "results": _results(report, index),
    }


def _rule(rule: RulePage) -> Json:
    text, _, rest = rule.page.partition("\n")
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.page, "markdown": f"**{text}**\n{rest}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["api-gateway", rule.family],
            "precision": "very-high" if rule.severity is Severity.ERROR else "high",
            "problem.severity": "recommendation" if rule.severity is Severity.NOTE else rule.severity.word,
        },
    }


def _results(report: Report, index: dict[str, int]) -> list[Json]:
    outcome = report.outcome
    fresh = {"baselineState": "new"} if report.baseline else {}
    states: list[tuple[Finding, Json]] = [(finding, fresh) for finding in outcome.findings]
    for allowed in outcome.allowed:
        kind = "inSource" if allowed.by == IN_TEMPLATE else "external"
        why = f"{shown(allowed.reason)} (by {shown(allowed.by)})"
        states.append((allowed.finding, {"suppressions": [{"kind": kind, "justification": why}], **fresh}))
    for known in outcome.known:
        why = f"listed in {shown(report.baseline)}"
        listed = {"suppressions": [{"kind": "external", "justification": why}], "baselineState": "unchanged"}
        states.append((known, listed))
    prints = fingerprints([finding for finding, _ in states])
    return [
        _result(report, index, finding) | state | {"partialFingerprints": _prints(fingerprint)}
        for (finding, state), fingerprint in zip(states, prints, strict=True)
    ]


def _prints(fingerprint: str) -> Json:
    # GitHub matches alerts by primaryLocationLineHash alone and would else hash the line, which moves and changes.
    return {"wellwired/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint}:1"}


def _result(report: Report, index: dict[str, int], finding: Finding) -> Json:
    effect = effect_of(finding)
    sentences = (shown(finding.message), f"Effect: {effect}." if effect else "", f"Fix: {shown(finding.fix)}")
    known_rule = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    return {
        "ruleId": finding.rule,
        **known_rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": "\n".join(sentence for sentence in sentences if sentence)},
        "locations": [_location(report, finding)],
        "properties": {"status": finding.status, "property": finding.property},
    }


def _location(report: Report, finding: Finding) -> Json:
    name = {"name": shown(finding.label), "kind": "resource"}
    logical = {"fullyQualifiedName": shown(finding.construct_path or finding.arn or finding.address)}
    location: Json = {"logicalLocations": [name | logical]}
    if finding.file:
        token = report.sources.find_token(finding.file, finding.position)
        location["physicalLocation"] = _physical(finding.file, finding.position, token)
    return location


def _physical(file: str, position: Position | None, token: str = "") -> Json:
    place: Json = {"artifactLocation": _artifact(file)}
    if position is not None:
        region: Json = {"startLine": position.line, "startColumn": position.column}
        if token:
            region |= {"endLine": position.line, "endColumn": position.column + len(token)}
        place["region"] = region
    return place


def _artifact(file: str) -> Json:
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix(), errors="replace"), "uriBaseId": "%SRCROOT%"}


def _invocation(report: Report) -> Json:
    outcome = report.outcome
    return {
        "executionSuccessful": not (outcome.unread or outcome.crashes),
        "exitCode": outcome.exit_code(report.fail_on),
        "toolExecutionNotifications": list(_notifications(outcome)),
    }


def _notifications(outcome: Outcome) -> Iterator[Json]:
    for unread in outcome.unread:
        yield _said("error", f"not read: {unread.problem} {unread.remedy}", unread.file, unread.position)
    for crash in outcome.crashes:
        yield _said("error", f"internal error in rule {crash.rule} on {crash.address}: {crash.error}")
    for item in outcome.open:
        yield _said("note", f"open: {item.rule} on {item.label}: {item.reason}", item.file, item.position)
    for unplaced in outcome.unplaced:
        yield _said("note", f"not judged: {unplaced.what}: {unplaced.reason}", unplaced.file)
    for remark in outcome.remarks:
        yield _said("warning", remark.text, remark.file, remark.position)


def _said(level: str, text: str, file: str = "", position: Position | None = None) -> Json:
    said: Json = {"level": level, "message": {"text": shown(text)}}
    if file:
        said["locations"] = [{"physicalLocation": _physical(file, position)}]
    return said
