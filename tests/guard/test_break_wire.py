"""A cut for each rule, made in the kit's own templates; the rule then fires, and did not before."""

import copy
import json
from typing import Any

import pytest

from tests.bench.draft import Draft
from tests.guard.conftest import Templates
from wellwired.engine import judge
from wellwired.errors import UsageError
from wellwired.readers import read_text
from wellwired.rules import all_rules
from wellwired.testing import assert_well_wired, break_wire, breakable_rules


def rules_in(template: dict[str, Any]) -> list[str]:
    return [finding.rule for finding in judge(read_text(json.dumps(template), "t.json")).findings]


@pytest.fixture(scope="session")
def before(kit_templates: Templates) -> dict[str, list[str]]:
    """What is found in each of the kit's templates by itself."""
    return {name: rules_in(template) for name, template in kit_templates.items()}


def find_broken(templates: Templates, rule: str) -> tuple[str, dict[str, Any]]:
    """The name of the first of the kit's templates in which the rule can be made to fire, and how it is then."""
    refused = []
    for name in ("every", "account", "dev", "prod"):
        good = copy.deepcopy(templates[name])
        try:
            return name, break_wire(templates[name], rule)
        except UsageError as error:
            refused.append(f"{name}: {error}")
        finally:
            assert templates[name] == good, "the template given was changed"
    raise AssertionError("\n".join(refused))


@pytest.mark.parametrize("rule", breakable_rules())
def test_a_rule_fires_once_its_wire_is_cut(kit_templates: Templates, before: dict[str, list[str]], rule: str) -> None:
    name, broken = find_broken(kit_templates, rule)

    assert rules_in(broken).count(rule) > before[name].count(rule)


def test_nearly_every_rule_over_templates_can_be_made_to_fire() -> None:
    over_templates = {rule.name for rule in all_rules() if rule.family != "live"}

    assert set(breakable_rules()) <= over_templates
    assert len(breakable_rules()) > 0.9 * len(over_templates)


def test_a_guard_of_a_team_is_tested_by_what_it_must_refuse(kit_templates: Templates) -> None:
    broken = break_wire(kit_templates["every"], "uninvokable-function")

    with pytest.raises(AssertionError, match="uninvokable-function"):
        assert_well_wired(broken)


def test_a_hand_written_template_is_cut_like_one_of_the_cdk() -> None:
    good = Draft("handwritten").template
    broken = break_wire(good, "uncovered-route")

    assert "uncovered-route" in rules_in(broken)
    assert "uncovered-route" not in rules_in(good)


def test_an_unknown_rule_is_refused_with_the_name_that_was_meant(kit_templates: Templates) -> None:
    with pytest.raises(UsageError, match="did you mean uninvokable-function"):
        break_wire(kit_templates["dev"], "uninvocable-function")


def test_a_rule_without_a_cut_is_refused_with_those_that_have_one(kit_templates: Templates) -> None:
    with pytest.raises(UsageError) as caught:
        break_wire(kit_templates["dev"], "gone-function")

    assert "no cut is known that makes gone-function fire" in str(caught.value)
    assert "uninvokable-function" in str(caught.value)


def test_a_template_without_the_wire_is_refused_with_what_it_would_have_to_hold() -> None:
    with pytest.raises(UsageError) as caught:
        break_wire({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}, "keyless-plan")

    assert "give a template that holds AWS::ApiGateway::UsagePlanKey" in str(caught.value)


def test_a_wire_that_is_cut_already_is_said_to_be(kit_templates: Templates) -> None:
    broken = break_wire(kit_templates["every"], "unlogged-stage")

    with pytest.raises(UsageError, match="it fires already"):
        break_wire(broken, "unlogged-stage")
