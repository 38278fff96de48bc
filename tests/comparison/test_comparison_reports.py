"""The comparison in each report: changes first, what is mended, and hostile names that stay text."""

import json
from dataclasses import replace

import jsonschema
import pytest

from wellwired.comparison.against import Comparison
from wellwired.comparison.changes import Change
from wellwired.findings import Finding, Outcome, Severity
from wellwired.reports import FORMATS, Report, render
from wellwired.reports.json_report import SCHEMA

FAULT = Finding(
    message="stage Prod writes no access log", fix="f", address="t/Stage", label="Stage Prod", file="t.yaml",
    rule="unlogged-stage", severity=Severity.WARNING,
)  # fmt: skip
MOVED = "POST /orders now invokes OrdersV2, no longer Orders; no permission covers it"
REPORT = Report(
    Outcome(files=["t.yaml"], resources=3),
    comparison=Comparison(
        "main",
        [Change(MOVED, "changed", "t.yaml"), Change("GET /old is gone", "gone", "t.yaml")],
        [FAULT],
    ),
)


def test_the_text_says_which_wires_changed_and_what_is_mended() -> None:
    text = render("text", REPORT)

    assert text.splitlines()[0] == "2 wires changed since main"
    assert f"  ~ {MOVED}\n  - GET /old is gone\n" in text
    assert "mended unlogged-stage in t.yaml, Stage Prod: stage Prod writes no access log" in text


def test_the_markdown_report_has_both_before_the_findings() -> None:
    text = render("markdown", replace(REPORT, outcome=replace(REPORT.outcome, findings=[FAULT])))

    assert text.index("### Wires that changed since `main`") < text.index("### Mended") < text.index("| finding |")
    assert "🔀 POST /orders now invokes OrdersV2, no longer Orders; no permission covers it" in text
    assert "✅ **unlogged-stage**" in text


def test_many_changes_are_counted_and_the_report_stays_below_its_bound() -> None:
    many = [Change(f"GET /route{number} is gone" + "x" * 300, "gone") for number in range(2000)]
    text = render("markdown", replace(REPORT, comparison=Comparison("main", many, [FAULT] * 500)))

    assert len(text) < 65_536
    assert "and 1,960 more" in text


def test_the_json_report_has_the_comparison_as_its_schema_says() -> None:
    report = json.loads(render("json", REPORT))

    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    assert report["comparison"]["against"] == "main"
    assert report["comparison"]["changes"][0] == {"text": MOVED, "kind": "changed", "file": "t.yaml"}
    assert report["comparison"]["mended"][0]["rule"] == "unlogged-stage"


def test_a_report_without_a_comparison_says_nothing_of_one() -> None:
    plain = replace(REPORT, comparison=None)

    assert json.loads(render("json", plain))["comparison"] is None
    assert "changed" not in render("text", plain)
    assert "changed" not in render("markdown", plain)


def test_no_change_at_all_is_said_too() -> None:
    still = replace(REPORT, comparison=Comparison("main"))

    assert "no wire changed since main" in render("text", still)
    assert "No wire changed since `main`." in render("markdown", still)


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_names_stay_text(form: str) -> None:
    hostile = "\x1b[31m<script>alert(1)</script> | `x` @everyone ::error::x \u202e"
    mended = FAULT._replace(label=hostile, message=hostile)
    text = render(form, replace(REPORT, comparison=Comparison("x\x1b", [Change(hostile, "new", hostile)], [mended])))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\n::error" not in text
    if form in ("html", "markdown"):
        assert "<script>alert" not in text
    if form == "markdown":
        assert "@everyone" not in text
