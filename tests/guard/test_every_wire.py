"""Every wire of the kit's own templates is cut once: a rule reports the cut, or it is listed why it is harmless."""

import json
import tomllib
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.guard.conftest import Assembly
from tests.guard.every_wire import WireCut, cut_every_wire
from wellwired.rules import all_rules
from wellwired.synth.verdict import judge_templates

TABLE = tomllib.loads((Path(__file__).parent / "every_wire.toml").read_text(encoding="utf-8"))
REPORTED: dict[str, list[str]] = TABLE["reported"]
HARMLESS: dict[str, str] = TABLE["harmless"]
# Of one sort, such as the header of a gateway response: twenty-one are alike, and these many are cut in a template.
MOST = 3


def find_reason(name: str, cut: WireCut) -> str | None:
    """The pattern under which a cut is listed as harmless."""
    for pattern in HARMLESS:
        whole = pattern if " @ " in pattern else f"{pattern} @ *"
        if fnmatchcase(f"{cut.sort} @ {name}:{cut.resource}", whole):
            return pattern
    return None


def rules_in(paths: Sequence[Path]) -> Counter[str]:
    outcome = judge_templates(paths)
    assert list(outcome.crashes) == []
    return Counter(finding.rule for finding in outcome.findings)


@pytest.mark.parametrize("name", ["every", "prod", "dev", "account"])
def test_every_cut_is_reported_by_the_rule_for_it_or_known_to_be_harmless(kit: dict[str, Assembly], name: str) -> None:
    assembly = kit[name]
    good = assembly.template.read_text()
    before = rules_in(assembly.beside)
    surprises: list[str] = []
    cuts = 0
    try:
        for cut in cut_every_wire(json.loads(good), most=MOST):
            cuts += 1
            assembly.template.write_text(json.dumps(cut.template))
            new = set(rules_in(assembly.beside) - before)
            if new and not new & set(REPORTED.get(cut.sort, ())):
                surprises.append(f"{cut.sort} ({cut.resource}): reported by {', '.join(sorted(new))}, not by its rule")
            elif not new and find_reason(name, cut) is None:
                surprises.append(f"{cut.sort} ({cut.resource}): reported by no rule")
    finally:
        assembly.template.write_text(good)

    assert cuts > 20
    assert surprises == []


def test_the_table_names_rules_that_exist_and_gives_reasons() -> None:
    names = {rule.name for rule in all_rules()}

    assert {rule for rules in REPORTED.values() for rule in rules} <= names
    assert all(REPORTED.values())
    assert all(reason.strip() for reason in HARMLESS.values())


def test_what_has_a_rule_is_harmless_for_named_resources_only() -> None:
    """Else a rule that goes blind would pass for harmless."""
    wide = [(pattern, sort) for pattern in HARMLESS for sort in REPORTED if fnmatchcase(sort, pattern)]

    assert wide == []


def test_most_cuts_of_the_api_itself_have_a_rule() -> None:
    own = [sort for sort in REPORTED if sort.startswith(("ApiGateway::", "Lambda::", "WAFv2::"))]

    assert len(own) > 80
