"""The report for a pull request."""

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from wellwired.findings import Unread
from wellwired.model.wiring import Unplaced
from wellwired.reports import Report, render
from wellwired.reports.markdown import LIMIT, code, escape_markdown

from .laid import HOSTILE, Judged


def to_html(text: str) -> str:
    return str(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text))


def test_the_table_holds_each_finding_worst_first(shop: Judged) -> None:
    rows = [line for line in render("markdown", shop.report).splitlines() if line.startswith(("| 🔴", "| 🟠", "| 🔵"))]
    assert [row[2] for row in rows] == ["🔴"] * 4 + ["🟠"] * 2 + ["🔵"]
    assert "**wrong-method**" in rows[0]
    assert "`shop.yaml:37:9`" in rows[0]
    assert "the client sees 500" in rows[0]


def test_the_wiring_is_drawn_with_the_broken_wires_red(shop: Judged) -> None:
    text = render("markdown", shop.report)
    assert "```mermaid\nflowchart LR\n" in text
    wires = [line for line in text.splitlines() if re.match(r"  n\d+ .*> n\d+$|  n\d+ -->", line)]
    numbers = [index for index, line in enumerate(wires) if "wrong-method" in line]
    red = re.search(r"linkStyle ([\d,]+) stroke:#d1242f", text)
    assert red
    assert str(numbers[0]) in red[1].split(",")


def test_nothing_found_is_said_in_the_heading(clean: Report) -> None:
    assert render("markdown", clean).startswith("## ✅ wellwired: nothing found\n\nFound nothing in 1 REST API")


def test_the_report_fits_a_github_comment(shop: Judged) -> None:
    many = [item._replace(address=f"shop/{index}") for index in range(500) for item in shop.outcome.findings]
    text = render("markdown", replace(shop.report, outcome=replace(shop.outcome, findings=many)))
    assert len(text) <= LIMIT
    shown = len(re.findall(r"^\| [🔴🟠🔵]", text, re.MULTILINE))
    assert shown > 50
    assert f"{len(many) - shown:,} more findings" in text


def test_long_names_push_no_finding_out_of_a_github_comment(shop: Judged) -> None:
    long = "#@|" * 1_000
    outcome = replace(
        shop.outcome,
        open=[item._replace(reason=f"{index}{long}") for index in range(30) for item in shop.outcome.open],
        unplaced=[Unplaced(f"{index}{long}", long) for index in range(30)],
        unread=[Unread(f"{index}{long}", long) for index in range(30)],
        findings=[shop.outcome.findings[0]._replace(message=long), *shop.outcome.findings],
    )
    text = render("markdown", replace(shop.report, outcome=outcome))
    assert len(text) <= LIMIT
    assert len(re.findall(r"^\| [🔴🟠🔵]", text, re.MULTILINE)) >= len(shop.outcome.findings)


def test_what_was_allowed_and_what_stays_open_is_listed(shop: Judged) -> None:
    text = render("markdown", shop.report)
    assert "- `over-wide-role` at `shop.yaml:82:3`: shared by the team on purpose (by the template)" in text
    assert "- `unknown-thing`, Stage Stage: parameter Debug has no value and no default" in text


def test_hostile_names_stay_text_in_a_table_of_the_same_shape(hostile: Report) -> None:
    text = render("markdown", hostile)
    assert "\x1b" not in text
    html = to_html(text)
    assert "<script" not in html
    assert "@team" not in re.sub(r"<code.*?</code>", "", html, flags=re.DOTALL)  # code calls nobody
    assert 'href="http://evil' not in html
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    assert {row.count("<td") for row in rows[1:]} == {5}


@pytest.mark.parametrize(
    "text",
    ["a|b", "`tick`", "``", "*bold* _it_ ~~no~~", "[x](y)", "<b>", "# head", "1. list", "- item", "\\", HOSTILE[:20]],
)
def test_escaped_text_reads_as_it_was_written(text: str) -> None:
    html = to_html(f"| h |\n| - |\n| {escape_markdown(text.replace(chr(27), ''))} |\n")
    cell = re.search(r"<td>(.*?)</td>", html, re.DOTALL)
    assert cell
    plain = (
        cell[1]
        .replace("<!-- -->", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&quot;", '"')
    )
    assert plain == text.replace("\x1b", "")


def test_no_number_becomes_a_link_to_an_issue() -> None:
    assert not re.search(r"#\d", escape_markdown("#12 owner/name#12"))


def test_inline_code_holds_backticks() -> None:
    assert code("a`b``c") == "```a`b``c```"
    assert code("`x`") == "`` `x` ``"
    assert code("") == ""
