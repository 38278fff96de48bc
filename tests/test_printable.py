"""Text made safe to print."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.printable import printable, printable_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("größer 値 ✓", "größer 値 ✓"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x00\x7f\x9b", r"\x00\x7f\x9b"),
        ("abc\u202ecba", r"abc\u202ecba"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("\ud800", r"\ud800"),
        ("\ue000", r"\ue000"),
        ("\U000e0041", r"\ue0041"),
        ("::error::x", r"\x3a:error::x"),
        ("  ::add-mask::x", r"  \x3a:add-mask::x"),
        ("a ##[error]x ##vso[task.setvariable variable=a]x", r"a \x23#[error]x \x23#vso[task.setvariable variable=a]x"),
        ("AWS::Region # ## [x]", "AWS::Region # ## [x]"),
    ],
)
def test_what_would_steer_or_hide_is_spelled_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_long_text_is_cut() -> None:
    assert printable("x" * 100, limit=10) == "x" * 9 + "…"


def test_lines_are_kept_where_they_are_meant() -> None:
    assert printable_lines("one\ntwo\x1b") == "one\ntwo\\x1b"


@given(st.text())
def test_nothing_printable_is_left_unsafe(text: str) -> None:
    shown = printable(text)
    assert shown == printable(shown)
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & {"LRE", "RLE", "LRO", "RLO", "PDF"}
    shown.encode("utf-8")
