"""The report for other programs: JSON, described by report.schema.json beside this module and docs/json-report.md."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from wellwired import __version__
from wellwired.findings import Finding, Severity, fingerprints
from wellwired.model.origin import Position
from wellwired.model.text import display
from wellwired.printable import printable_json
from wellwired.reports import Report

# Raised when a key goes or changes its meaning; a new key does not raise it.
VERSION: Final = 1
SCHEMA: Final = Path(__file__).parent / "report.schema.json"


def render(report: Report) -> str:
    """The report as one JSON object, a line for each finding; only ASCII, so that nothing can steer a terminal."""
    members = (f"  {json.dumps(name)}: {_lines(value)}" for name, value in to_json(report).items())
    return printable_json("{\n" + ",\n".join(members) + "\n}\n")


def _lines(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    items = ",\n    ".join(map(json.dumps, value))
    return f"[\n    {items}\n  ]"


def to_json(report: Report) -> dict[str, Any]:
    """The report as JSON spells it."""
    outcome = report.outcome
    return {
        "schema_version": VERSION,
        "tool": {"name": "wellwired", "version": __version__},
        "summary": {
            "exit_code": outcome.exit_code(report.fail_on),
            "fail_on": report.fail_on.word if report.fail_on else "never",
            **{severity.word: outcome.count(severity) for severity in reversed(Severity)},
            "allowed": len(outcome.allowed),
            "known": len(outcome.known),
            "open": len(outcome.open),
            "unplaced": len(outcome.unplaced),
            "unread": len(outcome.unread),
            "crashes": len(outcome.crashes),
            "files": len(outcome.files),
            "apis": outcome.apis,
            "resources": outcome.resources,
        },
        "findings": _findings(outcome.findings),
        "known": _findings(outcome.known),
        "allowed": [
            {**finding, "reason": item.reason, "by": item.by}
            for item, finding in zip(
                outcome.allowed, _findings([item.finding for item in outcome.allowed]), strict=True
            )
        ],
        "open": [
            {
                "rule": item.rule,
                "address": display(item.address),
                "label": display(item.label),
                "reason": display(item.reason),
                **_place(item.file, item.position),
            }
            for item in outcome.open
        ],
        "unplaced": [
            {"what": display(item.what), "reason": display(item.reason), "file": item.file} for item in outcome.unplaced
        ],
        "unread": [
            {"problem": item.problem, "remedy": item.remedy, **_place(item.file, item.position)}
            for item in outcome.unread
        ],
        "crashes": [
            {"rule": item.rule, "address": display(item.address), "error": item.error} for item in outcome.crashes
        ],
        "remarks": [{"text": display(item.text), **_place(item.file, item.position)} for item in outcome.remarks],
        "files": list(outcome.files),
        "comparison": _comparison(report),
    }


def _comparison(report: Report) -> dict[str, Any] | None:
    if report.comparison is None:
        return None
    return {
        "against": report.comparison.against,
        "changes": [
            {"text": display(item.text), "kind": item.kind, "file": item.file} for item in report.comparison.changes
        ],
        "mended": _findings(report.comparison.mended),
    }


def _findings(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity.word,
            "status": finding.status,
            "message": display(finding.message),
            "fix": display(finding.fix),
            **_place(finding.file, finding.position),
            "address": display(finding.address),
            "label": display(finding.label),
            "property": finding.property,
            "construct_path": finding.construct_path,
            "arn": finding.arn,
            "wire": [display(end) for end in finding.wire] if finding.wire else None,
            "fingerprint": fingerprint,
        }
        for finding, fingerprint in zip(findings, fingerprints(findings), strict=True)
    ]


def _place(file: str, position: Position | None) -> dict[str, Any]:
    line, column = position or (None, None)
    return {"file": file, "line": line, "column": column}
