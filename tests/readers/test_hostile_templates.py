"""Templates made to hurt: each is answered by one clear error or a reading, in about a second."""

import json
import time
from collections.abc import Iterator

import pytest

from wellwired.model.text import OPEN
from wellwired.readers import DocumentError, read_text

RESOURCES = "\nResources: {A: {Type: X::Y}}\n"
SECONDS = 10.0  # each takes well under one on an idle machine; what multiplies would take hours


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def laughs() -> str:
    lines = [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 30)]
    return "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x]", *lines]) + RESOURCES


def doubling_names() -> str:
    topics = [
        f'  T{n}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Sub "${{T{n + 1}}}${{T{n + 1}}}"}}}}'
        for n in range(60)
    ]
    return "\n".join(["Resources:", *topics, "  T60: {Type: AWS::SNS::Topic}"])


def nested_loops(width: int, depth: int) -> str:
    text = "Resources:\n"
    for level in range(depth):
        text += f"{'  ' * (level + 1)}Fn::ForEach::L{level}:\n"
        text += f"{'  ' * (level + 1)}- L{level}\n{'  ' * (level + 1)}- [{', '.join(map(str, range(width)))}]\n"
        text += f"{'  ' * (level + 1)}-\n"
    names = "".join(f"${{L{level}}}" for level in range(depth))
    return f"{text}{'  ' * (depth + 1)}X{names}: {{Type: A::B}}\n"


def map_scan() -> str:
    pairs = ", ".join(f"k{n}: v{n}" for n in range(10_000))
    uses = ", ".join(["!FindInMap [M, A, !Ref AWS::Region]"] * 10_000)
    return f"Mappings: {{M: {{A: {{{pairs}}}}}}}\nResources: {{A: {{Type: X::Y, Properties: {{P: [{uses}]}}}}}}"


LONG = "x" * 2_000_000
ROOT = {"Fn::GetAtt": ["Api", "RootResourceId"]}
PARAMETER = {"Parameters": {"P": {"Type": "String", "Default": LONG}}}


def named(name: object, **sections: object) -> str:
    topic = {"Type": "AWS::SNS::Topic", "Condition": "C", "Properties": {"TopicName": name}}
    return json.dumps({**sections, "Resources": {"T": topic}})


def shared(properties: dict[str, object], times: int = 2_000, **others: object) -> str:
    """Thousands of resources with the same properties."""
    method = {"Type": "AWS::ApiGateway::Method", "Properties": properties}
    return json.dumps({**PARAMETER, "Resources": {**others, **{f"M{n}": method for n in range(times)}}})


def looped(name: str, values: list[str]) -> str:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": name}}
    return json.dumps({"Resources": {"Fn::ForEach::L": ["X", values, {"A${X}": topic}]}})


@pytest.mark.parametrize(
    "text",
    [
        named({"Fn::Join": [LONG, ["a"] * 50_000]}),
        named({"Fn::Join": ["", [{"Ref": "P"}] * 50_000]}, **PARAMETER),
        named({"Fn::Sub": "${P}" * 50_000}, **PARAMETER),
        named({"Fn::ToJsonString": [{"Ref": "P"}] * 50_000}, **PARAMETER),
        named("x", Conditions={"C": {"Fn::Equals": [[{"Ref": "P"}] * 50_000, "x"]}}, **PARAMETER),
        shared({"HttpMethod": {"Ref": "P"}}),
        shared(
            {"ResourceId": {"Ref": "R"}, "HttpMethod": "GET"},
            Api={"Type": "AWS::ApiGateway::RestApi"},
            R={"Type": "AWS::ApiGateway::Resource", "Properties": {"ParentId": ROOT, "PathPart": LONG}},
        ),
        looped(f"{LONG}${{X}}", [str(n) for n in range(2_000)]),
        looped("${X}" * 50_000, [LONG]),
    ],
)
def test_long_text_that_is_put_in_many_places_is_refused_before_it_is_made(text: str) -> None:
    with pytest.raises(DocumentError, match="its functions produce too much"):
        read_text(text, "t.json")


def test_a_name_that_cloudformation_does_not_take_is_noted() -> None:
    wiring = read_text(json.dumps({"Resources": {LONG: {"Type": "A::B"}, "A": {"Type": "A::B"}}}), "t.json")
    assert [node.name for node in wiring.nodes] == ["A"]
    assert [item.reason for item in wiring.unplaced] == ["its name is longer than 255 characters"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"a: &a {LONG}\nb: [{'*a, ' * 2_000}]{RESOURCES}", "its aliases repeat more than"),
        (laughs(), "its aliases repeat more than"),
        ("a: " + "[" * 100_000, "levels deep"),
        ("- " * 50_000, "levels deep"),
        ("\n".join(" " * n + "a:" for n in range(2000)) + RESOURCES, "levels deep"),
        ("[" * 1_000_000, "levels deep"),
        ('{"a":' * 100_000, "levels deep"),
        ("x: &x0 1\n" + "".join(f"y{n}: &x{n + 1} [*x{n}]\n" for n in range(500)) + RESOURCES, "levels deep"),
        ("".join(f"%TAG !{n:x}! a\n" for n in range(200_000)) + "---" + RESOURCES, "tag directives"),
        (f"{RESOURCES}\nb: {{{'a: 1, ' * 100_000}}}", "the key 'a' is given twice"),
        (doubling_names(), "its functions produce too much"),
        (map_scan(), "its functions produce too much"),
        (nested_loops(10, 6), "its loops make too many copies"),
        (
            "Resources:\n"
            + "".join(
                f"  R{n}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Ref R{n + 1}}}}}\n" for n in range(2000)
            ),
            "references lead through too many others",
        ),
        (
            "Conditions:\n"
            + "".join(f"  C{n}: !Condition C{n + 1}\n" for n in range(2000))
            + "Resources: {A: {Type: A::B, Condition: C0}}",
            "references lead through too many others",
        ),
    ],
)
def test_what_multiplies_or_nests_without_end_is_refused(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_text(text)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    "text",
    [
        "Conditions: {A: !Condition B, B: !Not [!Condition A]}\nResources: {X: {Type: A::B, Condition: A}}",
        "Resources: {X: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref X}}}",
        """
Resources:
  X: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Y}}
  Y: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref X}}
""",
        "Resources: {X: {Type: AWS::ApiGateway::Resource, Properties: {ParentId: !Ref X, PathPart: x}}}",
        "Resources: {X: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref X, Name: x}}}",
    ],
)
def test_a_circle_is_noted_and_the_rest_is_read(text: str) -> None:
    wiring = read_text(text)
    assert wiring.nodes
    assert any("itself" in item.reason or "its own parent" in item.reason for item in wiring.unplaced)


def test_functions_nested_to_the_limit_are_worked_out_once_each() -> None:
    value = '"a,b"'
    for _ in range(12):
        value = f'{{"Fn::Join": [",", [{{"Fn::Select": [0, {{"Fn::Split": [",", {value}]}}]}}, "b"]]}}'
    (topic,) = read_text(
        f'{{"Resources": {{"T": {{"Type": "AWS::SNS::Topic", "Properties": {{"TopicName": {value}}}}}}}}}', "t.json"
    ).nodes
    assert topic.arn.endswith(":a,b")


def test_20_000_resources_below_one_another_take_linear_time() -> None:
    text = "Resources:\n" + "".join(
        f"  R{n}: {{Type: AWS::ApiGateway::Resource, Properties: {{ParentId: !Ref R{n + 1}, PathPart: a}}}}\n"
        for n in range(5_000)
    )
    wiring = read_text(text)
    assert len(wiring.nodes) == 5_000


def test_no_template_can_forge_a_reference() -> None:
    for text in (f"Resources: {{A: {{Type: '{OPEN}x'}}}}", '{"Resources": {"A": {"Type": "\\ue000x\\uE001"}}}'):
        with pytest.raises(DocumentError, match="private-use"):
            read_text(text)


def test_escape_sequences_and_markup_are_data() -> None:
    wiring = read_text('{"Resources": {"A\\u001b[31m<script>": {"Type": "X::Y"}}}', "t.json")
    assert wiring.nodes[0].address == "t/A\x1b[31m<script>"
