"""The report as one HTML file that needs nothing else: findings, filter, source excerpts and the wiring drawn.

Nothing in it reaches out: the content security policy names the hashes of its own style and script and allows
nothing more. Source: https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wellwired import __version__
from wellwired.findings import Finding, RulePage
from wellwired.reports import Report, place_of, plural, shown
from wellwired.reports.drawing import Drawing
from wellwired.reports.source import Excerpt
from wellwired.reports.svg import render_svg
from wellwired.reports.text import SEVERITIES, beside, counts, covered, effect_of, whereabouts

_FOLDER: Final = Path(__file__).parent / "page"
_DRAWINGS: Final = 20
_EXCERPTS: Final = 2_000  # above, the page would be slow to open
_ITEMS: Final = 200  # of each section beside the findings


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the page shows it. `marks`: ids of what it lights up; `ends`: ids of boxes at its wire."""

    file: str
    severity: str
    rule: str
    message: str
    fix: str
    effect: str
    status: str
    place: str
    whereabouts: str
    excerpt: Excerpt | None
    marks: str
    ends: str

    @property
    def cut(self) -> tuple[str, str, str]:
        """The middle line before, in and after its marked part."""
        if self.excerpt is None:
            return "", "", ""
        text, start, end = self.excerpt.line.text, self.excerpt.start, self.excerpt.end
        return text[:start], text[start:end], text[end:]

    @property
    def drawing(self) -> str:
        """The id of the first drawing that shows it, "" where none does."""
        first = re.match(r"d(\d+)", self.marks)
        return f"drawing{first[1]}" if first else ""

    @property
    def text(self) -> str:
        """What the filter looks in."""
        return " ".join((self.rule, self.message, self.place, self.whereabouts, self.status, self.fix)).lower()


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page, as HTML."""

    name: str
    title: str
    html: Markup


def page_style() -> str:
    """The style sheet that every page of the kit shares: colours for light and dark, type, the drawing."""
    return (_FOLDER / "page.css").read_text(encoding="utf-8")


def render(report: Report) -> str:
    """The whole page; every text from a template is escaped by Jinja."""
    css, js = (Markup(text) for text in (page_style(), (_FOLDER / "page.js").read_text(encoding="utf-8")))  # noqa: S704
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ranked = sorted(report.drawings, key=lambda drawing: -(drawing.severity or 0))[:_DRAWINGS]
    outcome = report.outcome
    found = {finding.rule for finding in outcome.findings}
    return environment.get_template("page.html.j2").render(
        policy=_policy(css, js),
        css=css,
        js=js,
        version=__version__,
        said=counts(outcome.findings),
        counted=[(plural(outcome.count(item), item.word), item.word) for item in SEVERITIES if outcome.count(item)],
        covered=covered(outcome),
        beside=beside(report),
        drawings=[(drawing, Markup(render_svg(drawing, f"d{at}"))) for at, drawing in enumerate(ranked)],  # noqa: S704
        undrawn=len(report.drawings) - len(ranked),
        cards=list(_cards(report, ranked)),
        sections=list(_sections(report)),
        pages=[Page(rule.name, rule.title, _page(rule)) for rule in report.rules if rule.name in found],
    )


def _policy(css: str, js: str) -> str:
    def hashed(text: str) -> str:
        return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"

    return f"default-src 'none'; style-src {hashed(css)}; script-src {hashed(js)}; base-uri 'none'; form-action 'none'"


def _cards(report: Report, drawings: Sequence[Drawing]) -> Iterator[Card]:
    for index, finding in enumerate(report.outcome.findings):
        excerpt = None
        if index < _EXCERPTS:
            excerpt = report.sources.find_excerpt(finding.file, finding.position, around=2)
        marks, ends = _marks(finding, drawings)
        yield Card(
            file=shown(finding.file),
            severity=finding.severity.word,
            rule=finding.rule,
            message=shown(finding.message),
            fix=shown(finding.fix),
            effect=effect_of(finding),
            status=shown(finding.status),
            place=place_of(finding),
            whereabouts=whereabouts(finding),
            excerpt=excerpt,
            marks=" ".join(marks),
            ends=" ".join(ends),
        )


def _marks(finding: Finding, drawings: Sequence[Drawing]) -> tuple[list[str], list[str]]:
    """The ids of the boxes and wires that show a finding, and of the boxes at the wire it is about."""
    marks: list[str] = []
    ends: list[str] = []
    for at, drawing in enumerate(drawings):
        if finding.file not in drawing.files:
            continue
        number = {address: index for index, box in enumerate(drawing.boxes) for address in box.addresses}
        boxes = [number[end] for end in finding.wire or (finding.address,) if end in number]
        keys = {drawing.boxes[index].key for index in boxes}
        ends += [f"d{at}b{index}" for index in boxes]
        wires = [
            f"d{at}w{index}"
            for index, wire in enumerate(drawing.wires)
            if finding.rule in wire.rules and {wire.source, wire.target} == keys
        ]
        marks += [*(f"d{at}b{index}" for index in boxes), *wires]
    return marks, ends


def _sections(report: Report) -> Iterator[tuple[str, str, list[str], int]]:
    outcome, comparison = report.outcome, report.comparison
    for title, hint, items in (
        (
            "Wires that changed",
            f"Since {shown(comparison.against)}." if comparison else "",
            [shown(change.text) for change in comparison.changes] if comparison else [],
        ),
        (
            "Mended",
            "Findings of the earlier side that are gone.",
            [f"{item.rule} on {shown(item.label)}: {shown(item.message)}" for item in comparison.mended]
            if comparison
            else [],
        ),
        (
            "Not read",
            "Nothing in these files was judged.",
            [f"{shown(item.file)}: {shown(item.problem)} {shown(item.remedy)}" for item in outcome.unread],
        ),
        (
            "Internal errors",
            "These rules failed by their own fault; they said nothing there.",
            [f"{item.rule} on {shown(item.address)}: {shown(item.error)}" for item in outcome.crashes],
        ),
        ("Remarks", "About allowances and the baseline.", [shown(item.text) for item in outcome.remarks]),
        (
            "Allowed",
            "Findings that somebody allowed, and why.",
            [
                f"{item.finding.rule} at {place_of(item.finding)}: {shown(item.reason)} (by {shown(item.by)})"
                for item in outcome.allowed
            ],
        ),
        (
            "Known",
            "Findings that the baseline, or the earlier side of a comparison, has too.",
            [f"{item.rule} at {place_of(item)}: {shown(item.message)}" for item in outcome.known],
        ),
        (
            "Open",
            "Questions that the templates do not settle: neither a pass nor a fault.",
            [f"{item.rule} on {shown(item.label)}: {shown(item.reason)}" for item in outcome.open],
        ),
        (
            "Not judged",
            "What was met and could not be placed.",
            [f"{shown(item.what)}: {shown(item.reason)}" for item in outcome.unplaced],
        ),
    ):
        if items:
            yield title, hint, items[:_ITEMS], max(len(items) - _ITEMS, 0)


def _page(rule: RulePage) -> Markup:
    """A rule's page as HTML: its headings, paragraphs, code blocks and inline code, everything escaped."""
    parts: list[str] = []
    for index, chunk in enumerate(re.split(r"^```\w*\n(.*?)^```$", rule.page, flags=re.MULTILINE | re.DOTALL)):
        if index % 2:
            parts.append(f"<pre><code>{escape(chunk)}</code></pre>")
            continue
        for line in re.split(r"\n\s*\n|^(## .*)$", chunk, flags=re.MULTILINE):
            text = escape((line or "").strip())
            if text.startswith("## "):
                parts.append(f"<h3>{text[3:]}</h3>")
            elif text:
                parts.append("<p>" + re.sub(r"`([^`]+)`", r"<code>\1</code>", text) + "</p>")
    return Markup("\n".join(parts))  # noqa: S704
