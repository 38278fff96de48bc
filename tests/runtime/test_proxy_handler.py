"""Whatever happens inside a wrapped handler, what leaves it is a proxy response."""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, CORSConfig, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wellwired.constructs.cors import DEFAULT_EXPOSE_HEADERS
from wellwired.runtime import Problem, check_proxy_response, proxy_handler, to_json
from wellwired.runtime.proxy_handler import EXPOSED_HEADERS

from .conftest import API_REQUEST_ID, FUNCTION_REQUEST_ID, Context
from .problems import problem_of
from .returned_values import HOSTILE_VALUES

Event = dict[str, Any]
LogLines = Callable[[], list[dict[str, Any]]]


def test_a_good_answer_goes_through(event: Event, context: Context, log_lines: LogLines) -> None:
    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        return {"statusCode": 200, "headers": {"x": "1"}, "body": event["pathParameters"]["id"]}

    assert handler(event, context) == {"statusCode": 200, "headers": {"x": "1"}, "body": "7"}
    assert log_lines() == []


def test_an_exception_is_a_problem_with_the_ids_and_without_a_leak(
    event: Event, context: Context, log_lines: LogLines
) -> None:
    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        raise ValueError("password=hunter2 in table-prod")

    response = handler(event, context)
    assert response["statusCode"] == 500
    problem = problem_of(response)
    assert problem["requestId"] == API_REQUEST_ID
    assert problem["reference"] == "WW-500-UNHANDLED-ERROR"
    assert "hunter2" not in json.dumps(response)
    assert "ValueError" not in json.dumps(response)
    assert response["headers"]["Cache-Control"] == "no-store"

    [line] = log_lines()
    assert line["level"] == "ERROR"
    assert line["errorType"] == "ValueError"
    assert line["errorMessage"] == "password=hunter2 in table-prod"
    assert line["reference"] == problem["reference"]
    assert line["apiRequestId"] == API_REQUEST_ID
    assert line["requestId"] == FUNCTION_REQUEST_ID
    assert line["route"] == "GET /orders/{id}"
    assert line["status"] == 500
    assert datetime.fromisoformat(line["timestamp"]).tzinfo is UTC
    assert any("raise ValueError" in frame for frame in line["stackTrace"])


def test_the_fingerprint_groups_one_fault_and_parts_two(event: Event, context: Context, log_lines: LogLines) -> None:
    def fails_here(event: Event, context: Context) -> Event:
        raise ValueError(str(time.time_ns()))

    def fails_there(event: Event, context: Context) -> Event:
        raise ValueError("x")

    for handler in (fails_here, fails_here, fails_there):
        proxy_handler(handler)(event, context)
    first, second, third = [line["fingerprint"] for line in log_lines()]
    assert first == second != third


@pytest.mark.parametrize("error", [SystemExit(3), MemoryError(), GeneratorExit(), asyncio.CancelledError()])
def test_no_way_out_of_the_process_is_a_502(
    error: BaseException, event: Event, context: Context, log_lines: LogLines
) -> None:
    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        raise error

    assert problem_of(handler(event, context))["status"] == 500
    assert [line["errorType"] for line in log_lines()] == [type(error).__name__]


def test_endless_recursion_is_a_problem_with_a_bounded_log_line(
    event: Event, context: Context, log_lines: LogLines
) -> None:
    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        return handler.__wrapped__(event, context)  # type: ignore[attr-defined, no-any-return]

    assert problem_of(handler(event, context))["status"] == 500
    assert len(json.dumps(log_lines())) < 100_000


def test_an_error_that_cannot_even_be_shown_is_logged_all_the_same(
    event: Event, context: Context, log_lines: LogLines
) -> None:
    class Hostile(Exception):  # noqa: N818
        def __str__(self) -> str:
            raise RuntimeError("no")

    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        raise Hostile

    assert problem_of(handler(event, context))["status"] == 500
    [line] = log_lines()
    assert line["errorType"] == "Hostile"
    assert "RuntimeError" in line["errorMessage"]


def test_a_broken_standard_output_costs_the_line_and_not_the_answer(
    event: Event, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, _text: str) -> int:
            raise OSError("no space left")

    handler = proxy_handler(lambda _event, _context: 1 / 0)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Full())
        response = handler(event, context)
    assert problem_of(response)["status"] == 500


def test_ctrl_c_is_left_to_the_developer(event: Event, context: Context) -> None:
    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handler(event, context)


def test_an_answer_that_cannot_be_sent_is_refused_with_the_reason_in_the_log(
    event: Event, context: Context, log_lines: LogLines
) -> None:
    handler = proxy_handler(lambda _event, _context: {"statusCode": 200, "error": "y"})
    assert problem_of(handler(event, context))["reference"] == "WW-500-MALFORMED-RESPONSE"
    [line] = log_lines()
    assert "/error is an unknown key" in line["message"]


def test_an_answer_over_the_limit_is_a_413_that_says_so(event: Event, context: Context, log_lines: LogLines) -> None:
    handler = proxy_handler(lambda _event, _context: {"statusCode": 200, "body": ["x" * 100] * 70_000})
    response = handler(event, context)
    assert response["statusCode"] == 413
    assert problem_of(response)["reference"] == "WW-413-RESPONSE-TOO-LARGE"
    [line] = log_lines()
    assert "bytes as JSON" in line["message"]


def test_a_returned_problem_gets_the_request_id(event: Event, context: Context) -> None:
    handler = proxy_handler(lambda _event, _context: Problem(status=404, detail="No order 7."))
    assert problem_of(handler(event, context))["requestId"] == API_REQUEST_ID


def test_the_type_is_a_link_to_help_when_there_is_help(event: Event, context: Context) -> None:
    handler = proxy_handler(help_url="https://docs.example.com/errors")(lambda _event, _context: None)
    problem = problem_of(handler(event, context))
    assert problem["type"] == "https://docs.example.com/errors#WW-500-MALFORMED-RESPONSE"


def test_without_an_api_request_id_the_functions_own_is_given(context: Context) -> None:
    handler = proxy_handler(lambda _event, _context: None)
    assert problem_of(handler({}, context))["requestId"] == FUNCTION_REQUEST_ID


@pytest.mark.parametrize("event", [None, [], "text", {"requestContext": "x", "headers": 1}, {"requestContext": None}])
def test_any_event_and_no_context_at_all_is_survived(event: object) -> None:
    handler = proxy_handler(cors_origins=["https://app.example.com"])(lambda _event, _context: 1 / 0)
    assert problem_of(handler(event, None))["status"] == 500


@pytest.mark.parametrize("options", [{"cors_origins": "*"}, {"time_reserve": -1}, {"time_reserve": float("nan")}])
def test_options_that_cannot_be_meant_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        proxy_handler(**options)


def test_what_is_no_handler_is_refused_at_once() -> None:
    with pytest.raises(TypeError, match="not a str"):
        proxy_handler("https://docs.example.com/errors")  # type: ignore[call-overload]


# --- CORS --------------------------------------------------------------------------------------------------------


def test_a_script_of_a_named_origin_may_read_the_error(event: Event, context: Context) -> None:
    handler = proxy_handler(cors_origins=["https://other.example.com", "https://app.example.com"])(lambda _e, _c: 1 / 0)
    headers = handler(event, context)["headers"]
    assert headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert headers["Vary"] == "Origin"
    assert "Retry-After" in headers["Access-Control-Expose-Headers"]


def test_a_script_of_another_origin_may_not(event: Event, context: Context) -> None:
    handler = proxy_handler(cors_origins=["https://other.example.com"])(lambda _e, _c: 1 / 0)
    headers = handler(event, context)["headers"]
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Vary"] == "Origin"


def test_any_origin_may_where_any_is_named(event: Event, context: Context) -> None:
    handler = proxy_handler(cors_origins=["*"])(lambda _e, _c: 1 / 0)
    assert handler(event, context)["headers"]["Access-Control-Allow-Origin"] == "*"


def test_the_exposed_headers_are_those_of_the_gateways_own_errors() -> None:
    assert EXPOSED_HEADERS.split(",") == list(DEFAULT_EXPOSE_HEADERS)


# --- Powertools --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def resolver_handler() -> Callable[[Event, Context], Event]:
    app = APIGatewayRestResolver(cors=CORSConfig(allow_origin="https://app.example.com"), serializer=to_json)

    @app.get("/good")
    def good() -> dict[str, object]:
        return {"when": datetime(2026, 1, 2, tzinfo=UTC)}

    @app.get("/raises")
    def raises() -> dict[str, object]:
        raise LookupError("secret")

    @app.get("/text-dict")
    def text_dict() -> Response[dict[str, int]]:
        return Response(status_code=200, content_type="text/plain", body={"a": 1})

    @app.get("/integer-header")
    def integer_header() -> Response[str]:
        return Response(200, "text/plain", "", headers={"x": 5})  # type: ignore[dict-item]

    @app.get("/no-content")
    def no_content() -> Response[str]:
        return Response(status_code=204)

    @app.get("/large")
    def large() -> Response[str]:
        return Response(200, "text/plain", "x" * 7_000_000)

    @app.get("/bytes")
    def picture() -> Response[bytes]:
        return Response(200, "image/png", b"\x89PNG")

    return proxy_handler(app.resolve)


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/good", 200, '{"when":"2026-01-02T00:00:00+00:00"}'),
        ("/raises", 500, None),
        ("/text-dict", 200, '{"a":1}'),
        ("/integer-header", 500, None),
        ("/no-content", 204, None),
        ("/large", 413, None),
        ("/bytes", 200, "iVBORw=="),
        ("/nowhere", 404, None),
    ],
)
def test_around_a_powertools_resolver(
    path: str, status: int, body: str | None, resolver_handler: Callable[..., Event], event: Event, context: Context
) -> None:
    response = resolver_handler({**event, "path": path, "resource": path}, context)
    assert check_proxy_response(response) == []
    assert response["statusCode"] == status
    if body is not None:
        assert response["body"] == body


# --- anything ----------------------------------------------------------------------------------------------------


_RAISED = st.none() | st.sampled_from([ValueError, SystemExit, RecursionError])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(returned=HOSTILE_VALUES, raised=_RAISED)
def test_what_leaves_never_breaks_the_contract(
    returned: object, raised: type[BaseException] | None, event: Event, context: Context
) -> None:
    @proxy_handler(cors_origins=["*"])
    def handler(event: Event, context: Context) -> object:
        if raised:
            raise raised(returned)
        return returned

    response = handler(event, context)
    assert check_proxy_response(response) == []
    json.dumps(response, ensure_ascii=False, allow_nan=False).encode()
    assert isinstance(response["statusCode"], int)
