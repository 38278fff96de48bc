"""The bench itself: every listed fault is in it, each mutant is one cut, and nothing else is broken by accident."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from . import templates
from .registry import ALL, get_faults, make_mutants
from .templates import FILES, names_in, read_base, render_template
from .write import write_bench

FAULTS = Path(__file__).parents[3] / "shared" / "FAULTS.md"
PSEUDO_PARAMETERS = {"AWS::AccountId", "AWS::Partition", "AWS::Region", "AWS::StackName", "AWS::URLSuffix"}
SAM_MAKES = {"ItemsFunctionRole"}
DANGLING_ON_PURPOSE = {"integration-dangling"}


def dangling_names(template: dict[str, Any]) -> set[str]:
    resources = template["Resources"]
    waits: set[str] = set()
    for resource in resources.values():
        each = resource.get("DependsOn", [])
        waits |= {each} if isinstance(each, str) else set(each)
    return (names_in(template) | waits) - set(resources) - set(template.get("Parameters", {})) - PSEUDO_PARAMETERS


@pytest.mark.skipif(not FAULTS.exists(), reason="the list of faults is not beside the repository")
def test_every_listed_fault_is_cut_and_every_cut_is_listed() -> None:
    text = FAULTS.read_text(encoding="utf-8")
    listed = {re.split(" → ", line[2:].strip())[0] for line in text.splitlines() if line.startswith("- ")}
    faults = get_faults()
    assert listed - {fault.line for fault in faults if not fault.what} == set()
    assert {fault.line for fault in faults} - listed == set()


def test_the_bench_is_large_enough_to_be_trusted() -> None:
    faults = get_faults()
    assert sum(len(fault.cuts) for fault in faults if not fault.what) >= 400
    assert sum(len(fault.cuts) for fault in faults) >= 1000
    for base in ALL:
        assert sum(base in fault.cuts for fault in faults) >= 150


@pytest.mark.parametrize("base", ALL)
def test_a_cut_leaves_no_dangling_name_behind(base: str) -> None:
    assert dangling_names(read_base(base)) == set()
    for mutant in make_mutants(base):
        if mutant.fault.id not in DANGLING_ON_PURPOSE:
            assert dangling_names(mutant.template) <= SAM_MAKES, mutant.name


@pytest.mark.parametrize("base", ALL)
def test_no_two_mutants_of_a_base_are_the_same(base: str) -> None:
    seen: dict[str, str] = {}
    for mutant in make_mutants(base):
        text = json.dumps(mutant.template)
        assert text not in seen, f"{mutant.name} equals {seen.get(text)}"
        seen[text] = mutant.name


@pytest.mark.parametrize("base", ALL)
def test_a_template_written_and_read_again_is_the_same(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = read_base(base)
    monkeypatch.setattr(templates, "BASES", tmp_path)
    (tmp_path / FILES[base]).write_text(render_template(base, template), encoding="utf-8")
    templates.parse_base.cache_clear()
    assert templates.parse_base(base) == template
    templates.parse_base.cache_clear()


def test_writing_gives_one_file_a_mutant_and_an_index(tmp_path: Path) -> None:
    count = write_bench(tmp_path, "cdk")
    assert len(list(tmp_path.iterdir())) == count + len(FILES) + 1
