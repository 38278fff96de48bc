"""What is served, and its replacement: keys, broken templates and changed code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wellwired.errors import UnreadableError, UsageError
from wellwired.gateway.messages import Request, Response
from wellwired.serving.history import History
from wellwired.serving.narrator import Narrator
from wellwired.serving.session import Session
from wellwired.serving.sites import Wanted
from wellwired.serving.terminal import Terminal


class Open:
    """A session with what its terminal shows."""

    def __init__(self, template: Path, *, api: str = "", stage: str = "") -> None:
        self.lines: list[str] = []
        self.history = History()
        terminal = Terminal(self.lines.append, color=False)
        self.narrator = Narrator(terminal, self.history, None, lambda: None)
        try:
            self.session = Session(Wanted(path=str(template), api=api, stage=stage), self.narrator, terminal)
        except BaseException:
            self.narrator.close()
            raise

    def call(self, path: str = "/prod/items", query: str = "", **headers: str) -> Response:
        sent = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        request = Request(method="POST" if headers else "GET", path=path, query=query, headers=sent)
        return self.session.handle(self.session.served.sites[0].key, request)

    def close(self) -> None:
        self.session.close()
        self.narrator.close()


@pytest.fixture
def opened(shop: Path) -> Iterator[Open]:
    found = Open(shop)
    yield found
    found.close()


def test_a_request_is_answered_by_the_function_beside_the_template(opened: Open) -> None:
    assert opened.call().body == b"first"
    assert opened.call(query="do=raise").status == 502


def test_code_that_changes_answers_the_next_request(opened: Open, shop: Path) -> None:
    assert opened.call().body == b"first"
    code = shop.parent / "src" / "items.py"
    code.write_text(code.read_text().replace("first", "second"))
    assert opened.session.reload_code([code]) == ["Handler"]
    assert opened.call().body == b"second"
    assert opened.session.reload_code([shop.parent / "elsewhere.py"]) == []


def test_a_template_that_changes_is_served_with_the_same_keys(opened: Open, shop: Path) -> None:
    ((_, key),) = opened.session.served.api_keys
    shop.write_text(shop.read_text().replace("StageName: prod", "StageName: next"))
    assert opened.session.reload()
    assert opened.call().status == 403
    assert opened.call("/next/items", x_api_key=key).status == 200
    assert opened.call("/next/items", x_api_key="another").status == 403


def test_a_broken_template_leaves_what_is_served(opened: Open, shop: Path) -> None:
    before = opened.session.served
    shop.write_text("Resources: [")
    assert not opened.session.reload()
    assert opened.session.served is before
    assert opened.call().status == 200
    opened.narrator.close()
    assert any("not taken over, the API is served as before" in line for line in opened.lines)


def test_an_api_that_left_the_template_answers_503(opened: Open, shop: Path) -> None:
    key = opened.session.served.sites[0].key
    shop.write_text(shop.read_text().replace("  Api:\n", "  Other:\n").replace("Ref Api", "Ref Other"))
    shop.write_text(shop.read_text().replace("GetAtt Api", "GetAtt Other").replace("${Api}", "${Other}"))
    assert opened.session.reload()
    assert opened.session.handle(key, Request()).status == 503


def test_a_fault_of_the_gateway_itself_is_an_answer(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> Response:
        raise RuntimeError("own fault")

    monkeypatch.setattr(opened.session.served.sites[0].gateway, "handle", fail)
    answer = opened.call()
    assert (answer.status, answer.body) == (500, b"wellwired: internal error: RuntimeError: own fault\n")


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [({"api": "other"}, "there is no REST API 'other'"), ({"stage": "dev"}, "no API has the stage 'dev'")],
)
def test_an_api_or_stage_that_is_not_there_is_named(shop: Path, wanted: dict[str, str], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Open(shop, **wanted)


@pytest.mark.parametrize("api", ["shop", "Api"])
def test_an_api_is_found_by_its_name_and_its_logical_id(shop: Path, api: str) -> None:
    found = Open(shop, api=api, stage="prod")
    assert [site.name for site in found.session.served.sites] == ["shop"]
    found.close()


def test_a_template_without_a_rest_api_is_refused(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    with pytest.raises(UsageError, match="there is no REST API to serve"):
        Open(tmp_path / "queue.yaml")


def test_a_cdk_app_is_asked_to_be_synthesised(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text("{}")
    with pytest.raises(UsageError, match=r"run `cdk synth` there, then `wellwired serve .*cdk.out`"):
        Open(tmp_path)


def test_what_cannot_be_read_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        Open(tmp_path / "nothing.yaml")
