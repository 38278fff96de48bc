"""Judges the earlier side of `audit --against`, and sets the verdict against it."""

from dataclasses import replace

from wellwired.cli.judging import Judged, judge_paths
from wellwired.cli.progress import LateProgress
from wellwired.cli.settling import Settled
from wellwired.comparison.against import Comparison, Side, compare
from wellwired.comparison.earlier import find_earlier
from wellwired.errors import UnreadableError
from wellwired.findings import Outcome, Remark


def compare_with(
    against: str, settled: Settled, judged: Judged, outcome: Outcome, progress: LateProgress
) -> tuple[Outcome, Comparison]:
    """The outcome with what is new in it, and what differs; raises `UsageError` and `UnreadableError`."""
    with find_earlier(against, settled.paths) as earlier:
        before = judge_paths(
            earlier.paths,
            settled.options,
            rules=frozenset(rule.name for rule in settled.rules),
            allowances=settled.allowances,
            told=True,
            progress=progress,
        )
    if before.outcome.unread and not before.outcome.files:
        first = before.outcome.unread[0]
        raise UnreadableError(first.problem, where=f"--against {earlier.label}", remedy=first.remedy or None)
    side = Side(before.outcome, before.statements).renamed(earlier.rename)
    fresh, comparison = compare(side, Side(outcome, judged.statements), earlier.label)
    remarks = [Remark(f"{path} is not there in {earlier.label}: all of it counts as new") for path in earlier.missing]
    return replace(fresh, remarks=[*fresh.remarks, *remarks]), comparison
