"""Options that several commands share, each with one spelling."""

from collections.abc import Callable
from typing import Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., object])

FORMATS: Final = ("text", "json", "sarif", "junit", "github", "markdown", "html")
SEVERITIES: Final = ("error", "warning", "note", "never")


def report_options(command: F) -> F:
    """Add what every command that reports findings takes."""
    for option in reversed(
        (
            click.option(
                "--format", "-f", "format_", type=click.Choice(FORMATS), help="Form of the report.  [default: text]"
            ),
            click.option(
                "--output",
                "-o",
                type=click.Path(dir_okay=False),
                help="Write the report to this file; without --format, its ending decides the form.",
            ),
            click.option("--allow", metavar="RULE=REASON", multiple=True, help="Allow a rule's findings, and say why."),
            click.option("--only", metavar="RULE", multiple=True, help="Judge by these rules or families only."),
            click.option(
                "--fail-on",
                type=click.Choice(SEVERITIES),
                help="Exit with 1 from this severity on.  [default: error]",
            ),
            click.option("--no-color", is_flag=True, help="No colour, also on a terminal."),
        )
    ):
        command = option(command)
    return command


# What a file name's ending says of the report to write into it.
ENDINGS: Final = {
    ".json": "json",
    ".sarif": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
}
