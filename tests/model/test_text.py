"""Symbolic text is matched as IAM matches what it will be."""

import re
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, REGION, hole, matches, pseudo, reference, same

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


@pytest.mark.parametrize(
    ("compare", "first", "second"),
    [
        (matches, "*a" * 200 + f"?b{REGION}", "a" * 2_000 + REGION),
        (same, f"{REGION}a" * 200 + "x", "a" * 2_000),
        (matches, "?*" * 500 + hole("why") + "x", "a" * 5_000 + "y"),
    ],
)
def test_no_pattern_takes_more_time_than_its_length(
    compare: Callable[[str, str], bool], first: str, second: str
) -> None:
    began = time.monotonic()
    with suppress(Unsettled):
        assert not compare(first, second)
    assert time.monotonic() - began < 10.0  # tried in every way, it would take years


def test_no_wildcard_takes_a_part_of_a_reference() -> None:
    assert not matches(f"?{REGION}", reference("t/A"))
    assert matches("?", reference("t/A"))


def test_the_account_is_stood_in_for_by_digits_alone() -> None:
    assert same(f"{ACCOUNT_ID}-{REGION}", "123456789012-eu-west-1")
    assert not same(f"{ACCOUNT_ID}-x", "12345a-x")
    assert not same(f"{ACCOUNT_ID}a", f"{ACCOUNT_ID}1a")
