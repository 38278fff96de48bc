"""Symbolic text is matched as IAM matches what it will be."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.model.setting import Unsettled
from wellwired.model.text import REGION, hole, matches, pseudo, reference, same

API = reference("shop/Api")


@given(st.text("ab*:?"), st.text("ab:"))
def test_a_pattern_covers_the_text_that_its_wildcards_stretch_to(pattern: str, text: str) -> None:
    spelled = "".join({"*": ".*", "?": "."}.get(sign, sign) for sign in pattern)

    assert matches(pattern, text) is (re.fullmatch(spelled, text) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "covered"),
    [
        ("*", f"arn:{API}", True),
        ("a*b", f"a{API}b", True),
        ("a?b", f"a{API}b", True),
        ("ab", f"a{API}b", False),
        (f"a{API}*", f"a{API}/prod", True),
        (f"a{API}*", "aother/prod", False),
        ("arn:aws:logs:eu-west-1:1:x", f"arn:aws:logs:{REGION}:1:x", True),
        ("arn:aws:logs:eu-*:1:x", f"arn:aws:logs:{REGION}:1:x", True),
    ],
)
def test_references_and_pseudo_parameters_are_matched_whole(pattern: str, text: str, covered: bool) -> None:
    assert matches(pattern, text) is covered


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        ("function:*Shop*", True),
        (f"function:{pseudo('AWS::StackName')}-*", True),
        (f"function:{pseudo('AWS::StackName')}-ShopHandler-*", True),
        ("function:shop", False),
        ("role/shop*", False),
    ],
)
def test_a_resource_that_nobody_names_is_called_by_its_stack_and_logical_id(pattern: str, covered: bool) -> None:
    assert matches(pattern, f"function:{reference('shop/ShopHandler')}") is covered


@pytest.mark.parametrize("pattern", ["function:orders-*", "function:*orders*"])
def test_a_pattern_that_may_hold_the_name_of_the_stack_is_left_open(pattern: str) -> None:
    with pytest.raises(Unsettled, match="name of the stack"):
        matches(pattern, f"function:{reference('shop/Handler')}")


def test_what_a_hole_decides_is_left_open() -> None:
    with pytest.raises(Unsettled, match="who knows"):
        matches("a*b", f"a{hole('who knows')}")
    assert matches("*", hole("who knows"))
    assert not matches("a*", f"b{hole('who knows')}")


def test_literals_are_the_same_only_where_they_are_equal() -> None:
    assert same("a", "a")
    assert not same("a*", "ab")
    assert same(f"x:{REGION}", "x:eu-west-1")
