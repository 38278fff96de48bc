"""The report as GitHub workflow commands: each finding becomes an annotation on the line it is about.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Severity
from wellwired.model.origin import Position
from wellwired.printable import printable
from wellwired.reports import Report, shown
from wellwired.reports.ink import Ink
from wellwired.reports.text import effect_of, summary

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """The worst findings first: GitHub shows ten errors and ten warnings of a step and drops the rest."""
    return "\n".join([*_commands(report), *summary(report, Ink(on=False))]) + "\n"


def _commands(report: Report) -> Iterator[str]:
    outcome = report.outcome
    for unread in outcome.unread:
        yield _command("error", unread.file, unread.position, "not read", unread.problem, unread.remedy)
    for crash in outcome.crashes:
        yield _command("error", "", None, f"internal error in {crash.rule}", f"{crash.address}: {crash.error}")
    for finding in sorted(outcome.findings, key=lambda item: -item.severity):
        effect = effect_of(finding)
        lines = (finding.message, f"Effect: {effect}" if effect else "", f"Fix: {finding.fix}")
        yield _command(_LEVELS[finding.severity], finding.file, finding.position, finding.rule, *lines)


def _command(level: str, file: str, position: Position | None, title: str, *lines: str) -> str:
    properties = {}
    if file:
        properties["file"] = printable(file)
    if position is not None:
        properties |= {"line": str(position.line), "col": str(position.column)}
    properties["title"] = shown(title)
    spelled = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    message = "%0A".join(_escape(shown(line)) for line in lines if line)
    return f"::{level} {spelled}::{message}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
