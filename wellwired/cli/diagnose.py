"""`wellwired diagnose`: what fails in a deployed API, why, and what one request went through, from its logs."""

import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from wellwired.cli.durations import DurationType
from wellwired.cli.progress import LateProgress
from wellwired.errors import UsageError
from wellwired.printable import printable

if TYPE_CHECKING:
    from wellwired.diagnosis.result import Diagnosis

_SINCE: Final = DurationType(least=timedelta(seconds=1), most=timedelta(days=365))


@click.command(
    name="diagnose",
    epilog="Example: wellwired diagnose --api orders --stage prod --since 1h",
)
@click.option("--stack", metavar="NAME", help="Every REST API of this CloudFormation stack.")
@click.option("--api", metavar="ID|NAME", help="One REST API.")
@click.option("--stage", metavar="NAME", help="One stage; every stage without it.")
@click.option(
    "--since", type=_SINCE, metavar="TIME", default="1h", show_default=True, help="How far back: 30m, 6h, 2d."
)
@click.option("--request-id", metavar="ID", help="One request: API Gateway's id, its extended id, or Lambda's.")
@click.option("--region", metavar="NAME", help="AWS region.")
@click.option("--profile", metavar="NAME", help="AWS profile.")
@click.option("--yes", is_flag=True, help="Read large logs without asking; Logs Insights charges for what it scans.")
@click.option("--show-payloads", is_flag=True, help="Show headers, bodies and the function's own lines, unredacted.")
@click.option(
    "--support-report",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the page for AWS Support.",
)
@click.option(
    "--format",
    "-f",
    "format_",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    help="Form of the output.",
)
@click.option("--no-color", is_flag=True, help="No colour, also on a terminal.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    stack: str | None,
    api: str | None,
    stage: str | None,
    since: timedelta,
    request_id: str | None,
    region: str | None,
    profile: str | None,
    yes: bool,
    show_payloads: bool,
    support_report: Path | None,
    format_: str,
    no_color: bool,
) -> None:
    """Say what fails in a deployed REST API, and why, from its access log, execution log and functions' logs.

    Failures are grouped by cause, with routes and callers, and joined to what `wellwired doctor` finds. With
    --request-id it is one request, from the gateway to the function and back. Nothing in the account is changed.
    Exit codes: 0 nothing failed, 1 something did, 2 wrong usage, 3 logs are off or could not be read, 130 Ctrl-C
    (what was found until then is shown).
    """
    if stack and api:
        raise UsageError("--stack and --api name the same thing twice", remedy="give one of them")
    from wellwired.aws_access import open_account  # boto3 is an extra
    from wellwired.diagnosis.doctor import make_doctor
    from wellwired.diagnosis.events import Window
    from wellwired.diagnosis.result import exit_code
    from wellwired.diagnosis.run import Wish, diagnose, make_plans, must_ask, tell_cost

    now = round(time.time() * 1000)
    window = Window(now - round(since.total_seconds() * 1000), now)
    account = open_account(region=region, profile=profile)
    wish = Wish(stack=stack, api=api, stage=stage, request_id=request_id or "", show_payloads=show_payloads)
    plans = make_plans(account, wish, window)
    cost = tell_cost(plans)
    if cost:
        click.echo(cost, err=True)
    if must_ask(plans) and not yes:
        _ask()
    with LateProgress() as progress:

        def show(what: str, count: int) -> None:
            progress.phase, progress.done = printable(f"{what}, events"), count

        diagnoses = list(diagnose(account, wish, plans, doctor=make_doctor(account), on_progress=show))
    _write(diagnoses, format_, color=not no_color and sys.stdout.isatty())
    if support_report is not None:
        _write_support(diagnoses, support_report)
    ctx.exit(exit_code(diagnoses))


def _ask() -> None:
    """Have the cost agreed to; raises `UsageError` where nobody can be asked or the answer is no."""
    if not sys.stdin.isatty() or not click.confirm("Go on?", default=False, err=True):
        raise UsageError("a large log was not read", remedy="agree with --yes, or read less with a shorter --since")


def _write(diagnoses: "Sequence[Diagnosis]", form: str, *, color: bool) -> None:
    if isinstance(sys.stdout, TextIOWrapper):
        # a terminal or a pipe that knows no "×" gets it spelled out rather than an exception
        sys.stdout.reconfigure(errors="backslashreplace")
    if form == "json":
        from wellwired.diagnosis.json_report import render_json

        click.echo(render_json(diagnoses), nl=False)
    elif form == "markdown":
        from wellwired.diagnosis.markdown import render_markdown

        click.echo(render_markdown(diagnoses), nl=False)
    else:
        from wellwired.diagnosis.text import render_text

        click.echo(render_text(diagnoses, color=color), nl=False, color=color)


def _write_support(diagnoses: "Sequence[Diagnosis]", path: Path) -> None:
    from wellwired.diagnosis.support import render_support

    try:
        path.write_text(render_support(diagnoses), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path)) from error
    click.echo(f"written to {path}: read it before you send it", err=True)
