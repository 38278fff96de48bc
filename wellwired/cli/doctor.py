"""`wellwired doctor`: judge what is really deployed in an account and region, by the rules that `audit` judges by."""

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wellwired.cli.options import report_options
from wellwired.cli.progress import LateProgress
from wellwired.cli.settling import Arguments, Settled, settle
from wellwired.cli.writing import write_report
from wellwired.engine import judge, merge
from wellwired.findings import Outcome
from wellwired.model.wiring import Wiring
from wellwired.readers.live import LiveAccess, Scope, find_place, open_session, policy_document, read_account
from wellwired.reports import DRAWN, Report

if TYPE_CHECKING:
    from wellwired.comparison.against import Comparison
    from wellwired.reports.drawing import Drawing


@click.command(
    name="doctor",
    epilog="Example: wellwired doctor --api orders --stage prod --region eu-west-1",
)
@click.option("--api", metavar="ID|NAME", help="One REST API, by its id or name.")
@click.option("--stage", metavar="NAME", help="One stage, by its name.")
@click.option("--stack", metavar="NAME", help="The REST APIs of one CloudFormation stack.")
@click.option("--region", help="The region, such as eu-west-1.  [default: of the profile or the environment]")
@click.option("--profile", help="The profile of the AWS configuration.")
@report_options
@click.option("--config", type=click.Path(), help="Configuration file, instead of the nearest one.")
@click.option("--against", metavar="TEMPLATE", help="Say what differs from this template, as its stack was deployed.")
@click.option("--policy", is_flag=True, help="Print the IAM policy that this command needs, and read nothing.")
def command(*, policy: bool, **given: Any) -> None:
    """Read the REST APIs of a live account and region, and judge their wiring.

    Nothing is written or invoked, and no key value, function code or log line is read. What a missing permission
    hides is left open and named.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 something could not be read.
    """
    ctx = click.get_current_context()
    if policy:
        click.echo(json.dumps(policy_document(region=given["region"] or "*"), indent=2))
        return
    scope = Scope(**{name: given.pop(name) or "" for name in ("api", "stage", "stack")})
    profile, against = given.pop("profile"), given.pop("against")
    settled = settle(Arguments(**given, paths=("live",)), Path.cwd())
    comparison: Comparison | None = None
    with LateProgress() as progress:
        progress.start("signing in")
        access = LiveAccess(open_session(settled.options.region or None, profile))
        place = find_place(access)
        wiring = read_account(access, place, scope, progress=partial(_tell, progress))
        if against:
            from wellwired.cli.drifting import find_drift  # a plain run does without

            wiring, comparison = find_drift(access, place, wiring, against, scope.stack)
        outcome = merge([judge(wiring, settled.rules, allowances=settled.allowances)])  # in the order of reports
    write_report(_report(settled, wiring, outcome, comparison), settled.format, settled.output)
    ctx.exit(outcome.exit_code(settled.fail_on))


def _tell(progress: LateProgress, phase: str, done: int, total: int) -> None:
    progress.phase, progress.done, progress.total = phase, done, total


def _report(settled: Settled, wiring: Wiring, outcome: Outcome, comparison: "Comparison | None") -> Report:
    drawings: tuple[Drawing, ...] = ()
    if settled.format in DRAWN:
        from wellwired.reports.drawing import draw  # only two of the reports draw

        drawings = (draw(wiring, outcome.findings),)
    return Report(
        outcome,
        rules=settled.rules,
        fail_on=settled.fail_on,
        drawings=drawings,
        comparison=comparison,
        color=settled.color,
    )
