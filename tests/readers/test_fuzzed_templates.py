"""Real templates with their structure and types shaken: each is read, or refused with one error, in time."""

import copy
import json
import random
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.readers.corpus_files import corpus_data, needs_corpus
from wellwired.model.wiring import Wiring
from wellwired.readers import DocumentError, read_text

SECONDS = 20
JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1.5,
    1e308,
    10**30,
    "",
    "x",
    "${",
    "${}",
    "${.}",
    "${A.B.C}",
    "{{resolve:ssm:x}}",
    "AWS::NoValue",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": ""},
    {"Ref": None},
    {"Ref": []},
    {"Ref": "AWS::NoValue"},
    {"Ref": "AWS::StackName"},
    {"Ref": "Nowhere"},
    {"Fn::GetAtt": "x"},
    {"Fn::GetAtt": [[], {}]},
    {"Fn::Sub": ["${a}", {"a": {"Ref": "AWS::NoValue"}}]},
    {"Fn::Sub": {}},
    {"Fn::Join": ["", {"Ref": "AWS::Region"}]},
    {"Fn::Join": [1, [2]]},
    {"Fn::If": ["Nowhere", [], {}]},
    {"Fn::If": [{"Fn::Not": [{"Condition": 1}]}, 1, "x"]},
    {"Fn::Select": ["x", ["a"]]},
    {"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "AWS::StackId"}]}]},
    {"Fn::FindInMap": [{}, [], None]},
    {"Fn::ImportValue": {"Ref": "AWS::StackName"}},
    {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "/etc/passwd"}}},
    {"Fn::ForEach::x": ["y", ["z"], {"${y}": {"Type": "A::B"}}]},
    {"Fn::ToJsonString": {"Ref": "AWS::NoValue"}},
    {"Condition": "x"},
    {"Ref": "x", "Fn::Sub": "y"},
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container and key below `value`."""
    found = []
    waiting = [value]
    while waiting:
        here = waiting.pop()
        keys = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        for key in keys:
            found.append((here, key))
            waiting.append(here[key])
    return found


def shake(data: Any, seed: int, times: int) -> Any:
    """A copy of `data` with some of its values replaced, taken out, moved, or wrapped."""
    chance = random.Random(seed)
    data = json.loads(json.dumps(data))
    for _ in range(times):
        where = places(data)
        if not where:
            return data
        holder, key = chance.choice(where)
        other_holder, other_key = chance.choice(where)
        action = chance.randrange(6)
        if action <= 2:
            holder[key] = copy.deepcopy(chance.choice(JUNK))
        elif action == 3:
            holder.pop(key)
        elif action == 4:
            holder[key] = copy.deepcopy(other_holder[other_key]) if other_key in range_or_keys(other_holder) else None
        else:
            holder[key] = chance.choice(([holder[key]], {"Fn::If": ["x", holder[key], None]}, {"k": holder[key]}))
    return data


def range_or_keys(holder: Any) -> Any:
    return holder if isinstance(holder, dict) else range(len(holder))


def read_or_refuse(text: str, file: str) -> Wiring:
    """The wiring; an empty one where the text is refused, which is all that may happen instead."""
    with suppress(DocumentError):
        return read_text(text, file)
    return Wiring([])


@needs_corpus
@settings(max_examples=300, deadline=SECONDS * 1000, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 199), st.integers(0, 2**32), st.integers(1, 12))
@example(0, 0, 1)
def test_a_shaken_template_is_read_or_refused(index: int, seed: int, times: int) -> None:
    text = json.dumps(shake(corpus_data(index), seed, times))
    wiring = read_or_refuse(text, "t.json")
    for node in wiring.nodes:
        node.origin.find_position("Integration/Uri/0/x")
        assert node.address.startswith("t/")


@settings(max_examples=200, deadline=SECONDS * 1000)
@given(st.text(max_size=400))
@example("Resources:\n  A: &a\n    <<: *a\n")
@example("Resources: {? {} : x}")
@example("%YAML 9.9\n---\nResources: {}")
@example("Resources: !!python/object/apply:os.system [x]")
@example("Resources: !<tag:x> {}")
@example("Resources: ! {A: ! {Type: ! x}}")
@example("\ufeffResources: {}")
@example("Resources: {A: {Type: x, Properties: {a: !GetAtt , b: !Ref , c: !Sub }}}")
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text, "t.yaml")


@settings(max_examples=200, deadline=SECONDS * 1000)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(JUNK),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["Ref", "Fn::If", "Fn::Join", "Fn::Sub", "Fn::Select", "a"]), inner, max_size=2
            )
        ),
        max_leaves=20,
    )
)
def test_any_properties_are_read(value: Any) -> None:
    kinds = ("RestApi", "Method", "Stage", "Deployment", "Authorizer", "UsagePlan", "Resource")
    resources = {name: {"Type": f"AWS::ApiGateway::{name}", "Properties": {"X": value}} for name in kinds}
    for resource in resources.values():
        resource["Properties"] = value
    text = json.dumps(
        {"Conditions": {"C": value}, "Outputs": value, "Parameters": {"P": value}, "Resources": resources}
    )
    wiring = read_or_refuse(text.replace("NaN", "0").replace("Infinity", "0"), "t.json")
    assert not wiring.nodes or len(wiring.nodes) >= len(kinds)


@pytest.mark.parametrize("value", JUNK, ids=repr)
@pytest.mark.parametrize(
    "kind", ["AWS::ApiGateway::Method", "AWS::ApiGateway::Stage", "AWS::Lambda::Function", "AWS::IAM::Role"]
)
def test_junk_in_every_property_of_a_type_is_read(kind: str, value: Any) -> None:
    from dataclasses import fields

    from wellwired.readers.nodes import property_name
    from wellwired.readers.resources import MODELLED

    properties = {property_name(item): value for item in fields(MODELLED[kind])}
    text = json.dumps(
        {"Resources": {"A": {"Type": kind, "Properties": properties, "DependsOn": value, "Metadata": value}}}
    )
    (node,) = read_text(text, "t.json").nodes
    assert node.resource_type == kind
