"""Conditions are true, false, or undecided for a reason that is told."""

import pytest

from wellwired.model.operations import LogGroup
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions, read_text

PARAMETERS = """
Parameters:
  Given: {Type: String}
  Prod: {Type: String, Default: prod}
  Number: {Type: Number, Default: 3}
  Flag: {Type: String, Default: true}
  Empty: {Type: String, Default: ""}
  List: {Type: CommaDelimitedList, Default: "a, b"}
"""


def read(condition: str, **given: str) -> Wiring:
    return read_text(
        f"{PARAMETERS}\nConditions:\n  No: !Equals [a, b]\n  Open: !Equals [!Ref Given, x]\n  C: {condition}\n"
        "Resources:\n  L: {Type: AWS::Logs::LogGroup, Condition: C,"
        " Properties: {RetentionInDays: !If [C, 1, 2], LogGroupName: !If [C, a, a]}}\n",
        options=ReadOptions(parameters=given),
    )


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("!Equals [!Ref Prod, prod]", True),
        ("!Equals [!Ref Prod, dev]", False),
        ("!Equals [!Ref Number, '3']", True),
        ("!Equals [!Ref Flag, 'true']", True),
        ("!Equals [!Ref Empty, '']", True),
        ("!Equals [!Join ['-', !Ref List], 'a-b']", True),
        ("!Equals [!Select [1, !Ref List], b]", True),
        ("!Not [!Equals [!Ref Prod, prod]]", False),
        ("!And [!Equals [a, a], !Equals [b, b]]", True),
        ("!And [!Condition No, !Condition Open]", False),
        ("!Or [!Condition Open, !Equals [a, a]]", True),
        ("!Or [!Condition No, !Equals [a, b]]", False),
        ("!Not [!Condition No]", True),
        ("!Equals [!Ref AWS::Region, '']", False),
        ("'true'", True),
    ],
)
def test_a_condition_that_is_settled_keeps_or_leaves_out(condition: str, truth: bool) -> None:
    groups = read(condition).all(LogGroup)
    assert len(groups) == int(truth)
    for group in groups:
        assert group.condition == ""
        assert group.retention_in_days.known() == 1


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("!Equals [!Ref Given, x]", "parameter Given has no value"),
        ("!Not [!Condition Open]", "parameter Given has no value"),
        ("!And [!Condition Open, !Equals [a, a]]", "parameter Given has no value"),
        ("!Or [!Condition Open, !Condition No]", "parameter Given has no value"),
        ("!Equals [!Ref AWS::Region, eu-west-1]", "where the stack is deployed"),
        ("!Condition Nowhere", "condition Nowhere does not exist"),
        ("!Equals [one]", "needs two values"),
        ("!Not []", "needs one condition"),
        ("!Contains [[a], a]", "no such function"),
        ("[1, 2]", "not understood"),
    ],
)
def test_an_undecided_condition_keeps_the_node_and_says_why(condition: str, reason: str) -> None:
    (group,) = read(condition).all(LogGroup)
    assert group.condition == "C"
    assert group.retention_in_days.is_unknown
    assert "condition C is undecided" in group.retention_in_days.reason
    assert reason in group.retention_in_days.reason
    assert group.log_group_name.known() == "a"


def test_a_value_that_is_passed_decides() -> None:
    assert len(read("!Condition Open", Given="x").all(LogGroup)) == 1
    assert not read("!Condition Open", Given="y").all(LogGroup)


def test_what_is_left_out_is_dangling_where_it_is_named() -> None:
    wiring = read_text(
        "Conditions: {Never: !Equals [a, b]}\n"
        "Resources:\n"
        "  T: {Type: AWS::SNS::Topic, Condition: Never}\n"
        "  S: {Type: AWS::SNS::Subscription, DependsOn: T, Properties: {TopicArn: !Ref T, Protocol: email}}\n"
    )
    (subscription,) = wiring.nodes
    assert subscription.depends_on == frozenset()
    assert [item.what for item in wiring.unplaced] == ["Ref of T"]
