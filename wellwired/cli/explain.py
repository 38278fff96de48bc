"""`wellwired explain`: from a status, a log line or a response to the cause and its cure, offline."""

import sys

import click

from wellwired.causes.catalogue import all_causes, find_cause
from wellwired.causes.evidence import MAX_CHARACTERS
from wellwired.causes.matching import Match, rank
from wellwired.errors import UsageError
from wellwired.findings import FOUND
from wellwired.reports.explanation import render_json, render_markdown, render_text

_NOTHING = (
    "nothing in this text is known to the catalogue of causes\n"
    "  give the status (wellwired explain 502), the response with its headers (curl -i), or the log lines"
)


@click.command(
    name="explain",
    epilog='Example: wellwired explain "Execution failed due to configuration error: Malformed Lambda proxy response"',
)
@click.argument("text", nargs=-1)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    help="Form of the output.",
)
@click.option("--limit", type=click.IntRange(min=1), default=3, show_default=True, help="How many causes to show.")
@click.option("--no-color", is_flag=True, help="No colour, also on a terminal.")
def command(text: tuple[str, ...], format_: str, limit: int, no_color: bool) -> None:
    """Rank the causes of an error by what TEXT says.

    TEXT is a status (502), the name of a cause, a log line, a reference code, a browser's CORS message, or, with
    "-" or a pipe, whole logs and responses. Exit code 1 means that nothing in it is known.
    """
    given = _read(text)
    named = find_cause(given.strip())
    matches = (Match(named, 0.0, ()),) if named else rank(given)
    if not matches:
        click.echo(_NOTHING, err=True)
        click.get_current_context().exit(FOUND)
    shown = matches[:limit]
    if format_ == "json":
        click.echo(render_json(shown), nl=False)
    elif format_ == "markdown":
        click.echo(render_markdown(shown), nl=False)
    else:
        color = not no_color and sys.stdout.isatty()
        click.echo(render_text(shown, rest=len(matches) - len(shown), color=color), nl=False)


def _read(text: tuple[str, ...]) -> str:
    if text and text != ("-",):
        return " ".join(text)
    if not text and sys.stdin.isatty():
        causes = len(all_causes())
        raise UsageError(
            f"there is nothing to explain ({causes} causes are known)",
            remedy="give a status or a log line, or pipe a log into it: wellwired explain 502",
        )
    data = sys.stdin.buffer.read(MAX_CHARACTERS * 4)
    return data.decode("utf-8", errors="replace")
