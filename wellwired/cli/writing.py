"""Where a report goes: standard output, or a file with the verdict on stderr."""

import sys
from io import TextIOWrapper
from pathlib import Path

import click

from wellwired.errors import UsageError
from wellwired.reports import Report, render
from wellwired.reports.ink import Ink
from wellwired.reports.text import summary


def write_report(report: Report, form: str, output: Path | None) -> None:
    """Render the report and write it; raises `UsageError` where the file cannot be written."""
    rendered = render(form, report)
    if output is None:
        if isinstance(sys.stdout, TextIOWrapper):
            # a terminal or a pipe that knows no "…" gets it spelled out rather than an exception
            sys.stdout.reconfigure(errors="backslashreplace")
        click.echo(rendered, nl=False, color=report.color)
        return
    try:
        output.write_text(rendered, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(output)) from error
    for line in summary(report, Ink(on=False)):
        click.echo(line, err=True)
    click.echo(f"written to {output}", err=True)
