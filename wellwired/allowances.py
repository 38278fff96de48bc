"""Findings that somebody allowed: where an allowance comes from, what it covers, and what it must not do silently."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from wellwired.errors import UsageError
from wellwired.findings import IN_TEMPLATE, Allowed, Finding, Open, Remark
from wellwired.model.node import Node
from wellwired.model.wiring import Wiring


class Allowance(NamedTuple):
    """Permission to have a defect, given outside the template.

    at: patterns (`*`, `?`) of files, addresses or logical ids that it is limited to; everywhere when empty.
    by: where it was given, as reports say it.
    """

    rule: str
    reason: str
    at: tuple[str, ...] = ()
    by: str = ""

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is of this rule and at one of these places."""
        if finding.rule != self.rule:
            return False
        places = (finding.file, finding.address, finding.address.partition("/")[2])
        return not self.at or any(fnmatchcase(place, pattern) for place in places for pattern in self.at)


def parse_allowance(text: str, rules: Collection[str]) -> Allowance:
    """The allowance that `RULE=REASON` spells on the command line; raises `UsageError`."""
    name, _, reason = text.partition("=")
    return make_allowance(name.strip(), reason, by="--allow", rules=rules)


def make_allowance(rule: str, reason: str, *, by: str, rules: Collection[str], at: tuple[str, ...] = ()) -> Allowance:
    """An allowance that is checked: the rule exists and a reason is given; raises `UsageError`."""
    check_rule_name(rule, rules, where=by)
    if not reason.strip():
        raise UsageError(
            f"the allowance of '{rule}' gives no reason",
            where=by,
            remedy=f"say why, as in {rule}=why this is fine here",
        )
    return Allowance(rule, reason.strip(), at, by)


def check_rule_name(name: str, rules: Collection[str], *, where: str) -> None:
    """Raise `UsageError`, with the names that come close, unless there is such a rule."""
    if name in rules:
        return
    from difflib import get_close_matches

    near = get_close_matches(name, rules, n=3)
    remedy = f"did you mean {', '.join(near)}?" if near else "'wellwired rules' lists the names"
    raise UsageError(f"there is no rule '{name}'", where=where, remedy=remedy)


def part_allowed(
    findings: Iterable[Finding], wiring: Wiring, allowances: Sequence[Allowance]
) -> tuple[list[Finding], list[Allowed]]:
    """Part findings into those that count, and those allowed in a resource's metadata or by `allowances`."""
    counted: list[Finding] = []
    allowed: list[Allowed] = []
    for finding in findings:
        reason, by = _find_reason(finding, wiring, allowances)
        if reason:
            allowed.append(Allowed(finding, reason, by))
        else:
            counted.append(finding)
    return counted, allowed


def _find_reason(finding: Finding, wiring: Wiring, allowances: Sequence[Allowance]) -> tuple[str, str]:
    # an operation inside an OpenAPI body takes over what is allowed on the API that holds the body
    for address in (finding.address, finding.address.partition("#")[0]):
        node = wiring.find_at(address)
        reason = node.allow.get(finding.rule, "").strip() if node else ""
        if reason:
            return reason, IN_TEMPLATE
    found = next((item for item in allowances if item.covers(finding)), None)
    return (found.reason, found.by) if found else ("", "")


def remarks_on_metadata(
    wiring: Wiring,
    allowed: Sequence[Allowed],
    left_open: Sequence[Open],
    ran: Collection[str],
    exists: Callable[[str], bool],
) -> list[Remark]:
    """What is wrong with the allowances that resources carry: no such rule, no reason, nothing to allow.

    ran: names of the rules that judged; of the others nothing can be said.
    """
    used = {(item.finding.rule, item.finding.address.partition("#")[0]) for item in allowed if item.by == IN_TEMPLATE}
    used |= {(item.rule, item.address.partition("#")[0]) for item in left_open}
    return [
        Remark(f"{node.label} {problem}", node.origin.file, node.origin.position)
        for node in wiring.nodes
        if node.allow and "#" not in node.address and wiring.is_own(node.address)
        for problem in _problems(node, used, ran, exists)
    ]


def _problems(
    node: Node, used: Collection[tuple[str, str]], ran: Collection[str], exists: Callable[[str], bool]
) -> Iterable[str]:
    allow: Mapping[str, str] = node.allow
    for rule, reason in allow.items():
        if rule not in ran and not exists(rule):
            yield f"allows '{rule}', which is no rule"
        elif not reason.strip():
            yield f"allows {rule} without a reason, so it is not allowed"
        elif rule in ran and (rule, node.address) not in used:
            yield f"allows {rule}, which finds nothing there: the allowance can go"
