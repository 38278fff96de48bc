"""The report as Markdown for a pull request or a job summary: a table, what stays open, and the wiring drawn.

GitHub takes comments of at most 65,536 characters and drops longer ones whole, so the report is bounded.
Source: https://docs.github.com/rest/issues/comments
"""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from wellwired.findings import Allowed, Finding, Open, Severity
from wellwired.reports import Report, place_of, plural, shown
from wellwired.reports.ink import Ink
from wellwired.reports.mermaid import render_mermaid
from wellwired.reports.text import counts, effect_of, summary

LIMIT: Final = 60_000  # characters
_DRAWINGS: Final = 3
_ROWS: Final = 20  # of each of the shorter tables
_CHANGES: Final = 40
_ROOM: Final = 5_000  # characters of a list
_KINDS: Final = {"new": "➕ ", "gone": "➖ ", "changed": "🔀 "}
_MARKS: Final = {Severity.ERROR: "🔴", Severity.WARNING: "🟠", Severity.NOTE: "🔵"}
_UNCALLED: Final = "@<!-- -->"  # an empty comment keeps GitHub from calling the person or team
_ACTIVE: Final = re.compile(r"([\\`*_{}\[\]()#+.!|~>-])")


def render(report: Report) -> str:
    """The worst findings first; the drawing is left out before a finding is, and what is left out is counted."""
    head = [*_head(report), *_changes(report)]
    tail = [*_tail(report)]
    room = LIMIT - sum(len(line) + 1 for line in head + tail)
    rows, room = _fit(list(_rows(report.outcome.findings)), room, "finding")
    table = ["| | finding | where | effect | fix |", "| --- | --- | --- | --- | --- |", *rows, ""] if rows else []
    drawings: list[str] = []
    for block in _drawings(report):
        if len(block) < room:
            drawings.append(block)
            room -= len(block) + 1
    return "\n".join([*head, *table, *drawings, *tail]) + "\n"


def _head(report: Report) -> Iterator[str]:
    outcome = report.outcome
    said = counts(outcome.findings) or "nothing found"
    worst = max((finding.severity for finding in outcome.findings), default=None)
    mark = "⚠️" if outcome.unread or outcome.crashes else _MARKS[worst] if worst is not None else "✅"
    yield f"## {mark} wellwired: {said}"
    yield ""
    yield ", ".join(escape_markdown(line) for line in summary(report, Ink(on=False))) + "."
    yield ""


def _changes(report: Report) -> Iterator[str]:
    """What a reviewer asks first: which wires the change moves, and what it mends."""
    comparison = report.comparison
    if comparison is None:
        return
    since = f"since {code(shown(comparison.against))}"
    yield f"### Wires that changed {since}" if comparison.changes else f"No wire changed {since}."
    yield ""
    yield from _listed([f"{_KINDS[item.kind]}{_said(item.text)}" for item in comparison.changes], _CHANGES, 3 * _ROOM)
    if comparison.mended:
        yield "### Mended"
        yield ""
        items = [f"✅ **{item.rule}**, {_said(item.label)}: {_said(item.message)}" for item in comparison.mended]
        yield from _listed(items, _CHANGES)


def _listed(items: Sequence[str], most: int, room: int = _ROOM) -> Iterator[str]:
    # names of thousands of characters must not push the findings out
    kept: list[str] = []
    for item in items[:most]:
        if len(item) <= room:
            kept.append(item)
            room -= len(item)
    yield from (f"- {item}" for item in kept)
    if len(items) > len(kept):
        yield f"- … and {len(items) - len(kept):,} more"
    if items:
        yield ""


def _rows(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in sorted(findings, key=lambda item: -item.severity):
        what = f"**{finding.rule}**<br>{escape_markdown(shown(finding.message))}"
        property_ = f"<br>{_cell(shown(finding.property))}" if finding.property else ""
        where = f"{_cell(place_of(finding))}<br>{escape_markdown(shown(finding.label))}{property_}"
        cells = (_MARKS[finding.severity], what, where, effect_of(finding), escape_markdown(shown(finding.fix)))
        yield f"| {' | '.join(cells)} |"


def _fit(rows: list[str], room: int, word: str) -> tuple[list[str], int]:
    """As many rows as there is room for, with a last one that counts the others."""
    kept: list[str] = []
    for row in rows:
        if len(row) + 200 <= room:
            kept.append(row)
            room -= len(row) + 1
    if len(kept) < len(rows):
        kept.append(f"| | {plural(len(rows) - len(kept), f'more {word}')}: see the whole report | | | |")
    return kept, room - 200


def _drawings(report: Report) -> Iterator[str]:
    ranked = sorted(report.drawings, key=lambda drawing: -(drawing.severity or 0))
    for drawing in ranked[:_DRAWINGS]:
        if drawing.boxes:
            yield f"<details open><summary>The wiring of {_html(drawing.title)}</summary>"
            yield f"\n```mermaid\n{render_mermaid(drawing)}```\n\n</details>\n"
    if len(ranked) > _DRAWINGS:
        yield f"{plural(len(ranked) - _DRAWINGS, 'more drawing')} in the HTML report.\n"


def _tail(report: Report) -> Iterator[str]:
    outcome = report.outcome
    sections: tuple[tuple[str, list[str]], ...] = (
        ("Not read", [f"{code(shown(item.file))}: {_said(item.problem)}" for item in outcome.unread]),
        ("Internal errors", [f"{code(item.rule)}: {_said(item.error)}" for item in outcome.crashes]),
        ("Remarks", [_said(item.text) for item in outcome.remarks]),
        ("Allowed", [_allowed(item) for item in outcome.allowed]),
        ("Not settled by the input", [_open(item) for item in outcome.open]),
        ("Not judged", [f"{_said(item.what)}: {_said(item.reason)}" for item in outcome.unplaced]),
    )
    for title, items in sections:
        if items:
            yield f"<details><summary>{title}: {len(items):,}</summary>"
            yield ""
            yield from _listed(items, _ROWS)
            yield "</details>"
            yield ""


def _allowed(item: Allowed) -> str:
    what = f"{code(item.finding.rule)} at {code(place_of(item.finding))}"
    return f"{what}: {_said(item.reason)} (by {_said(item.by)})"


def _open(item: Open) -> str:
    return f"{code(item.rule)}, {_said(item.label)}: {_said(item.reason)}"


def _said(text: str) -> str:
    return escape_markdown(shown(text))


def escape_markdown(text: str) -> str:
    """`text` as plain words of a Markdown table: no markup, no HTML, no mention, no link."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    marked = _ACTIVE.sub(r"\\\1", plain).replace("\\#", "\\#<!-- -->")  # "#12" would become a link to an issue
    # an empty comment also keeps an address from becoming a link
    return marked.replace("@", _UNCALLED).replace("://", ":<!-- -->//").replace("www\\.", "www<!-- -->\\.")


def code(text: str) -> str:
    """`text` as inline code."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def _cell(text: str) -> str:
    return code(text).replace("|", "\\|")


def _html(text: str) -> str:
    return escape(text, quote=False).replace("@", _UNCALLED).replace("#", "#<!-- -->")
