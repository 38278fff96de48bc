"""Prints what the rules see of the bench, as Markdown: ``python -m tests.bench.score [FAMILY ...]``."""

import sys
from collections.abc import Iterator, Sequence

from .registry import ALL, FAMILIES
from .verdicts import Verdict, find_false_alarms, judge_base, weigh_all


def render_score(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The tables: bases, seen by family and base, missed faults, and who saw each of the others."""
    main = [verdict for verdict in verdicts if not verdict.fault.what]
    yield "# The one-fault bench\n"
    for title, some in (("listed", main), ("with siblings", verdicts)):
        seen, noticed = sum(each.seen for each in some), sum(each.noticed for each in some)
        yield f"- {title}: {seen} of {len(some)} seen, {noticed} noticed by anything new"
    yield from _render_bases()
    yield from _render_false_alarms()
    yield from _render_table(verdicts)
    yield from _render_missed(verdicts)
    yield "\n## Seen, and by what\n"
    for verdict in verdicts:
        if verdict.seen:
            yield f"- {verdict.name}: {_rules(verdict)}"


def _rules(verdict: Verdict) -> str:
    named = [f"{rule} ({severity.word})" for rule, severity in sorted(verdict.by_rules.items())]
    return ", ".join(named) or verdict.refused or "nothing"


def _render_bases() -> Iterator[str]:
    yield "\n## Findings on the bases (there must be no error and no warning)\n"
    for base in ALL:
        outcome = judge_base(base)
        for finding in outcome.findings:
            yield f"- {base}: {finding.severity.word} {finding.rule} at {finding.address}: {finding.message}"
        for left in outcome.open:
            yield f"- {base}: open {left.rule} at {left.address}: {left.reason}"
        for unplaced in outcome.unplaced:
            yield f"- {base}: unplaced {unplaced.what}: {unplaced.reason}"
        for crash in outcome.crashes:
            yield f"- {base}: CRASH {crash}"


def _render_false_alarms() -> Iterator[str]:
    yield "\n## False alarms: errors and warnings on harmless variants\n"
    for name, finding in find_false_alarms():
        yield f"- {name}: {finding.severity.word} {finding.rule} at {finding.address}: {finding.message}"


def _render_table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield "\n## Seen by family and base, siblings included\n"
    yield "| family | " + " | ".join(ALL) + " |\n| --- |" + " --- |" * len(ALL)
    for family in FAMILIES:
        cells = []
        for base in ALL:
            some = [each for each in verdicts if each.fault.family == family and each.base == base]
            cells.append(f"{sum(each.seen for each in some)} of {len(some)}")
        yield f"| {family} | " + " | ".join(cells) + " |"


def _render_missed(verdicts: Sequence[Verdict]) -> Iterator[str]:
    yield "\n## Missed (S: a sibling of the listed fault)\n"
    missed: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if not verdict.seen:
            missed.setdefault(verdict.fault.id, []).append(verdict)
    for family in FAMILIES:
        some = [each for each in missed.values() if each[0].fault.family == family]
        if some:
            yield f"\n### {family}\n"
        for group in some:
            fault = group[0].fault
            sibling = f" S: {fault.what}" if fault.what else ""
            bases = ", ".join(each.base for each in group)
            yield f"- **{fault.id}** ({bases}): {fault.line} → {fault.effect}.{sibling}"
            heard = sorted({_rules(each) for each in group if each.new or each.refused})
            if heard:
                wanted = f"; expected {', '.join(group[0].expected)}" if group[0].expected else ""
                yield f"  - heard instead: {'; '.join(heard)}{wanted}"


if __name__ == "__main__":
    wrong = set(sys.argv[1:]) - set(FAMILIES)
    if wrong:
        sys.exit(f"no such family: {', '.join(sorted(wrong))}; there are {', '.join(FAMILIES)}")
    sys.stdout.write("\n".join(render_score(list(weigh_all(sys.argv[1:])))) + "\n")
