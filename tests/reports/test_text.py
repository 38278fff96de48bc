"""The report for a terminal."""

import re
from dataclasses import replace

from syrupy.assertion import SnapshotAssertion

from wellwired.findings import Outcome
from wellwired.model.wiring import Unplaced
from wellwired.reports import Report, render

from .laid import HOSTILE, Judged

ESCAPE_SEQUENCE = re.compile(r"\x1b\[[0-9;]*m")


def test_the_whole_report_reads_like_this(shop: Judged, snapshot: SnapshotAssertion) -> None:
    assert render("text", shop.report) == snapshot


def test_a_finding_shows_its_source_line_with_a_caret_under_the_property(shop: Judged) -> None:
    lines = render("text", shop.report).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("37 |"))
    assert lines[at][5:].strip() == "IntegrationHttpMethod: GET"
    assert lines[at + 1].index("^") == lines[at].index("IntegrationHttpMethod")
    assert lines[at + 1].count("^") == len("IntegrationHttpMethod")


def test_colour_adds_escape_sequences_and_changes_nothing_else(shop: Judged) -> None:
    plain = render("text", shop.report)
    coloured = render("text", replace(shop.report, color=True))
    assert "\x1b[" not in plain
    assert "\x1b[31;1m" in coloured
    assert ESCAPE_SEQUENCE.sub("", coloured) == plain


def test_findings_are_grouped_by_file_in_the_order_of_lines(shop: Judged) -> None:
    text = render("text", shop.report)
    places = [int(line) for line in re.findall(r"--> shop\.yaml:(\d+):", text)]
    assert places == sorted(places)
    assert text.startswith("shop.yaml  4 errors, 2 warnings, 1 note\n")


def test_nothing_found_says_what_was_looked_at(clean: Report) -> None:
    assert render("text", clean) == "Found nothing in 1 REST API, 12 resources, 1 file\n"


def test_what_was_not_judged_is_said_once_for_each_reason(clean: Report) -> None:
    unplaced = [Unplaced(f"resource {name}", "its type is a macro", "a.yaml") for name in "ABC"]
    text = render("text", replace(clean, outcome=Outcome(unplaced=unplaced)))
    assert "not judged resource A in a.yaml and 2 more: its type is a macro\n" in text


def test_open_questions_are_grouped_by_their_reason(shop: Judged) -> None:
    outcome = replace(shop.outcome, open=list(shop.outcome.open) * 4)
    text = render("text", replace(shop.report, outcome=outcome))
    reason = "parameter Debug has no value and no default"
    assert f"open {reason}: unknown-thing on Stage Stage and 3 more questions\n" in text


def test_long_lists_are_counted_rather_than_printed(shop: Judged) -> None:
    outcome = replace(shop.outcome, allowed=list(shop.outcome.allowed) * 25)
    text = render("text", replace(shop.report, outcome=outcome))
    assert text.count("allowed over-wide-role") == 10
    assert "... and 15 more; --format json lists all" in text


def test_hostile_names_cannot_steer_a_terminal_or_break_a_line(hostile: Report) -> None:
    text = render("text", hostile)
    assert not set(text) & set("\x1b\r\u202e")
    assert r"\x1b[31m" in text
    assert r"\u202e" in text
    assert "\n::error::" not in text
    assert HOSTILE not in text
