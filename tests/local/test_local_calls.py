"""First requests to a deployed API, against a small server that answers as one would."""

import json
import shlex
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from wellwired.local.calls import Answer, Call, call_endpoint, send, shortened
from wellwired.local.endpoints import Endpoint, Route

KEY = "local-key-of-twenty-characters"


class Service(BaseHTTPRequestHandler):
    """GET /health, and orders behind a key; /broken always fails."""

    def answer(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length).decode()
        status, location = self.judge(body)
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(json.dumps({"got": body}).encode())

    def judge(self, body: str) -> tuple[int, str | None]:
        if self.path == "/dev/broken":
            return 502, None
        if self.path.startswith("/dev/orders") and self.headers.get("x-api-key") != KEY:
            return 403, None
        if self.command == "POST":
            return (201, "/dev/orders/17") if json.loads(body)["item"] and self.headers.get("token") else (400, None)
        return (200, None) if self.path in ("/dev/health", "/dev/orders/17") else (404, None)

    do_GET = do_POST = answer  # noqa: N815 - the names http.server looks for

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/dev"
    server.shutdown()


ORDERS = (
    Route("GET", "/health", needs_key=False, authorization="NONE"),
    Route(
        "POST",
        "/orders",
        needs_key=True,
        authorization="NONE",
        required_headers=("token",),
        example_body='{"item": "example"}',
    ),
    Route("GET", "/orders/{order_id}", needs_key=True, authorization="NONE"),
    Route("GET", "/orders/{order_id}/lines", needs_key=True, authorization="NONE"),
    Route("DELETE", "/orders", needs_key=True, authorization="NONE"),
    Route("GET", "/admin", needs_key=False, authorization="AWS_IAM"),
)


def endpoint(url: str, *routes: Route) -> Endpoint:
    return Endpoint("orders", "dev", url, (KEY,), routes)


def told(answers: Iterator[Answer]) -> list[tuple[str, int, bool]]:
    return [(f"{a.call.method} {a.call.path}{' keyless' if a.keyless else ''}", a.status, a.is_good) for a in answers]


def test_open_and_keyed_routes_are_called_and_what_a_post_made_is_read_back(url: str) -> None:
    assert told(call_endpoint(endpoint(url, *ORDERS))) == [
        ("GET /health", 200, True),
        ("POST /orders", 201, True),
        ("POST /orders keyless", 403, True),
        ("GET /orders/17", 200, True),
    ]


def test_a_server_error_is_not_good(url: str) -> None:
    broken = Route("GET", "/broken", needs_key=False, authorization="NONE")

    assert told(call_endpoint(endpoint(url, broken))) == [("GET /broken", 502, False)]


def test_a_keyed_route_that_answers_without_the_key_is_not_good(url: str) -> None:
    careless = Route("GET", "/health", needs_key=True, authorization="NONE")

    assert told(call_endpoint(endpoint(url, careless)))[1] == ("GET /health keyless", 200, False)


def test_no_answer_at_all_is_not_good() -> None:
    answer = send(Call("GET", "/", "http://127.0.0.1:1/"))

    assert not answer.is_good
    assert "refused" in answer.body


def test_a_curl_line_says_the_whole_request_and_survives_the_shell() -> None:
    call = Call("POST", "/o", "http://127.0.0.1:1/o?a=1", (("x-api-key", "it's"),), '{"a": "$HOME"}')

    assert shlex.split(call.curl()) == [
        *("curl", "-i", "-X", "POST", "http://127.0.0.1:1/o?a=1"),
        *("-H", "x-api-key: it's", "-d", '{"a": "$HOME"}'),
    ]


def test_a_long_body_is_cut_and_stays_on_one_line() -> None:
    assert shortened('{"a":\n 1}') == '{"a": 1}'
    assert shortened("a\nb") == "a b"
    assert len(shortened("x" * 500, 100)) == 100
