"""Offers each node to the rules that want it, and turns what comes back into findings, open questions or crashes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from wellwired.findings import Crash, Finding, Open, Outcome
from wellwired.model.node import Node
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import Rule, all_rules


def judge(wiring: Wiring, rules: Sequence[Rule] | None = None) -> Outcome:
    """Judge a wiring by every rule (or those given).

    A rule that needs an unknown value leaves an `Open`, one that raises anything else a `Crash`;
    neither stops the rest.
    """
    findings: list[Finding] = []
    left_open: list[Open] = []
    crashes: list[Crash] = []
    for item in all_rules() if rules is None else rules:
        subjects: Iterable[Node | None] = (None,) if item.kind is None else wiring.all(item.kind)
        for node in subjects:
            try:
                for found in item.judge(*_arguments(item, node, wiring)):
                    findings.append(_named(item, found))  # noqa: PERF401 - what came before an exception is kept
            except Unsettled as unsettled:
                left_open.append(_open(item, node, unsettled))
            except Exception as error:  # noqa: BLE001 - a faulty rule must not hide what the others find
                crashes.append(Crash(item.name, node.address if node else "", f"{type(error).__name__}: {error}"))
    return Outcome(findings=findings, open=left_open, unplaced=wiring.unplaced, crashes=crashes)


def _arguments(item: Rule, node: Node | None, wiring: Wiring) -> tuple[Node | Wiring, ...]:
    if node is None:
        return (wiring,)
    return (node, wiring) if item.judge.__code__.co_argcount > 1 else (node,)


def _named(item: Rule, finding: Finding) -> Finding:
    return replace(finding, rule=item.name, severity=item.severity, status=item.status)


def _open(item: Rule, node: Node | None, unsettled: Unsettled) -> Open:
    if node is None:
        return Open(item.name, "", "the whole wiring", unsettled.reason)
    position = node.origin.position
    return Open(item.name, node.address, node.label, unsettled.reason, node.origin.file, position)
