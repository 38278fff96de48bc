"""The pages at /_wellwired over HTTP: who may read them, and what they send."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving.test_serve_command import run_server


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from tests.serving.conftest import HANDLER, TEMPLATE

    folder: Path = tmp_path_factory.mktemp("shop")
    (folder / "src").mkdir()
    (folder / "src" / "items.py").write_text(HANDLER)
    (folder / "shop.yaml").write_text(TEMPLATE)
    with run_server(str(folder / "shop.yaml"), "--no-reload") as server:
        yield server.until(r"^shop  (\S+)/prod$")[1]


def ask(url: str, method: str = "GET", **headers: str) -> tuple[int, Any, str]:
    asked = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def test_the_page_lets_in_nothing_but_its_own_style_and_script(base: str) -> None:
    status, headers, text = ask(f"{base}/_wellwired")
    assert status == 200
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert (f"{base}/prod" in text, text.count("<script>")) == (True, 1)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.1:80", "[", ""])
@pytest.mark.parametrize("page", ["", "/requests"])
def test_a_name_that_is_not_this_machines_is_refused(base: str, host: str, page: str) -> None:
    assert ask(f"{base}/_wellwired{page}", Host=host)[0] == 403


@pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1", "[::1]:3000"])
def test_this_machines_own_names_are_let_in(base: str, host: str) -> None:
    assert ask(f"{base}/_wellwired", Host=host)[0] == 200


def test_the_pages_are_only_read(base: str) -> None:
    assert ask(f"{base}/_wellwired", "POST")[0] == 405
    assert ask(f"{base}/_wellwired/else")[0] == 404


def test_requests_are_told_as_they_come_and_from_where_a_page_left_off(base: str) -> None:
    def read(count: int, **headers: str) -> list[dict[str, Any]]:
        asked = urllib.request.Request(f"{base}/_wellwired/requests", headers=headers)
        with urllib.request.urlopen(asked, timeout=10) as stream:
            lines = (line.decode() for line in stream)
            told = (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: {"))
            return [next(told) for _ in range(count)]

    ask(f"{base}/prod/items?token=s3cret")
    ask(f"{base}/prod/items?do=raise")
    first, second = read(2)
    assert (first["status"], first["path"], second["status"]) == (200, "/prod/items", 502)
    assert second["explanation"]["cause"]["id"] == "502-handler-exception"
    assert "s3cret" not in json.dumps([first, second])
    assert read(1, **{"Last-Event-ID": str(first["number"])}) == [second]
