"""Findings as text: for people, for pull requests, for other programs. One module a format, imported when asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Final

from wellwired.findings import Finding, Outcome, RulePage, Severity
from wellwired.model.text import display
from wellwired.printable import printable
from wellwired.reports.source import Sources

if TYPE_CHECKING:
    from wellwired.comparison.against import Comparison
    from wellwired.reports.drawing import Drawing

# Format to the module that renders it; each has `render(report) -> str`.
FORMATS: Final[Mapping[str, str]] = {
    "text": "text",
    "json": "json_report",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "markdown": "markdown",
    "html": "html_report",
}

# The formats that draw the wiring.
DRAWN: Final = frozenset({"markdown", "html"})


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to render.

    rules: the rules that judged. fail_on: the severity from which the run fails, None for never.
    baseline: the baseline's file name, "" without one. comparison: what differs from an earlier side, if it was asked
    for. color, width: of a terminal, for the text report.
    """

    outcome: Outcome
    rules: Sequence[RulePage] = ()
    fail_on: Severity | None = Severity.ERROR
    sources: Sources = field(default_factory=Sources)
    drawings: "Sequence[Drawing]" = ()
    baseline: str = ""
    comparison: "Comparison | None" = None
    color: bool = False


def render(name: str, report: Report) -> str:
    """The report in one of `FORMATS`, ending with a line end."""
    rendered = import_module(f"wellwired.reports.{FORMATS[name]}").render(report)
    assert isinstance(rendered, str)  # noqa: S101 - each format module keeps this promise
    return rendered


def shown(text: str) -> str:
    """Text from a template as reports show it: references spelled out, on one line, nothing that steers a terminal."""
    return printable(display(text))


def place_of(finding: Finding) -> str:
    """Where a finding is, in one word: file, line and column, or the ARN of a live resource."""
    if finding.position is not None:
        return shown(f"{finding.file}:{finding.position.line}:{finding.position.column}")
    return shown(finding.file or finding.arn)


def plural(count: int, word: str) -> str:
    """A count with its noun: "1 error", "2 errors"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
