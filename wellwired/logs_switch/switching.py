"""Switches logs on by a plan, and off by the journal."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from wellwired.diagnosis.target import EVERY_METHOD, Target
from wellwired.errors import UsageError, WellwiredError
from wellwired.logs_switch.change import SHARED, Change, Kind, Value
from wellwired.logs_switch.journal import Entry, Journal, other_journals
from wellwired.logs_switch.role_check import check_role
from wellwired.logs_switch.settings import Settings, access_log_of

RETENTION_DAYS: Final = 14
ROLE_NAME: Final = "wellwired-api-gateway-logs-{region}"
ACCESS_GROUP: Final = "API-Gateway-Access-Logs_{rest_api_id}/{stage_name}"
# Made by several calls each: one that a crash interrupted is made again, whole.
_RESUMED: Final = frozenset({Kind.ROLE, Kind.LOG_GROUP})
_ACCOUNT: Final = "account settings"
_STAGE: Final = "access log"


class ChangedError(WellwiredError):
    """Somebody changed what was to be taken back."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class SwitchPlan:
    """changes: in the order in which they are made. remarks: what stays as it is although it deserves a look."""

    changes: tuple[Change, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What switching off did. left: in words, what stays and why."""

    taken_back: tuple[Change, ...] = ()
    left: tuple[str, ...] = field(default=())


def make_plan(settings: Settings, target: Target, journal: Journal, *, data_trace: bool) -> SwitchPlan:
    """What must change for the stage to log; nothing that is right already, and all that a crash left half done."""
    remarks: list[str] = []
    changes = list(_account_changes(settings, target, journal, remarks))
    changes += _stage_changes(settings, target, data_trace, remarks)
    planned = {(change.kind, change.target) for change in changes}
    half_done = [
        item.change
        for item in journal.entries
        if not item.done and item.change.kind in _RESUMED and (item.change.kind, item.change.target) not in planned
    ]
    return SwitchPlan((*half_done, *changes), tuple(remarks))


def switch_on(settings: Settings, journal: Journal, plan: SwitchPlan, tell: Callable[[str], None]) -> None:
    """Make the changes, each written into the journal first; raises `ChangedError` where the journal is outdated."""
    for change in plan.changes:
        known = journal.find(change)
        if known and change.before not in (known.change.before, known.change.after):
            raise ChangedError(
                f"somebody changed the {change.kind} {change.target} since logs were switched on",
                where=str(journal.path),
                remedy="wellwired logs off --leave-changed takes back the rest; then switch on again",
            )
    for change in plan.changes:
        journal.intend(change)
        settings.apply(change)
        journal.confirm(change, settings.rest_of(change))
        tell(change.title)


def switch_off(
    settings: Settings,
    journal: Journal,
    tell: Callable[[str], None],
    *,
    leave_changed: bool = False,
    delete_logs: bool = False,
) -> Restored:
    """Take back what the journal says was done, the last first; raises `ChangedError` before anything is touched."""
    left: list[str] = []
    if not settings.has_stage():
        _forget_stage(journal, left)
    changed = [item for item in journal.entries if not _is_ours(settings, item.change)]
    if changed and not leave_changed:
        names = "; ".join(f"{item.change.kind} {item.change.target}" for item in changed)
        raise ChangedError(
            f"somebody changed what was set here: {names}; nothing was taken back",
            where=str(journal.path),
            remedy="--leave-changed takes back the rest, and leaves these as they are",
        )
    taken: list[Change] = []
    _hand_over(journal, left)
    for entry in list(reversed(journal.entries)):
        why = "somebody changed it" if entry in changed else _why_left(settings, entry.change, delete_logs=delete_logs)
        if why:
            left.append(f"{entry.change.kind} {entry.change.target}: {why}")
        elif settings.read(entry.change.kind, entry.change.target) != entry.change.before:
            settings.restore(entry.change, entry.rest)
            taken.append(entry.change)
            tell(f"taken back: {entry.change.title}")
        journal.forget(entry.change)
    return Restored(tuple(taken), tuple(left))


def _account_changes(settings: Settings, target: Target, journal: Journal, remarks: list[str]) -> Iterator[Change]:
    current = settings.read(Kind.ACCOUNT, _ACCOUNT)
    if current is not None:
        verdict = check_role(settings.account, str(current["role"]), target.execution_group)
        if verdict.problem:
            remarks.append(verdict.problem)
        if verdict.usable:
            return
    name = ROLE_NAME.format(region=settings.account.region)
    arn = f"arn:{settings.account.partition}:iam::{settings.account.account_id}:role/{name}"
    role = Change(Kind.ROLE, name, None, {"arn": arn})
    if settings.read(Kind.ROLE, name) is None:
        yield role
    elif journal.find(role) is None:
        verdict = check_role(settings.account, arn, target.execution_group)
        if not verdict.usable:
            raise UsageError(
                f"there is a role of the name that would be made: {verdict.problem}",
                where=f"role {name}",
                remedy="mend or delete it; a role that was not made here is not touched",
            )
    if current != {"role": arn}:
        yield Change(Kind.ACCOUNT, _ACCOUNT, current, {"role": arn})


def _stage_changes(settings: Settings, target: Target, data_trace: bool, remarks: list[str]) -> Iterator[Change]:
    # The execution log group is made by API Gateway, to be kept for ever, unless it exists before the first line.
    groups = [target.execution_group]
    access: Value = settings.read(Kind.ACCESS_LOG, _STAGE)
    access_group = ACCESS_GROUP.format(rest_api_id=target.rest_api_id, stage_name=target.stage_name)
    if access is None:
        groups.append(access_group)
    for group in groups:
        if settings.read(Kind.LOG_GROUP, group) is None:
            yield Change(Kind.LOG_GROUP, group, None, {"retentionInDays": RETENTION_DAYS})
    if access is None:
        where = f"arn:{settings.account.partition}:logs:{target.region}:{settings.account.account_id}:log-group"
        yield Change(Kind.ACCESS_LOG, _STAGE, None, access_log_of(f"{where}:{access_group}"))
    for key in dict.fromkeys((EVERY_METHOD, *target.levels)):
        now = settings.read(Kind.METHOD_SETTING, key)
        traced = bool(now and now["dataTraceEnabled"])
        after = {"loggingLevel": "INFO", "dataTraceEnabled": data_trace or traced}
        if now != after:
            yield Change(Kind.METHOD_SETTING, key, now, after)
        elif traced and not data_trace:
            remarks.append(f"data trace is on already for {key.replace('~1', '/')}: payloads are logged; it stays so")


def _is_ours(settings: Settings, change: Change) -> bool:
    """Whether a thing is as it was, or as it was made; a log group only counts as long as it is there."""
    now = settings.read(change.kind, change.target)
    return now in (change.before, change.after) or change.kind is Kind.LOG_GROUP


def _forget_stage(journal: Journal, left: list[str]) -> None:
    """What was set on a stage that is gone is gone with it."""
    for entry in list(journal.entries):
        if entry.change.kind in (Kind.ACCESS_LOG, Kind.METHOD_SETTING):
            left.append(f"{entry.change.kind} {entry.change.target}: the stage is gone")
            journal.forget(entry.change)


def _hand_over(journal: Journal, left: list[str]) -> None:
    """Leave what all stages share to another stage that is still switched on: its journal takes it back later."""
    shared: list[Entry] = [item for item in journal.entries if item.change.kind in SHARED]
    heir = next(other_journals(journal), None)
    if shared and heir is not None:
        heir.adopt(shared)
        for item in shared:
            journal.forget(item.change)
            left.append(
                f"{item.change.kind} {item.change.target}: stage {heir.stage_name} of {heir.rest_api_id} needs it"
            )


def _why_left(settings: Settings, change: Change, *, delete_logs: bool) -> str:
    if change.kind is Kind.LOG_GROUP and not delete_logs:
        days = (change.after or {}).get("retentionInDays")
        return f"what was logged is kept for {days} days; --delete-logs deletes it"
    if change.kind is Kind.ROLE:
        current = settings.read(Kind.ACCOUNT, _ACCOUNT)
        if current is not None and current == {"role": (change.after or {}).get("arn")}:
            return "the account settings name it"
    return ""
