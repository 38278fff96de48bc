"""`wellwired audit`: judge templates by the wiring rules and report what is wrong."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, NoReturn

import click

from wellwired.baseline import part_known, read_baseline, write_baseline
from wellwired.cli.judging import judge_paths, to_reading
from wellwired.cli.options import report_options
from wellwired.cli.progress import LateProgress
from wellwired.cli.settling import Arguments, settle
from wellwired.cli.writing import write_report
from wellwired.errors import UnreadableError, UsageError
from wellwired.findings import Outcome
from wellwired.readers import ReadOptions, check_options
from wellwired.reports import DRAWN, Report, plural, shown
from wellwired.reports.source import Sources


@click.command(
    name="audit",
    epilog="Example: wellwired audit template.yaml --format markdown --output report.md",
)
@click.argument("paths", nargs=-1, metavar="PATH...")
@report_options
@click.option("--parameter", metavar="NAME=VALUE", multiple=True, help="The value of a template parameter.")
@click.option("--parameters", type=click.Path(), help="A file of parameter values: CloudFormation, SAM, CodePipeline.")
@click.option("--region", help="The region of the deployment, such as eu-west-1.")
@click.option("--account", help="The account of the deployment, twelve digits.")
@click.option("--config", type=click.Path(), help="Configuration file, instead of the nearest one.")
@click.option("--baseline", type=click.Path(), help="Findings in this file are known and do not fail.")
@click.option("--write-baseline", is_flag=True, help="Make today's findings the baseline.")
@click.option("--against", metavar="OLD", help="Report what changed since OLD: a template, a folder or a git revision.")
def command(**given: Any) -> None:
    """Judge the wiring of the REST APIs in templates.

    PATH is a CloudFormation or SAM template, a folder of them, a cdk.out, a pattern, or "-" for standard input.

    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 something could not be read.
    """
    ctx = click.get_current_context()
    settled = settle(Arguments(**given), Path.cwd())
    check_options(settled.options)
    ran = frozenset(rule.name for rule in settled.rules)
    with LateProgress() as progress:
        judged = judge_paths(
            settled.paths,
            settled.options,
            rules=ran,
            allowances=settled.allowances,
            drawn=settled.format in DRAWN,
            told=settled.against is not None,
            progress=progress,
        )
    outcome = judged.outcome
    if not outcome.files and not outcome.unread:
        raise UnreadableError(
            "no template found",
            where=", ".join(settled.paths),
            remedy="name a CloudFormation or SAM template, or a folder that holds one",
        )
    if settled.output is not None and _is_judged(settled.output, outcome):
        raise UsageError("is one of the templates to judge", where=str(settled.output), remedy="name another --output")
    check_options(ReadOptions(parameters=settled.spelled_parameters), to_reading(judged))
    if settled.write_baseline and settled.baseline is not None:
        _write_baseline(ctx, outcome, settled.baseline, ran)
    if settled.baseline is not None:
        outcome = part_known(outcome, read_baseline(settled.baseline), settled.baseline, ran)
    comparison = None
    if settled.against is not None:
        from wellwired.cli.comparing import compare_with  # a plain audit does without

        with LateProgress() as progress:
            outcome, comparison = compare_with(settled.against, settled, judged, outcome, progress)
    report = Report(
        outcome,
        rules=settled.rules,
        fail_on=settled.fail_on,
        sources=Sources(judged.texts),
        drawings=judged.drawings,
        baseline=" and ".join(str(known) for known in (settled.baseline, settled.against) if known),
        comparison=comparison,
        color=settled.color,
    )
    write_report(report, settled.format, settled.output)
    ctx.exit(outcome.exit_code(settled.fail_on))


def _is_judged(output: Path, outcome: Outcome) -> bool:
    there = os.path.realpath(output)
    return any(os.path.realpath(file) == there for file in (*outcome.files, *(item.file for item in outcome.unread)))


def _write_baseline(ctx: click.Context, outcome: Outcome, path: Path, ran: Collection[str]) -> NoReturn:
    count = write_baseline(path, outcome, ran)
    click.echo(f"{plural(count, 'finding')} in {path} from now on", err=True)
    for unread in outcome.unread:
        click.echo(f"not read: {shown(unread.file)}: {shown(unread.problem)}", err=True)
    ctx.exit(outcome.exit_code(None))
