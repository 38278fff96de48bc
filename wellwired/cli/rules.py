"""`wellwired rules`: list the wiring rules, or read one rule's page."""

import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import click

from wellwired.allowances import check_rule_name
from wellwired.errors import UsageError
from wellwired.findings import FOUND
from wellwired.reports.ink import HUES, Ink
from wellwired.reports.pages import effect_of_rule, find_stale_pages, holds_others, render_page, write_pages
from wellwired.rules import Rule, all_rules, find_rule


@click.command(
    name="rules",
    epilog="Example: wellwired rules unlogged-stage",
)
@click.argument("name", required=False)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    help="Form of the output.",
)
@click.option("--write", metavar="FOLDER", type=click.Path(file_okay=False), help="Write every page into a folder.")
@click.option(
    "--check", metavar="FOLDER", type=click.Path(file_okay=False), help="Fail if that folder is not up to date."
)
@click.option("--no-color", is_flag=True, help="No colour, also on a terminal.")
def command(name: str | None, format_: str, write: str | None, check: str | None, no_color: bool) -> None:
    """List the wiring rules, or read the page of one.

    A page says what the rule sees, what the fault causes, how to fix it in CDK and in CloudFormation, and shows a
    template that is reported and one that is not.
    """
    rules = all_rules()
    if write:
        _write(rules, Path(write))
    elif check:
        _check(rules, Path(check))
    elif name is None:
        click.echo(_list(rules, format_, color=not no_color and sys.stdout.isatty()), nl=False)
    else:
        check_rule_name(name, {rule.name for rule in rules}, where="rules")
        found = find_rule(name)
        assert found is not None  # noqa: S101 - its name was just checked
        _show(found, format_, color=not no_color)


def _write(rules: Sequence[Rule], folder: Path) -> None:
    try:
        if holds_others(folder):
            raise UsageError(
                "holds other Markdown files", where=str(folder), remedy="name a folder for the pages alone"
            )
        click.echo(f"{write_pages(rules, folder)} pages written to {folder}")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(folder)) from error


def _check(rules: Sequence[Rule], folder: Path) -> None:
    stale = find_stale_pages(rules, folder)
    if stale:
        click.echo(f"{folder} is out of date: {', '.join(stale)}\n  wellwired rules --write {folder}", err=True)
        click.get_current_context().exit(FOUND)
    click.echo(f"{folder} is up to date")


def _list(rules: Sequence[Rule], form: str, *, color: bool) -> str:
    if form == "json":
        return json.dumps([_to_json(rule) for rule in rules], indent=2) + "\n"
    if form == "markdown":
        return "".join(f"- `{rule.name}` ({rule.severity.word}): {rule.title}\n" for rule in rules)
    ink = Ink(on=color)
    width = max((len(rule.name) for rule in rules), default=0)
    lines = []
    for family, members in groupby(rules, key=lambda rule: rule.family):
        lines.append(ink(family.replace("_", " "), "bold", "underline"))
        for rule in members:
            severity = ink(f"{rule.severity.word:8}", HUES[rule.severity])
            lines.append(f"  {rule.name:{width}}  {severity} {rule.status:7} {rule.title}")
        lines.append("")
    return "\n".join([*lines, f"{len(rules)} rules; wellwired rules NAME shows a page"]) + "\n"


def _to_json(rule: Rule) -> dict[str, str]:
    return {
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity.word,
        "status": rule.status,
        "since": rule.since,
        "title": rule.title,
        "page": rule.page,
    }


def _show(rule: Rule, form: str, *, color: bool) -> None:
    if form == "json":
        click.echo(json.dumps(_to_json(rule), indent=2))
    elif form == "markdown" or not sys.stdout.isatty():
        click.echo(render_page(rule), nl=False)
    else:
        from rich.console import Console  # a list, or a page in a pipe, does without
        from rich.markdown import Markdown

        title, _, rest = rule.page.partition("\n")
        said = f"{rule.severity.word}; {effect_of_rule(rule)}; family {rule.family}; since {rule.since}"
        text = f"# {rule.name}\n\n{title}\n\n*{said}*\n{rest}"
        Console(no_color=not color, width=min(Console().width, 100)).print(Markdown(text, code_theme="ansi_dark"))
