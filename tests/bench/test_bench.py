"""The rules against the bench: nothing is said of a good template, and nearly every cut is seen."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from wellwired.findings import Severity

from .expectations import EXPECTED_RULES
from .registry import ALL, get_faults, make_mutants
from .verdicts import Verdict, find_false_alarms, judge_base, judge_text, weigh

# Faults that no rule sees yet, as base--id. Only ever shortened.
UNSEEN: set[str] = set()
GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def verdicts() -> Sequence[Verdict]:
    """Every listed fault in every base, and each sibling in one of its bases; the score command weighs them all."""
    siblings = [fault for fault in get_faults() if fault.what]
    turn = {fault.id: tuple(fault.cuts)[number % len(fault.cuts)] for number, fault in enumerate(siblings)}
    chosen = (mutant for mutant in make_mutants() if turn.get(mutant.fault.id, mutant.base) == mutant.base)
    return [weigh(mutant) for mutant in chosen]


@pytest.mark.parametrize("base", ALL)
def test_a_good_template_has_no_error_and_no_warning(base: str) -> None:
    outcome = judge_base(base)
    loud = [
        f"{finding.severity.word} {finding.rule} at {finding.address}: {finding.message}"
        for finding in outcome.findings
        if finding.severity > Severity.NOTE
    ]
    assert loud == []
    assert list(outcome.crashes) == []


@pytest.mark.parametrize("path", sorted(GOOD.iterdir()), ids=lambda path: path.name)
def test_a_good_template_of_another_make_raises_no_alarm(path: Path) -> None:
    outcome = judge_text(path.read_text(encoding="utf-8"), path.name)
    assert [finding for finding in outcome.findings if finding.severity > Severity.NOTE] == []
    assert list(outcome.unplaced) == []


def test_another_good_way_to_write_it_raises_no_alarm() -> None:
    alarms = [f"{name}: {finding.rule}: {finding.message}" for name, finding in find_false_alarms()]
    assert alarms == []


def test_every_expectation_is_of_a_fault_in_the_bench() -> None:
    assert set(EXPECTED_RULES) - {fault.id for fault in get_faults()} == set()


def test_every_finding_has_a_place_and_a_cure(verdicts: Sequence[Verdict]) -> None:
    findings = [finding for verdict in verdicts for finding in verdict.new]
    assert {finding.rule for finding in findings if finding.position is None} == set()
    assert {finding.rule for finding in findings if not finding.fix} == set()


def test_the_listed_faults_are_seen(verdicts: Sequence[Verdict]) -> None:
    assert {verdict.name for verdict in verdicts if not verdict.fault.what and not verdict.seen} <= UNSEEN


def test_their_siblings_are_seen_too(verdicts: Sequence[Verdict]) -> None:
    assert {verdict.name for verdict in verdicts if verdict.fault.what and not verdict.seen} <= UNSEEN
