"""A diagnosis from end to end: which stages, at what cost, then reading and concluding."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from wellwired.aws_access import Account, DeniedError
from wellwired.diagnosis.events import (
    ASK_FROM,
    INSIGHTS_FROM,
    LogReader,
    Progress,
    Window,
    dollars,
    in_bytes,
    say_nothing,
)
from wellwired.diagnosis.investigation import Evidence, Investigation
from wellwired.diagnosis.result import Diagnosis, conclude
from wellwired.diagnosis.target import Target, find_targets
from wellwired.errors import UnreadableError
from wellwired.findings import Finding

# What `doctor` finds in the API of a target; () where it cannot look.
Doctor = Callable[[Target], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be diagnosed; `request_id` "" means everything that failed."""

    stack: str | None = None
    api: str | None = None
    stage: str | None = None
    request_id: str = ""
    show_payloads: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read of one stage. query: log groups that are large enough for Logs Insights, with their bytes."""

    target: Target
    window: Window
    query: dict[str, int]


def make_plans(account: Account, wish: Wish, window: Window) -> tuple[Plan, ...]:
    """Find the stages, and estimate what reading their logs means."""
    targets = find_targets(account, stack=wish.stack, api=wish.api, stage=wish.stage)
    return tuple(_plan(account, target, window, by_id=bool(wish.request_id)) for target in targets)


def tell_cost(plans: Sequence[Plan]) -> str:
    """What Logs Insights will scan and charge for, in words; "" where it is not needed."""
    total = sum(size for plan in plans for size in plan.query.values())
    if not total:
        return ""
    groups = ", ".join(group for plan in plans for group in plan.query)
    return f"Logs Insights will scan about {in_bytes(total)} of {groups}: about ${dollars(total):.2f} in most regions"


def must_ask(plans: Sequence[Plan]) -> bool:
    """Whether the cost is one to agree to."""
    return sum(size for plan in plans for size in plan.query.values()) >= ASK_FROM


def diagnose(
    account: Account,
    wish: Wish,
    plans: Sequence[Plan],
    *,
    doctor: Doctor = lambda _: (),
    on_progress: Progress = say_nothing,
) -> Iterator[Diagnosis]:
    """Read each stage and conclude; after Ctrl-C what was found until then is the last that comes."""
    for plan in plans:
        evidence = Evidence(plan.target, plan.window)
        reader = LogReader(account, on_progress)
        investigation = Investigation(account, evidence, reader, frozenset(plan.query))
        if wish.request_id:
            investigation.read_request(wish.request_id)
        else:
            investigation.read_failures()
        findings: Sequence[Finding] = ()
        if evidence.requests and not evidence.interrupted:
            on_progress("the wiring of " + plan.target.label, 0)
            try:
                findings = doctor(plan.target)
            except KeyboardInterrupt:
                evidence.interrupted = True
            except UnreadableError as error:  # the logs told what they told all the same
                evidence.notes.append(f"the wiring was not judged: {error}".replace("\n  ", "; "))
        yield conclude(
            evidence, findings, wanted=wish.request_id, profile=account.profile, show_payloads=wish.show_payloads
        )
        if evidence.interrupted:
            return


def _plan(account: Account, target: Target, window: Window, *, by_id: bool) -> Plan:
    reader = LogReader(account)
    query: dict[str, int] = {}
    groups = [target.access_group] if target.access_group else []
    if target.logs_execution and not (by_id and target.access_group):
        groups.append(target.execution_group)
    for group in groups:
        try:
            size = reader.estimate(group, window)
        except DeniedError:
            continue  # the events may be readable all the same, and if not, the reading tells
        if size is not None and size >= INSIGHTS_FROM:
            query[group] = size
    return Plan(target, window, query)
