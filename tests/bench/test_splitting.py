"""One app in two stacks, joined by exports or by a parent: the same is said of it as when it was one template."""

from pathlib import Path

import pytest

from wellwired.engine import judge
from wellwired.readers import read_inputs

from .registry import make_mutants
from .splitting import Split
from .templates import read_base
from .verdicts import judge_variant

# What these two add refers to the other half by a name that only the whole template has.
NOT_SPLIT = {"role-of-the-gateway", "alias-of-another-function"}


def judge_split(split: Split, folder: Path) -> set[str]:
    split.write(folder)
    reading = read_inputs([str(folder)])
    assert list(reading.unread) == []
    return {finding.rule for wiring in reading.wirings for finding in judge(wiring).findings}


@pytest.mark.parametrize("nested", [False, True], ids=["exports", "parent"])
def test_a_good_app_in_two_stacks_has_no_finding(nested: bool, tmp_path: Path) -> None:
    assert judge_split(Split(read_base("handwritten"), nested), tmp_path) == set()


@pytest.mark.parametrize("nested", [False, True], ids=["exports", "parent"])
def test_a_fault_is_seen_across_stacks(nested: bool, tmp_path: Path) -> None:
    wrong = []
    for mutant in make_mutants("handwritten"):
        if mutant.fault.what or mutant.fault.id in NOT_SPLIT:
            continue
        whole = {finding.rule for finding in judge_variant("handwritten", mutant.template)}
        apart = judge_split(Split(mutant.template, nested), tmp_path)
        if whole != apart:
            wrong.append((mutant.fault.id, sorted(whole), sorted(apart)))
    assert wrong == []
