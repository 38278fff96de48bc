"""What is shown and written of a request: terminal, log files, the page's data."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import FakeFunctions, Handler
from tests.serving.conftest import TEMPLATE
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.invocation import FunctionThrottledError, StillRunningError
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.messages import Request
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text
from wellwired.reports.drawing import draw
from wellwired.serving.explaining import explain
from wellwired.serving.history import KEPT, History
from wellwired.serving.log_folder import LogFolder, file_name
from wellwired.serving.narrator import Narrator
from wellwired.serving.terminal import Terminal
from wellwired.serving.told import tell


def answer(event: Any) -> Any:
    return {"statusCode": 200, "body": "fine"}


def throttle(event: Any) -> Any:
    raise FunctionThrottledError


def hang(event: Any) -> Any:
    raise StillRunningError


def fail(event: Any) -> Any:
    raise ValueError("no \x1b[31morder")


def exchange_of(handler: Handler = answer, template: str = TEMPLATE, **request: Any) -> tuple[Wiring, Exchange]:
    found: list[Exchange] = []
    wiring = read_text(template)
    gateway = Gateway(wiring, functions=FakeFunctions({"Handler": handler}), observe=found.append)
    gateway.handle(Request(**{"path": "/prod/items", **request}))
    return wiring, found[0]


CUT_PERMISSION = TEMPLATE.replace("Principal: apigateway.amazonaws.com", "Principal: events.amazonaws.com")


@pytest.mark.parametrize(
    ("handler", "template", "request_", "cause"),
    [
        (fail, TEMPLATE, {}, "502-handler-exception"),
        (lambda _: {"status": 1}, TEMPLATE, {}, "502-malformed-unknown-key"),
        (lambda _: {"statusCode": 200, "body": {}}, TEMPLATE, {}, "502-malformed-body-object"),
        (throttle, TEMPLATE, {}, "500-lambda-throttled"),
        (hang, TEMPLATE, {}, "504-timeout"),
        (answer, CUT_PERMISSION, {}, "500-lambda-permission"),
        (answer, TEMPLATE, {"method": "POST"}, "403-api-key-missing"),
        (answer, TEMPLATE, {"method": "POST", "headers": (("x-api-key", "guess"),)}, "403-api-key-unknown"),
        (answer, TEMPLATE, {"path": "/prod/nothing"}, "403-missing-auth-token-path"),
        (answer, TEMPLATE, {"path": "/dev/items"}, "403-unknown-stage"),
        (lambda _: {"statusCode": 404}, TEMPLATE, {}, "404-from-handler"),
    ],
)
def test_an_error_is_traced_to_its_cause(handler: Handler, template: str, request_: dict[str, Any], cause: str) -> None:
    explanation = explain(exchange_of(handler, template, **request_)[1])
    assert explanation is not None
    assert explanation.cause is not None
    assert explanation.cause.id == cause


def test_a_request_cannot_talk_itself_into_another_cause() -> None:
    lie = (("User-Agent", "Execution failed due to a timeout error"), ("X", "Malformed Lambda proxy response"))
    explanation = explain(exchange_of(fail, headers=lie, body=b"Invalid permissions on Lambda function")[1])
    assert explanation is not None
    assert explanation.cause is not None
    assert explanation.cause.id == "502-handler-exception"


def test_an_answer_that_aws_never_gives_is_laid_at_no_cause() -> None:
    unknown = "Parameters: {Form: {Type: String}}" + TEMPLATE.replace("Type: NONE", "Type: !Ref Form")
    explanation = explain(exchange_of(template=unknown)[1])
    assert explanation is not None
    assert (explanation.cause, explanation.detail) == (None, "parameter Form has no value and no default")


def test_a_success_needs_no_explanation() -> None:
    assert explain(exchange_of()[1]) is None


def show(exchange: Exchange, *, color: bool = False) -> list[str]:
    lines: list[str] = []
    Terminal(lines.append, color=color).show(exchange, explain(exchange))
    return lines


def test_a_request_is_one_line_and_an_error_is_opened_below_it() -> None:
    (line,) = show(exchange_of()[1])
    assert line.split()[1:] == ["200", "GET", "/prod/items", line.split()[4], "ms", "GET", "/items"]
    first, *rest = show(exchange_of(lambda _: {"status": 1})[1])
    assert " 502 " in first
    assert rest[0].strip() == "refused  Integration: /status is an unknown key 'status'"
    assert rest[1].split()[0] == "cause"
    assert any(row.strip().startswith("fix ") for row in rest)


def test_what_a_client_or_a_handler_says_cannot_steer_the_terminal() -> None:
    lines = show(exchange_of(fail, path="/prod/items", method="GET")[1])
    lines += show(exchange_of(path="/\x1b]0;title\x07\n/forged")[1])
    terminal = Terminal(lines.append, color=False)
    terminal.show_line("Fn\x1b[2J", "text \x1b[31m\r\nsecond")
    terminal.note("note \x9b31m")
    assert not [line for line in lines if any(ord(character) < 32 or 127 <= ord(character) < 160 for character in line)]


def test_colours_are_there_only_where_they_are_wanted() -> None:
    exchange = exchange_of(fail)[1]
    assert "\x1b[31;1m502" in show(exchange, color=True)[0]
    assert "\x1b" not in "".join(show(exchange))


def test_keys_are_shown_only_to_whoever_asks() -> None:
    lines: list[str] = []
    terminal = Terminal(lines.append, color=False)
    terminal.tell_keys((("partner", "s3cret"),), shown=False)
    assert lines == ["1 API key made up for this run; --show-keys shows what to send"]
    terminal.tell_keys((("partner", "s3cret"),), shown=True)
    assert lines[1:] == ["x-api-key: s3cret  partner"]


def read_lines(folder: Path, group: str) -> list[str]:
    return (folder / file_name(group)).read_text().splitlines()


def write(folder: Path, *exchanges: Exchange) -> None:
    logs = LogFolder(folder)
    for exchange in exchanges:
        logs.write_exchange(exchange)
    logs.close()


def test_both_logs_are_written_in_files_named_after_their_groups(tmp_path: Path) -> None:
    _, exchange = exchange_of(fail)
    write(tmp_path, exchange)
    api = exchange.context["apiId"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"API-Gateway-Execution-Logs_{api}%2Fprod.log",
        "shop%2Faccess.log",
    ]
    execution = read_lines(tmp_path, f"API-Gateway-Execution-Logs_{api}/prod")
    assert execution[-1].endswith(f"Z ({exchange.request_id}) Method completed with status: 502")
    assert not [line for line in execution if "request body before" in line]  # no data trace, no data
    (access,) = read_lines(tmp_path, "shop/access")
    assert json.loads(access.partition(" ")[2])["status"] == "502"


def test_data_is_written_only_with_data_trace(tmp_path: Path) -> None:
    traced = TEMPLATE.replace("LoggingLevel: INFO", "LoggingLevel: INFO, DataTraceEnabled: true")
    _, exchange = exchange_of(template=traced, body=b"order 7")
    write(tmp_path, exchange)
    text = "\n".join(read_lines(tmp_path, f"API-Gateway-Execution-Logs_{exchange.context['apiId']}/prod"))
    assert "Method request body before transformations: order 7" in text


def test_an_event_cannot_forge_another_one(tmp_path: Path) -> None:
    logs = LogFolder(tmp_path)
    logs.write_line("/aws/lambda/x", "first\n2026-01-01T00:00:00.000Z (id) forged\x1b[2J\n")
    logs.close()
    lines = read_lines(tmp_path, "/aws/lambda/x")
    assert lines[1] == "\t2026-01-01T00:00:00.000Z (id) forged\\x1b[2J"


@pytest.mark.parametrize("group", ["../../etc/passwd", "..", ".", "/", "a" * 512, "CON", "", "a\0b"])
def test_no_group_name_leaves_the_folder(tmp_path: Path, group: str) -> None:
    folder = tmp_path / "logs"
    logs = LogFolder(folder)
    logs.write_line(group, "text")
    logs.close()
    assert [path.parent for path in tmp_path.rglob("*.log")] == [folder]


def test_only_the_last_requests_are_kept_and_without_bodies() -> None:
    wiring, exchange = exchange_of(body=b"x" * 1_000)
    history = History()
    heard: list[int] = []
    end = history.listen(lambda: heard.append(1))
    for _ in range(KEPT + 5):
        history.add(exchange, None, wiring)
    end()
    history.add(exchange, None, wiring)
    kept = history.since(0)
    assert (len(kept), kept[0].number, len(heard)) == (KEPT, 7, KEPT + 5)
    assert not any(noted.exchange.request.body for noted in kept)
    assert exchange.request.body
    assert exchange.response is not None
    assert exchange.response.body


def told_of(handler: Handler = answer, **request: Any) -> dict[str, Any]:
    wiring, exchange = exchange_of(handler, **request)
    history = History()
    history.add(exchange, explain(exchange), wiring)
    return tell(history.since(0)[0], [(wiring, draw(wiring, ()))])


def test_the_page_is_told_the_path_through_the_wiring_and_where_it_broke() -> None:
    wiring, _ = exchange_of()
    drawing = draw(wiring, ())
    title = {f"d0b{place}": box.called for place, box in enumerate(drawing.boxes)}
    fine, failed, lost = told_of(), told_of(fail), told_of(path="/prod/nothing")
    assert [title[at] for at in fine["taken"] if at in title] == ["caller", "REST API", "stage", "2 routes", "function"]
    assert fine["broken"] == ()
    assert [title.get(at, "wire") for at in failed["broken"]] == ["function", "wire"]
    assert [title.get(at, "wire") for at in lost["broken"]] == ["stage", "wire"]
    assert [step["verdict"] for step in failed["steps"]][-1] == "refused"


def test_the_page_is_told_which_lines_aws_would_write_and_no_data_without_trace() -> None:
    told = told_of(body=b"card 4111")
    assert all(line["written"] for line in told["log"])
    assert "4111" not in json.dumps(told)
    quiet = told_of(template=TEMPLATE.replace("LoggingLevel: INFO", "LoggingLevel: ERROR"))
    assert quiet["log"]
    assert not any(line["written"] for line in quiet["log"])


def test_a_log_that_cannot_be_written_is_said_once_and_serving_goes_on(tmp_path: Path) -> None:
    lines: list[str] = []
    logs = LogFolder(tmp_path)
    tmp_path.joinpath(file_name("shop/access")).mkdir()
    narrator = Narrator(Terminal(lines.append, color=False), History(), logs, lambda: None)
    wiring, exchange = exchange_of()
    narrator.exchange(wiring, exchange)
    narrator.exchange(wiring, exchange)
    narrator.close()
    assert sum("the log files are not written any more" in line for line in lines) == 1
    assert sum(" 200 " in line for line in lines) == 2
