"""Every intrinsic function: worked out where it is settled, a hole with its reason where it is not."""

import json
from typing import Any

import pytest

from wellwired.model.node import Other
from wellwired.model.text import display, find_hole, find_whole_hole
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions, read_text

TEMPLATE = """
Transform: AWS::LanguageExtensions
Parameters:
  Given: {Type: String}
  Prod: {Type: String, Default: prod}
  Number: {Type: Number, Default: 30}
  List: {Type: CommaDelimitedList, Default: "a, b,c"}
  Numbers: {Type: List<Number>, Default: "1,2"}
  OpenList: {Type: CommaDelimitedList}
  Secret: {Type: String, Default: hunter2, NoEcho: true}
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /stage}
Mappings:
  Stages:
    prod: {Retention: 90, Names: [x, y], Same: s}
    dev: {Retention: 7, Names: [z], Same: s}
Conditions:
  Open: !Equals [!Ref Given, x]
  IsProd: !Equals [!Ref Prod, prod]
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Named: {Type: AWS::SNS::Topic, Properties: {TopicName: orders}}
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}
  Lookup: {Type: Custom::Lookup, Properties: {ServiceToken: x}}
  Probe:
    Type: Some::Thing
    Properties:
      P: VALUE
"""


def read(value: str, **given: str) -> Wiring:
    return read_text(TEMPLATE.replace("VALUE", value), options=ReadOptions(parameters=given))


def work_out(value: str, **given: str) -> Any:
    """What a property's value comes to; None where the property is left out."""
    probe = read(value, **given).find_at("template/Probe")
    assert isinstance(probe, Other)
    return probe.properties.get("P")


def shown(value: Any) -> Any:
    if isinstance(value, list):
        return [shown(item) for item in value]
    return display(value) if isinstance(value, str) else value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref Prod", "prod"),
        ("!Ref Number", 30),
        ("!Ref List", ["a", "b", "c"]),
        ("!Ref Numbers", ["1", "2"]),
        ("!Ref AWS::Region", "${AWS::Region}"),
        ("!Ref Api", "${Api}"),
        ("!Ref Topic", "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${Topic}"),
        ("!Ref Named", "arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:orders"),
        ("!GetAtt Api.RootResourceId", "${Api.RootResourceId}"),
        ("!GetAtt Named.TopicName", "orders"),
        ("!GetAtt [Api, !Sub ['Root${x}Id', {x: Resource}]]", "${Api.RootResourceId}"),
        ("{'Fn::GetAtt': Api.RootResourceId}", "${Api.RootResourceId}"),
        ("!Sub plain", "plain"),
        ("!Sub '${Prod}-${Number}'", "prod-30"),
        ("!Sub '${!Literal} ${Prod}'", "${Literal} prod"),
        ("!Sub '${Api}/*/GET/items'", "${Api}/*/GET/items"),
        ("!Sub '${Api.RootResourceId}'", "${Api.RootResourceId}"),
        ("!Sub ['${a}-${Prod}', {a: !Ref Number}]", "30-prod"),
        ("!Sub ['${a.b}', {a.b: x}]", "x"),
        ("!Join ['-', [a, !Ref Prod, 3, true]]", "a-prod-3-true"),
        ("!Join ['', []]", ""),
        ("!Join [',', !Ref List]", "a,b,c"),
        ("!Join ['-', [a, !Ref 'AWS::NoValue']]", "a"),
        ("!Split ['-', 'a-b-c']", ["a", "b", "c"]),
        ("!Select [1, !Ref List]", "b"),
        ("!Select ['0', [x, y]]", "x"),
        ("!Select [5, !Split [':', !Ref Named]]", "orders"),
        ("!Select [1, !Split ['/', 'a/${b}']]", "${b}"),
        ("!Select [3, !Split [':', !Ref Topic]]", "${AWS::Region}"),
        ("!If [IsProd, 1, 2]", 1),
        ("!If [IsProd, [1, !Ref Prod], 2]", [1, "prod"]),
        ("!If [Open, same, same]", "same"),
        ("!If [Open, !Ref Prod, prod]", "prod"),
        ("!FindInMap [Stages, !Ref Prod, Retention]", 90),
        ("!FindInMap [Stages, prod, Names]", ["x", "y"]),
        ("!FindInMap [Stages, !Ref Given, Same]", "s"),
        ("!FindInMap [Stages, nowhere, Retention, {DefaultValue: 5}]", 5),
        ("!Base64 abc", "YWJj"),
        ("!Length [a, b]", 2),
        ("!Length {Ref: List}", 3),
        ("{'Fn::ToJsonString': {a: [1, !Ref Prod], b: !Ref 'AWS::NoValue'}}", '{"a":[1,"prod"]}'),
        ("{'Fn::ToJsonString': {requestId: $context.requestId}}", '{"requestId":"$context.requestId"}'),
        ("[1, !Ref 'AWS::NoValue', 2]", [1, 2]),
        ("{a: {b: !Ref Prod}}", {"a": {"b": "prod"}}),
        ("!If [IsProd, !Ref 'AWS::NoValue', x]", None),
    ],
)
def test_a_settled_function_is_worked_out(value: str, expected: Any) -> None:
    assert shown(work_out(value)) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("!Ref Given", "parameter Given has no value and no default"),
        ("!Ref Secret", "parameter Secret is secret"),
        ("!Ref Stored", "parameter Stored is read from Systems Manager"),
        ("!Ref OpenList", "parameter OpenList has no value"),
        ("!Ref Nowhere", "no such parameter or resource"),
        ("!Ref [a]", "must name something by text"),
        ("!GetAtt Nowhere.Arn", "no such resource"),
        ("!GetAtt [Api, !Ref Given]", "parameter Given has no value"),
        ("!GetAtt Api", "needs a resource and an attribute"),
        ("!GetAtt Lookup.Id", "what a custom resource answers"),
        ("!Sub [1, 2, 3]", "needs text"),
        ("!Sub ['${a}', {a: [1]}]", "a is no text"),
        ("!Join ['-', !Ref OpenList]", "parameter OpenList has no value"),
        ("!Join [a]", "needs a delimiter and a list"),
        ("!Join ['', [{a: b}]]", "joins a list of texts only"),
        ("!Split ['-', !Ref Given]", "parameter Given has no value"),
        ("!Split ['', x]", "needs a delimiter and a text"),
        ("!Select [0, !Ref OpenList]", "parameter OpenList has no value"),
        ("!Select [!Ref Given, [a]]", "parameter Given has no value"),
        ("!Select [7, [a]]", "the list has no item 7"),
        ("!Select [0, text]", "it selects from a list"),
        ("!Select [x, [a]]", "not settled"),
        ("!Select [0, !GetAZs '']", "Fn::GetAZs"),
        ("!Select [1, !Split ['/', !Sub '${Given}/x']]", "parameter Given has no value"),
        ("!Select [1, !Split ['/', !GetAtt Api.Something]]", "not settled"),
        ("!If [Open, a, b]", "condition Open is undecided: parameter Given has no value and no default (a or b)"),
        ("!If [Open, a, !Ref 'AWS::NoValue']", "(a or nothing)"),
        ("!If [IsProd, a]", "needs a condition and two values"),
        ("!If [Nowhere, a, b]", "condition Nowhere does not exist"),
        ("!FindInMap [Stages, !Ref Given, Retention]", "parameter Given has no value"),
        ("!FindInMap [Stages, nowhere, Retention]", "there is no Stages/nowhere/Retention"),
        ("!FindInMap [Stages]", "needs a map and two keys"),
        ("!ImportValue other-ApiId", "none of the templates given exports it"),
        ("!ImportValue {'Fn::Sub': '${Given}-Id'}", "parameter Given has no value"),
        ("!ImportValue [a]", "names an export by text"),
        ("!Base64 {Ref: Given}", "parameter Given has no value"),
        ("!Cidr [!Ref Given, 2, 8]", "parameter Given has no value"),
        ("!GetAZs ''", "not settled before deployment"),
        ("!Length {Ref: OpenList}", "parameter OpenList has no value"),
        ("{'Fn::ToJsonString': !Ref Given}", "parameter Given has no value"),
        ("{'Fn::Transform': {Name: Mine, Parameters: {}}}", "what the macro makes of it is not known"),
        ("{'Fn::Nonsense': x}", "no such function"),
        ("'{{resolve:ssm:/stage:1}}'", "{{resolve:ssm:/stage:1}}"),
        ("{'Fn::GetStackOutput': {StackName: other, OutputName: Id}}", "output Id of stack other"),
    ],
)
def test_an_unsettled_function_is_a_hole_that_says_why(value: str, reason: str) -> None:
    found = work_out(value)
    assert isinstance(found, str)
    assert reason in (find_whole_hole(found) or "")


def test_an_unknown_part_of_a_text_leaves_the_rest_readable() -> None:
    assert shown(work_out("!Sub 'arn:aws:s3:::${Given}-logs/*'")) == "arn:aws:s3:::${?}-logs/*"
    assert shown(work_out("'x-{{resolve:ssm:/a}}-y'")) == "x-${?}-y"
    assert shown(work_out("!Sub 'x-{{resolve:ssm:/${Prod}:1}}-y'")) == "x-${?}-y"
    assert shown(work_out("!Join ['', ['{{resolve:secretsmanager:', !Ref Topic, ':SecretString}}']]")) == "${?}"


def test_a_secret_is_never_in_what_was_read() -> None:
    wiring = read("!Sub '${Secret}'", Secret="swordfish")
    everything = repr([(node, getattr(node, "properties", "")) for node in wiring.nodes]) + repr(wiring.unplaced)
    assert "hunter2" not in everything
    assert "swordfish" not in everything


def test_an_undecided_choice_of_mappings_is_open_only_where_they_differ() -> None:
    found = work_out("!If [Open, {a: 1, b: [x, y]}, {a: 1, b: [x, z], c: 3}]")
    assert found["a"] == 1
    assert found["b"][0] == "x"
    assert "(y or z)" in (find_whole_hole(found["b"][1]) or "")
    assert "(nothing or 3)" in (find_whole_hole(found["c"]) or "")


def test_equal_holes_stand_for_equal_values_only() -> None:
    assert work_out("!Ref Given") == work_out("!Ref Given")
    pairs = [
        ("!If [Open, a, b]", "!If [Open, a, c]"),
        (f"!If [Open, {'x' * 60}1, b]", f"!If [Open, {'x' * 60}2, b]"),
        ("!If [Open, !Ref Given, b]", "!If [Open, !Ref OpenList, b]"),
        ("!FindInMap [Stages, !Ref Given, Retention]", "!FindInMap [Stages, !Ref Given, Names]"),
        ("!Cidr [!Ref Given, 2, 8]", "!Cidr [!Ref Given, 3, 8]"),
    ]
    for one, two in pairs:
        assert find_hole(str(work_out(one))) is not None
        assert work_out(one) == work_out(one)
        assert work_out(one) != work_out(two)


def test_nothing_inside_a_reference_or_a_reason_is_taken_for_a_part_of_the_text() -> None:
    condition = '!If [Open, {"a b": "$context.requestId"}, "x/y:z*?"]'
    text = work_out('!Sub [\'{"id": "${x}", "fn": "${Topic}"}\', {x: VALUE}]'.replace("VALUE", condition))
    assert set(json.loads(text)) == {"id", "fn"}
    assert "$context" not in text
    assert "Topic" not in text
    assert work_out("!Ref Api").lower() == work_out("!Ref Api")
    assert "$context.requestId" in (find_hole(text) or "")


def test_a_value_that_is_passed_wins_over_the_default() -> None:
    assert work_out("!Sub '${Prod}-${Given}'", Prod="beta", Given="x") == "beta-x"
    assert work_out("!Ref List", List="q,r") == ["q", "r"]


def test_a_region_and_an_account_take_the_place_of_the_pseudo_parameters() -> None:
    options = ReadOptions(region="cn-north-1", account="123456789012")
    text = TEMPLATE.replace("VALUE", "!Sub '${Named} ${AWS::URLSuffix}'")
    wiring = read_text(text, options=options)
    probe = wiring.find_at("template/Probe")
    assert isinstance(probe, Other)
    assert probe.properties["P"] == "arn:aws-cn:sns:cn-north-1:123456789012:orders amazonaws.com.cn"
    assert (wiring.region, wiring.account) == ("cn-north-1", "123456789012")


def test_a_function_beside_other_keys_is_noted() -> None:
    wiring = read("{Ref: Prod, other: x}")
    assert any(item.what == "Ref" for item in wiring.unplaced)


def test_what_cannot_be_placed_is_said_once() -> None:
    wiring = read("[!Ref Nowhere, !Ref Nowhere]")
    assert [item.what for item in wiring.unplaced] == ["Ref of Nowhere"]
    assert wiring.unplaced[0].file == "template.yaml"
