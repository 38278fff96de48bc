"""Offers each node to the rules that want it, and turns what comes back into findings, open questions or crashes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from wellwired.allowances import Allowance, part_allowed, remarks_on_metadata
from wellwired.findings import Allowed, Crash, Finding, Open, Outcome, Remark, Unread
from wellwired.model.api import RestApi
from wellwired.model.node import Node
from wellwired.model.origin import Position
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Unplaced, Wiring
from wellwired.rules import Rule, all_rules, find_rule


def judge(wiring: Wiring, rules: Sequence[Rule] | None = None, *, allowances: Sequence[Allowance] = ()) -> Outcome:
    """Judge a wiring by every rule (or those given).

    A rule that needs an unknown value leaves an `Open`, one that raises anything else a `Crash`;
    neither stops the rest. Where several wirings share stacks, a rule may see from another stack what is wrong in one;
    it counts where it stands. What a resource's metadata or `allowances` allow is parted from what counts.
    """
    judging = all_rules() if rules is None else rules
    findings: list[Finding] = []
    left_open: list[Open] = []
    crashes: list[Crash] = []
    for item in judging:
        if item.kind is not None and item.kind not in wiring.kinds:
            continue
        subjects: Sequence[Node | Wiring] = (wiring,) if item.kind is None else wiring.all(item.kind)
        besides = (wiring,) if item.with_wiring else ()
        for subject in subjects:
            try:
                for found in item.judge(subject, *besides):
                    findings.append(_named(item, found))  # noqa: PERF401 - what came before an exception is kept
            except Unsettled as unsettled:
                left_open.append(_open(item, subject, unsettled))
            except Exception as error:  # noqa: BLE001 - a faulty rule must not hide what the others find
                address = "" if isinstance(subject, Wiring) else subject.address
                crashes.append(Crash(item.name, address, _describe(error)))
    if wiring.around:
        findings = [finding for finding in findings if wiring.is_own(finding.address)]
        left_open = [item for item in left_open if wiring.is_own(item.address)]
    in_template = any(node.allow for node in wiring.nodes)
    counted, allowed = part_allowed(findings, wiring, allowances) if in_template or allowances else (findings, [])
    remarks: Sequence[Remark] = ()
    if in_template:
        remarks = remarks_on_metadata(wiring, allowed, left_open, {item.name for item in judging}, _is_rule)
    return Outcome(
        counted,
        left_open,
        allowed,
        unplaced=wiring.unplaced,
        crashes=crashes,
        remarks=remarks,
        apis=len(wiring.own(RestApi)),
        resources=sum(wiring.is_own(node.address) for node in wiring.nodes) if wiring.around else len(wiring.nodes),
    )


def merge(outcomes: Iterable[Outcome], *, unread: Iterable[Unread] = (), files: Iterable[str] = ()) -> Outcome:
    """One outcome out of many, in the order of files and lines; what is said twice is said once."""
    # dictionaries as ordered sets
    findings: dict[Finding, None] = {}
    left_open: dict[Open, None] = {}
    allowed: dict[Allowed, None] = {}
    unplaced: dict[Unplaced, None] = {}
    crashes: dict[Crash, None] = {}
    remarks: dict[Remark, None] = {}
    unreadable = dict.fromkeys(unread)
    judged = dict.fromkeys(files)
    apis = resources = 0
    for outcome in outcomes:
        apis += outcome.apis
        resources += outcome.resources
        findings.update(dict.fromkeys(outcome.findings))
        left_open.update(dict.fromkeys(outcome.open))
        allowed.update(dict.fromkeys(outcome.allowed))
        unplaced.update(dict.fromkeys(outcome.unplaced))
        crashes.update(dict.fromkeys(outcome.crashes))
        remarks.update(dict.fromkeys(outcome.remarks))
        unreadable.update(dict.fromkeys(outcome.unread))
        judged.update(dict.fromkeys(outcome.files))
    return Outcome(
        findings=sorted(findings, key=_place),
        open=sorted(left_open, key=lambda item: (item.file, item.position or _TOP, item.rule, item.address)),
        allowed=sorted(allowed, key=lambda item: _place(item.finding)),
        unread=tuple(unreadable),
        unplaced=tuple(unplaced),
        crashes=tuple(crashes),
        remarks=tuple(remarks),
        files=tuple(judged),
        apis=apis,
        resources=resources,
    )


def _is_rule(name: str) -> bool:
    return find_rule(name) is not None


_TOP = Position(0, 0)


def _place(finding: Finding) -> tuple[str, Position, int, str, str, str]:
    position = finding.position or _TOP
    return finding.file, position, -finding.severity, finding.rule, finding.address, finding.message


def _named(item: Rule, finding: Finding) -> Finding:
    return finding._replace(
        rule=item.name,
        severity=item.severity,
        status=item.status,
        message=display(finding.message),
        fix=display(finding.fix),
        label=display(finding.label),
    )


def _open(item: Rule, subject: Node | Wiring, unsettled: Unsettled) -> Open:
    reason = display(unsettled.reason)
    if isinstance(subject, Wiring):
        return Open(item.name, "", "the whole wiring", reason)
    place = subject.origin
    return Open(item.name, subject.address, display(subject.label), reason, place.file, place.position)


def _describe(error: Exception) -> str:
    """The error and the line that raised it, so that a report of the bug says enough."""
    from traceback import extract_tb  # few runs have anything to trace

    frames = extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}{place}"
