"""The page at /_wellwired in a real Chromium: requests as they come, their paths, hostile text, keyboard, themes."""

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.serving.conftest import HANDLER, TEMPLATE
from tests.serving.test_serve_command import run_server

pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>"


class Shop:
    """A served API, and the page on it, with what the browser said about it."""

    def __init__(self, base: str, browser: Browser, scheme: str = "light") -> None:
        self.base = base
        self.said: list[str] = []
        self.asked: list[str] = []
        context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 1280, "height": 900}
        )
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(f"dialog: {dialog.message}"))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(f"{base}/_wellwired")
        expect(self.page.locator("#state")).to_have_text("listening")

    def call(self, path: str, method: str = "GET") -> None:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.base}{path}", method=method), timeout=10):
                pass
        except urllib.error.HTTPError as error:
            error.close()

    @property
    def rows(self) -> Locator:
        return self.page.locator(".request:visible")

    @property
    def told(self) -> Locator:
        return self.page.locator("#told")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "items.py").write_text(HANDLER.replace("no order", f"no order {HOSTILE}"))
    (tmp_path / "shop.yaml").write_text(TEMPLATE)
    with run_server(str(tmp_path / "shop.yaml")) as server:
        yield server.until(r"^shop  (\S+)/prod$")[1]


@pytest.fixture
def shop(base: str, browser: Browser) -> Iterator[Shop]:
    opened = Shop(base, browser)
    yield opened
    assert opened.said == []
    assert {urllib.parse.urlsplit(url).path for url in opened.asked} == {"/_wellwired", "/_wellwired/requests"}
    opened.page.context.close()


def test_a_request_shows_up_by_itself_with_its_path_log_and_cause(shop: Shop) -> None:
    expect(shop.page.locator("#none")).to_be_visible()
    shop.call("/prod/items?do=raise")
    expect(shop.rows).to_have_text(["502GET/prod/items" + shop.rows.locator(".took").inner_text()])
    expect(shop.told.locator(".cause p")).to_have_text("The handler raised an exception")
    expect(shop.told.locator(".steps .refused b")).to_have_text("Integration")
    expect(shop.told.locator(".steps .passed b").first).to_have_text("Route")
    expect(shop.told.locator(".log .bad").first).to_contain_text("Lambda execution failed")
    expect(shop.page.locator("#none")).to_be_hidden()


def test_the_path_is_drawn_into_the_wiring_and_broken_where_it_broke(shop: Shop) -> None:
    shop.call("/prod/items")
    lit = shop.page.locator(".wiring .box.lit .called")
    expect(lit).to_have_text(["caller", "REST API", "stage", "2 routes", "function"], use_inner_text=False)
    expect(shop.page.locator(".wiring .refused")).to_have_count(0)
    shop.call("/prod/items?do=raise")
    expect(shop.page.locator(".wiring .box.refused .called")).to_have_text("function")
    expect(shop.page.locator(".wiring .wire.refused")).to_have_count(1)


def test_the_keyboard_walks_through_the_list_and_filters_it(shop: Shop) -> None:
    for path in ("/prod/items", "/prod/items?do=404", "/prod/nothing"):
        shop.call(path)
    expect(shop.rows).to_have_count(3)
    expect(shop.told.locator("h2")).to_have_text("403GET /prod/nothing")
    shop.page.keyboard.press("ArrowDown")
    expect(shop.told.locator("h2")).to_have_text("404GET /prod/items")
    shop.page.keyboard.press("j")
    expect(shop.told.locator("h2")).to_have_text("200GET /prod/items")
    shop.page.keyboard.press("/")
    shop.page.keyboard.type("nothing")
    expect(shop.rows).to_have_count(1)
    shop.page.keyboard.press("Escape")
    shop.page.locator("#failed").click()
    expect(shop.rows).to_have_count(2)


def test_a_chosen_request_stays_while_others_come(shop: Shop) -> None:
    shop.call("/prod/nothing")
    shop.rows.first.click()
    shop.call("/prod/items")
    expect(shop.rows).to_have_count(2)
    expect(shop.told.locator("h2")).to_have_text("403GET /prod/nothing")


def test_hostile_text_stays_text(shop: Shop) -> None:
    shop.call(f"/prod/{urllib.parse.quote(HOSTILE)}/" + "<script>alert(1)</script>".replace(" ", ""))
    shop.call("/prod/items?do=raise")
    expect(shop.told.locator(".steps .refused small")).to_contain_text(HOSTILE)
    shop.rows.last.click()
    expect(shop.told.locator("h2")).to_contain_text("<script>alert(1)</script>")
    assert shop.page.locator("#told img, #requests img, script").count() == 1  # the page's own script


def test_a_page_that_is_opened_later_has_what_came_before(shop: Shop) -> None:
    shop.call("/prod/items")
    shop.call("/prod/items?do=404")
    expect(shop.rows).to_have_count(2)
    shop.page.reload()
    expect(shop.rows).to_have_count(2)


def test_the_page_follows_the_system_theme_and_the_button(base: str, browser: Browser) -> None:
    def background(page: Page) -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light, dark = Shop(base, browser), Shop(base, browser, "dark")
    assert background(light.page) != background(dark.page)
    dark.page.locator("#theme").click()
    assert background(light.page) == background(dark.page)
