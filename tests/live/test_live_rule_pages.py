"""The pages of the live rules do what they say: their examples are nodes as the live reader makes them."""

from typing import Any

import pytest
import yaml

from wellwired.engine import judge
from wellwired.findings import Outcome
from wellwired.model import access, api, compute, live, operations, plans
from wellwired.model.node import Node
from wellwired.model.setting import known
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text
from wellwired.rules import Rule, all_rules

LIVE = pytest.mark.parametrize("rule", [one for one in all_rules() if one.family == "live"], ids=lambda rule: rule.name)
KINDS: dict[str, type[Node]] = {
    name: kind
    for module in (access, api, compute, live, operations, plans)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, Node)
}


def node(kind: str, fields: dict[str, Any]) -> Node:
    if kind == "Gone":
        return live.Gone(
            address="live/gone", **{**fields, "named_by": tuple(f"live/{one}" for one in fields["named_by"])}
        )
    settings = {name: known(tuple(one) if isinstance(one, list) else one) for name, one in fields.items()}
    made: Any = KINDS[kind]
    found: Node = made(address=f"live/{kind}", **settings)
    return found


def judged(rule: Rule, example: str) -> Outcome:
    nodes = [node(kind, fields) for entry in yaml.safe_load(example) for kind, fields in entry.items()]
    return judge(Wiring(nodes), [rule])


@LIVE
def test_every_example_under_reported_is_reported(rule: Rule) -> None:
    assert rule.examples("Reported")
    for example in rule.examples("Reported"):
        (finding,) = judged(rule, example).findings
        assert (finding.rule, finding.severity) == (rule.name, rule.severity)
        assert finding.message
        assert finding.fix


@LIVE
def test_no_example_under_not_reported_is_reported_or_left_open(rule: Rule) -> None:
    assert rule.examples("Not reported")
    for example in rule.examples("Not reported"):
        outcome = judged(rule, example)
        assert (outcome.findings, outcome.open, outcome.crashes) == ([], [], [])


def test_no_live_rule_says_anything_of_a_template() -> None:
    rules = [rule for rule in all_rules() if rule.family == "live"]
    templates = [rule.examples("Reported")[0] for rule in all_rules() if rule.family != "live"]
    assert len(templates) > 100
    for template in templates:
        outcome = judge(read_text(template), rules)
        assert (outcome.findings, outcome.open, outcome.crashes) == ([], [], [])


def test_no_live_rule_is_left_open_where_properties_are_unknown() -> None:
    kinds = ("Lambda::Function", "CloudWatch::Alarm", "ApiGateway::Deployment", "SNS::Subscription")
    resources = {
        f"R{number}": {"Type": f"AWS::{kind}", "Properties": {"Fn::Transform": {"Name": "Unheard"}}}
        for number, kind in enumerate(kinds)
    }
    outcome = judge(
        read_text(yaml.safe_dump({"Resources": resources})), [rule for rule in all_rules() if rule.family == "live"]
    )

    assert outcome.resources > len(kinds)  # a made resource stands for what the macro may add
    assert (outcome.findings, outcome.open) == ([], [])
