"""Every rule's page is complete, and its templates do what the page says of them."""

import re
from importlib import import_module

import pytest

from wellwired.engine import judge
from wellwired.findings import Outcome
from wellwired.readers import read_text
from wellwired.rules import Rule, all_rules, find_rule

SECTIONS = ("What it sees", "What it causes", "How to fix it", "Reported", "Not reported", "Source")
EVERY_RULE = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
# The examples of the live rules are no templates: tests/live/test_live_rule_pages.py runs them.
EVERY_TEMPLATE_RULE = pytest.mark.parametrize(
    "rule", [rule for rule in all_rules() if rule.family != "live"], ids=lambda rule: rule.name
)


def section(rule: Rule, heading: str) -> str:
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", rule.page, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no section '## {heading}'"
    return found[1].strip()


def judged(rule: Rule, template: str) -> Outcome:
    return judge(read_text(template, "template.yaml"), [rule])


@EVERY_RULE
def test_a_page_has_every_section_in_order(rule: Rule) -> None:
    assert tuple(re.findall(r"^## (.+)$", rule.page, re.MULTILINE)) == SECTIONS
    assert all(section(rule, heading) for heading in SECTIONS)


@EVERY_RULE
def test_a_page_begins_with_one_sentence_that_names_the_defect(rule: Rule) -> None:
    first, blank = rule.page.split("\n")[:2]
    assert first.endswith(".")
    assert len(first) <= 117
    assert blank == ""


@EVERY_RULE
def test_a_page_tells_the_fix_in_cdk_and_in_cloudformation(rule: Rule) -> None:
    fix = section(rule, "How to fix it")
    assert "CDK" in fix
    assert "CloudFormation" in fix


@EVERY_RULE
def test_a_page_tells_the_status_that_the_rule_promises(rule: Rule) -> None:
    assert re.fullmatch(r"(|deploy|[1-5]\d\d)", rule.status)
    if rule.status.isdigit():
        assert rule.status in section(rule, "What it causes")


@EVERY_RULE
def test_a_page_links_its_source(rule: Rule) -> None:
    assert re.search(r"https://\S+", section(rule, "Source"))


@EVERY_RULE
def test_a_name_is_kebab_case_and_the_name_of_its_module(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", rule.name)
    module = import_module(f"wellwired.rules.{rule.family}.{rule.name.replace('-', '_')}")
    assert [item for item in vars(module).values() if isinstance(item, Rule)] == [rule]


@EVERY_TEMPLATE_RULE
def test_every_template_under_reported_is_reported(rule: Rule) -> None:
    examples = rule.examples("Reported")
    assert examples
    for template in examples:
        outcome = judged(rule, template)
        assert outcome.crashes == []
        assert outcome.findings, f"nothing reported, open: {outcome.open}, in:\n{template}"
        for finding in outcome.findings:
            assert (finding.rule, finding.severity) == (rule.name, rule.severity)
            assert finding.message
            assert finding.fix
            assert finding.position is not None


@EVERY_TEMPLATE_RULE
def test_no_template_under_not_reported_is_reported_or_left_open(rule: Rule) -> None:
    examples = rule.examples("Not reported")
    assert examples
    for template in examples:
        outcome = judged(rule, template)
        assert outcome.crashes == []
        assert outcome.findings == [], template
        assert outcome.open == [], f"a template that is left open shows nothing:\n{template}"


@EVERY_TEMPLATE_RULE
def test_every_template_of_a_page_is_read_without_a_rest(rule: Rule) -> None:
    # What these two report is just what a reader cannot place.
    reported = () if rule.name in ("circular-path", "dangling-reference") else rule.examples("Reported")
    for template in (*reported, *rule.examples("Not reported")):
        assert judged(rule, template).unplaced == ()


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for rule in all_rules()]
    assert sorted(set(names)) == sorted(names)
    assert set(names) & {rule.family for rule in all_rules()} == set()


def test_a_rule_is_found_by_its_name_alone() -> None:
    assert find_rule("unlogged-stage") in all_rules()
    assert find_rule("unlogged stage") is None
