"""Parameters: what was passed, else the Default, else unknown; never a secret."""

from typing import Any

import pytest

from wellwired.model.text import find_whole_hole
from wellwired.readers.parameters import read_parameters


@pytest.mark.parametrize(
    ("declaration", "given", "value"),
    [
        ({"Type": "String", "Default": "d"}, None, "d"),
        ({"Type": "String", "Default": "d"}, "g", "g"),
        ({"Type": "String"}, "", ""),
        ({"Type": "String", "Default": "P"}, "P", "P"),
        ({"Type": "Number", "Default": 3}, None, 3),
        ({"Type": "Number", "Default": 3}, "4", "4"),
        ({"Type": "String", "Default": True}, None, True),
        ({"Type": "CommaDelimitedList", "Default": "a, b ,c"}, None, ["a", "b", "c"]),
        ({"Type": "List<AWS::EC2::Subnet::Id>"}, "s-1,s-2", ["s-1", "s-2"]),
        ({"Type": "CommaDelimitedList"}, ["a", "b"], ["a", "b"]),
        ({"Type": "String"}, ["a", "b"], "a,b"),
        ({"Type": "AWS::EC2::VPC::Id", "Default": "vpc-1"}, None, "vpc-1"),
        ({"Default": "untyped"}, None, "untyped"),
    ],
)
def test_a_parameter_that_is_settled_has_its_value(declaration: Any, given: Any, value: Any) -> None:
    assert read_parameters({"P": declaration}, {} if given is None else {"P": given}) == {"P": value}


@pytest.mark.parametrize(
    ("declaration", "given", "reason"),
    [
        ({"Type": "String"}, None, "parameter P has no value and no default"),
        ({"Type": "String", "Default": "x", "NoEcho": True}, "y", "parameter P is secret (NoEcho)"),
        ({"Type": "String", "Default": "x", "NoEcho": "true"}, None, "parameter P is secret (NoEcho)"),
        ({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/x"}, "/y", "parameter P is read from Systems"),
        ({"Type": "AWS::SSM::Parameter::Value<List<String>>"}, None, "parameter P is read from Systems"),
        ({"Type": "String", "Default": {"a": 1}}, None, "parameter P has no plain value"),
        ({"Type": "String", "Default": "P"}, None, "parameter P has only its own name for a default"),
        ("text", None, "parameter P is not declared as a mapping"),
        (None, None, "parameter P is not declared as a mapping"),
    ],
)
def test_a_parameter_that_is_not_settled_says_why(declaration: Any, given: Any, reason: str) -> None:
    (value,) = read_parameters({"P": declaration}, {} if given is None else {"P": given}).values()
    assert reason in (find_whole_hole(value) or "")


def test_a_parameter_of_one_of_several_stacks_names_the_stack() -> None:
    (value,) = read_parameters({"P": {"Type": "String"}}, {}, of=" of shop").values()
    assert find_whole_hole(value) == "parameter P of shop has no value and no default"
