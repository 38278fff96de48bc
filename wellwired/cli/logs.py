"""`wellwired logs on|off`: switch the logs of a deployed stage on for a diagnosis, and back to what they were."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Final

import click

from wellwired.cli.durations import DurationType
from wellwired.errors import UsageError, WellwiredError
from wellwired.printable import printable

if TYPE_CHECKING:
    from wellwired.aws_access import Account
    from wellwired.logs_switch.journal import Journal
    from wellwired.logs_switch.settings import Settings
    from wellwired.logs_switch.switching import SwitchPlan

_FOR: Final = DurationType(least=timedelta(seconds=1), most=timedelta(days=7))
_API = click.option("--api", metavar="ID|NAME", required=True, help="The REST API.")
_STAGE = click.option("--stage", metavar="NAME", required=True, help="The stage.")
_REGION = click.option("--region", metavar="NAME", help="AWS region.")
_PROFILE = click.option("--profile", metavar="NAME", help="AWS profile.")
_JOURNAL = click.option(
    "--journal",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where what was there before is written down.  [default: ~/.local/state/wellwired/logs]",
)


@click.group("logs", epilog="Example: wellwired logs on --api orders --stage prod --for 30m")
def command() -> None:
    """Switch the logs of a deployed stage on, and off again, back to what was there before."""


@command.command("on", epilog="Example: wellwired logs on --api orders --stage prod --data-trace --for 30m")
@_API
@_STAGE
@click.option("--data-trace", is_flag=True, help="Log headers and bodies too: what callers send stands in the log.")
@click.option(
    "--for", "for_", type=_FOR, metavar="TIME", help="Wait so long (30m), then switch off again; Ctrl-C does too."
)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@_REGION
@_PROFILE
@_JOURNAL
def on(
    *,
    api: str,
    stage: str,
    data_trace: bool,
    for_: timedelta | None,
    yes: bool,
    region: str | None,
    profile: str | None,
    journal: Path | None,
) -> None:
    """Have a stage write its access log and execution log; show the plan, and ask first.

    What is right already is not touched. What was there is written into a journal before each change; `wellwired
    logs off` restores it, also after a crash.
    """
    from wellwired.aws_access import open_account  # boto3 is an extra
    from wellwired.diagnosis.target import get_target
    from wellwired.logs_switch.journal import open_journal
    from wellwired.logs_switch.settings import Settings
    from wellwired.logs_switch.switching import make_plan

    account = open_account(region=region, profile=profile)
    target = get_target(account, api, stage)
    settings = Settings(account, target.rest_api_id, target.stage_name)
    kept = open_journal(_folder(journal), account.account_id, account.region, target.rest_api_id, target.stage_name)
    plan = make_plan(settings, target, kept, data_trace=data_trace)
    click.echo(printable(f"{target.label}, {target.region}, account {account.account_id}"))
    _show(plan, data_trace=data_trace)
    if not plan.changes and (for_ is None or not kept.entries):
        click.echo("nothing to do: the logs are on")
        return
    if plan.changes:
        _agree(yes)
    _run(settings, kept, plan, for_, api=target.rest_api_id, stage=stage)


@command.command("off", epilog="Example: wellwired logs off --api orders --stage prod")
@_API
@_STAGE
@click.option("--leave-changed", is_flag=True, help="Leave what somebody changed in between; restore the rest.")
@click.option("--delete-logs", is_flag=True, help="Delete the log groups that were made, with what was logged.")
@_REGION
@_PROFILE
@_JOURNAL
def off(
    *,
    api: str,
    stage: str,
    leave_changed: bool,
    delete_logs: bool,
    region: str | None,
    profile: str | None,
    journal: Path | None,
) -> None:
    """Restore what was there before `wellwired logs on`, by its journal, also after a crash.

    Only what was set here is taken back. Exit code 1 means that somebody changed it in between, and that nothing was
    touched.
    """
    from wellwired.aws_access import open_account  # boto3 is an extra
    from wellwired.logs_switch.settings import Settings

    account = open_account(region=region, profile=profile)
    kept = _find_journal(account, _folder(journal), api, stage)
    if not kept.entries:
        click.echo(f"nothing to do: no journal says that logs of this stage were switched on ({kept.path})")
        return
    settings = Settings(account, kept.rest_api_id, kept.stage_name)
    _off(settings, kept, leave_changed=leave_changed, delete_logs=delete_logs)


def _find_journal(account: "Account", folder: Path, api: str, stage: str) -> "Journal":
    """The journal of an API by its id, also when the API is gone; else by its name."""
    from wellwired.diagnosis.target import get_target
    from wellwired.logs_switch.journal import open_journal

    kept = open_journal(folder, account.account_id, account.region, api, stage)
    if kept.entries:
        return kept
    target = get_target(account, api, stage)
    return open_journal(folder, account.account_id, account.region, target.rest_api_id, stage)


def _folder(given: Path | None) -> Path:
    from wellwired.logs_switch.journal import default_folder

    return given or default_folder(os.environ)


def _show(plan: "SwitchPlan", *, data_trace: bool) -> None:
    for number, change in enumerate(plan.changes, 1):
        click.echo(printable(f"  {number}. {change.title}"))
    for remark in plan.remarks:
        click.echo(printable(f"  note: {remark}"))
    if data_trace:
        click.echo("  note: data trace logs headers and bodies of callers, credentials among them; keep it short")


def _agree(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise UsageError("nothing was changed: nobody can be asked here", remedy="agree with --yes")
    if not click.confirm("Make these changes?", default=False):
        raise UsageError("nothing was changed")


def _run(
    settings: "Settings", kept: "Journal", plan: "SwitchPlan", for_: timedelta | None, *, api: str, stage: str
) -> None:
    from wellwired.logs_switch.switching import switch_on

    with _terminated_as_interrupted():
        try:
            switch_on(settings, kept, plan, _tell)
            click.echo(f"journal: {kept.path}")
            if for_ is None:
                click.echo(f"switch off again with: wellwired logs off --api {api} --stage {stage}")
                return
            _wait(for_)
        except KeyboardInterrupt:
            if for_ is None:
                click.echo(f"interrupted; wellwired logs off --api {api} --stage {stage} takes back what was done")
                click.get_current_context().exit(130)
        except WellwiredError:
            if for_ is None and kept.entries:
                click.echo(f"wellwired logs off --api {api} --stage {stage} takes back what was done", err=True)
            elif kept.entries:
                _off(settings, kept)
            raise
        # from here on a second Ctrl-C leaves the journal, and `logs off` does the rest
        _off(settings, kept)


def _wait(length: timedelta) -> None:
    end = time.monotonic() + length.total_seconds()
    click.echo(f"logs are on for {length}; Ctrl-C switches them off sooner")
    while (rest := end - time.monotonic()) > 0:
        if sys.stderr.isatty():
            click.echo(f"\r{timedelta(seconds=round(rest))} left ", nl=False, err=True)
        time.sleep(min(1.0, rest))
    if sys.stderr.isatty():
        click.echo("\r", nl=False, err=True)


def _off(settings: "Settings", kept: "Journal", *, leave_changed: bool = False, delete_logs: bool = False) -> None:
    from wellwired.logs_switch.switching import switch_off

    done = switch_off(settings, kept, _tell, leave_changed=leave_changed, delete_logs=delete_logs)
    for line in done.left:
        click.echo(printable(f"left: {line}"))
    click.echo("the rest is as it was before" if done.left else "logs are as they were before")


def _tell(words: str) -> None:
    click.echo(printable(words))


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """Have SIGTERM restore as Ctrl-C does."""

    def interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
