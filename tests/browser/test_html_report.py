"""The HTML report in a real Chromium: clicking, filtering, hostile text, no request, light and dark."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from wellwired.reports import Report, render

laid = import_module("reports.laid")  # tests/reports/laid.py: pytest has tests/ on the path

pytestmark = pytest.mark.browser


class Opened:
    """A report in a page of its own, with what the browser said about it."""

    def __init__(self, browser: Browser, folder: Path, report: Report, theme: str = "light") -> None:
        file = folder / "report.html"
        file.write_text(render("html", report), encoding="utf-8")
        self.said: list[str] = []
        self.requests: list[str] = []
        context = browser.new_context(color_scheme="dark" if theme == "dark" else "light")
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(file.as_uri())
        self.address = file.as_uri()

    def visible(self) -> list[str]:
        return [text.split("\n")[0] for text in self.page.locator(".finding:visible summary").all_inner_texts()]


@pytest.fixture
def shop(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(browser, tmp_path, laid.judge_shop().report)
    yield opened
    assert opened.said == []
    assert opened.requests == [opened.address]
    opened.page.context.close()


def test_a_click_on_a_finding_opens_it_and_lights_up_its_wire(shop: Opened) -> None:
    finding = shop.page.locator(".finding", has_text="calls the function by GET")
    body = finding.locator(".body")
    assert not body.is_visible()
    finding.locator("summary").click()
    assert body.is_visible()
    assert finding.locator("mark").inner_text() == "IntegrationHttpMethod"
    lit = shop.page.locator(".wiring .lit title").all_text_contents()
    assert sorted(lit) == ["OrdersFunction", "POST /orders", "wrong-method"]
    assert shop.page.locator(".wiring.dimmed").count() == 1
    finding.locator("summary").click()
    shop.page.wait_for_selector(".wiring:not(.dimmed)")


def test_the_filter_takes_words_and_severities(shop: Opened) -> None:
    assert len(shop.visible()) == 7
    shop.page.fill("#search", "orders GET")
    assert shop.visible() == [
        "POST /orders (OrdersPost) calls the function by GET, and Lambda takes only POST",
        "Permission OrdersPermission covers GET only: POST /orders may not be invoked",
    ]
    assert shop.page.locator("#count").inner_text() == "2 of 7"
    shop.page.fill("#search", "")
    shop.page.locator(".chip.error").click()
    assert len(shop.visible()) == 3
    shop.page.locator(".chip.warning").click()
    shop.page.locator(".chip.note").click()
    assert shop.visible() == []
    assert shop.page.locator("#none").is_visible()
    assert not shop.page.locator(".file").first.is_visible()


def test_a_click_on_a_box_lists_only_its_findings(shop: Opened) -> None:
    shop.page.locator(".wiring .box", has_text="OrdersFunction").click()
    assert len(shop.visible()) == 3
    assert shop.page.locator("#only").is_visible()
    shop.page.keyboard.press("Escape")
    assert len(shop.visible()) == 7


def test_the_keyboard_reaches_a_box_and_the_filter(shop: Opened) -> None:
    shop.page.locator(".wiring .box", has_text="ServerErrors").focus()
    shop.page.keyboard.press("Enter")
    assert shop.visible() == ["Alarm ServerErrors can never fire"]
    shop.page.keyboard.press("Escape")
    shop.page.keyboard.press("/")
    shop.page.keyboard.type("silent")
    assert shop.visible() == ["Alarm ServerErrors can never fire"]


def test_a_rule_named_in_a_finding_opens_its_page(shop: Opened) -> None:
    finding = shop.page.locator(".finding", has_text="can never fire")
    finding.locator("summary").click()
    finding.locator("a").first.click()
    assert shop.page.locator("#rule-silent-alarm p").first.is_visible()


def test_a_finding_leads_to_the_drawing(shop: Opened) -> None:
    finding = shop.page.locator(".finding", has_text="can never fire")
    finding.locator("summary").click()
    shop.page.locator(".drawing summary").click()  # closed by hand
    finding.locator("a", has_text="show it in the drawing").click()
    assert shop.page.evaluate("location.hash") == "#drawing0"


def test_the_page_follows_the_system_theme_and_the_button(browser: Browser, tmp_path: Path) -> None:
    def background(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = Opened(browser, tmp_path, laid.judge_shop().report)
    dark = Opened(browser, tmp_path, laid.judge_shop().report, "dark")
    assert background(light.page) == "rgb(248, 248, 246)"
    assert background(dark.page) == "rgb(18, 20, 23)"
    dark.page.locator("#theme").click()
    assert background(dark.page) == background(light.page)


def test_red_wires_are_red(shop: Opened) -> None:
    stroke = shop.page.locator(".wire.broken.error .line").first.evaluate("node => getComputedStyle(node).stroke")
    assert stroke == "rgb(191, 42, 48)"


def test_hostile_text_stays_text(browser: Browser, tmp_path: Path) -> None:
    opened = Opened(browser, tmp_path, laid.make_hostile_report())
    opened.page.locator("#expand").click()
    opened.page.fill("#search", "<script>alert(1)</script>")
    assert len(opened.visible()) == 9
    assert all("<script>alert(1)</script>" in text for text in opened.visible())
    opened.page.locator(".wiring .box").first.click()
    assert opened.said == []
    assert opened.requests == [opened.address]
    assert opened.page.locator("script").count() == 1


def test_the_page_runs_nothing_but_its_own_script(shop: Opened) -> None:
    shop.page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=http://127.0.0.1:9/x onerror=alert(1)>')"
    )
    shop.page.wait_for_timeout(200)
    assert any("Content Security Policy" in line for line in shop.said)
    assert not [line for line in shop.said if line.startswith("dialog")]
    shop.said.clear()
    shop.requests[1:] = []  # the browser names what it then refuses to load
