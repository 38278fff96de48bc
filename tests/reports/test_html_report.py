"""The report as one HTML file; what a browser makes of it is tested in tests/browser."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser

from wellwired.reports import Report, render

from .laid import Judged


class Elements(HTMLParser):
    """Every tag with its attributes, and the text of every style and script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.raw: dict[str, list[str]] = {"style": [], "script": []}
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside in self.raw:
            self.raw[self._inside].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""


def test_the_page_needs_nothing_else(shop: Judged) -> None:
    elements = Elements(render("html", shop.report))
    for tag, attributes in elements.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base", "form"}
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_the_security_policy_allows_exactly_its_own_style_and_script(shop: Judged) -> None:
    elements = Elements(render("html", shop.report))
    policy = next(item["content"] for tag, item in elements.tags if item.get("http-equiv") == "Content-Security-Policy")
    assert policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        (text,) = elements.raw[kind]
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy


def test_every_finding_is_a_card_with_its_excerpt_and_marks_its_wire(shop: Judged) -> None:
    text = render("html", shop.report)
    assert text.count('<details class="finding ') == len(shop.outcome.findings)
    assert '<span class="hot"><i>37</i>        <mark>IntegrationHttpMethod</mark>: GET</span>' in text
    marks = re.findall(r'data-marks="([^"]*)"', text)
    wired = [group for group in marks if "w" in group]
    assert len(wired) == 4
    ids = set(re.findall(r' id="(d\d+[bw]\d+)"', text))
    assert {mark for group in marks for mark in group.split()} <= ids


def test_the_rules_that_found_something_are_explained(shop: Judged) -> None:
    text = render("html", shop.report)
    assert '<details class="page" id="rule-wrong-method">' in text
    assert "<h3>What it sees</h3>\n<p>A <code>thing</code> that is not wired.</p>" in text
    assert "<pre><code>Resources: {}\n</code></pre>" in text
    assert 'id="rule-unknown-thing"' not in text


def test_nothing_found_is_a_page_too(clean: Report) -> None:
    text = render("html", clean)
    assert "Nothing found" in text
    assert "in 1 REST API, 12 resources, 1 file" in text


def test_hostile_names_become_no_element_and_no_attribute(hostile: Report, clean: Report) -> None:
    text = render("html", hostile)
    assert "\x1b" not in text
    assert "\u202e" not in text
    known = {tag for tag, _ in Elements(render("html", clean)).tags}
    scripts = [tag for tag, _ in Elements(text).tags if tag == "script"]
    assert len(scripts) == 1
    assert "script" in known
    assert "&lt;script&gt;alert(1)" in text


def test_very_many_findings_stay_a_page_that_opens(shop: Judged) -> None:
    many = [item._replace(address=f"shop/{index}") for index in range(1_000) for item in shop.outcome.findings]
    text = render("html", replace(shop.report, outcome=replace(shop.outcome, findings=many)))
    assert text.count('<details class="finding ') == len(many)
    assert text.count('<pre class="source">') == 2_000
