"""The little of HTTP that the Runtime API speaks: however its bytes arrive, and whatever they are."""

import asyncio
from itertools import pairwise
from typing import cast

from hypothesis import given
from hypothesis import strategies as st

from wellwired.gateway.functions.failures import RESPONSE_LIMIT
from wellwired.gateway.functions.runtime_api import Line


class Desk:
    """Notes what it is asked, and takes everything."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int | None]] = []

    def take_next(self, line: Line) -> None:
        self.asked.append(("next", "", 0))
        line.answer(200, {"Lambda-Runtime-Trace-Id": "a\r\nInjected: b"}, b"{}")

    def take_response(self, request_id: str, body: bytes | None) -> bool:
        self.asked.append(("response", request_id, None if body is None else len(body)))
        return body is not None

    def take_error(self, request_id: str, body: bytes | None) -> bool:
        self.asked.append(("error", request_id, None if body is None else len(body)))
        return body is not None


class Wire:
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        self.written = b""
        self.is_aborted = False

    def write(self, data: bytes) -> None:
        self.written += data

    def abort(self) -> None:
        self.is_aborted = True

    def is_closing(self) -> bool:
        return self.is_aborted


def receive(*parts: bytes) -> tuple[Desk, Wire]:
    desk, wire = Desk(), Wire()
    line = Line(desk, set())
    line.connection_made(cast("asyncio.BaseTransport", wire))
    for part in parts:
        if not wire.is_aborted:
            line.data_received(part)
    return desk, wire


ROOT = b" /2018-06-01/runtime/"
TALK = (
    b"GET" + ROOT + b"invocation/next HTTP/1.1\r\nHost: x\r\n\r\n"
    b"POST" + ROOT + b"invocation/id-1/response HTTP/1.1\r\nCONTENT-LENGTH: 5\r\n\r\n12345"
    b"POST" + ROOT + b"invocation/id-2/error HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
    b"POST" + ROOT + b"init/error HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"
)
ASKED = [("next", "", 0), ("response", "id-1", 5), ("error", "id-2", 0), ("error", "", 2)]


@given(st.lists(st.integers(0, len(TALK)), max_size=6))
def test_requests_are_understood_however_their_bytes_arrive(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(TALK)]
    desk, wire = receive(*(TALK[start:end] for start, end in pairwise(places)))
    assert desk.asked == ASKED
    assert wire.written.count(b"HTTP/1.1 202 Accepted\r\n") == 3


@given(st.lists(st.binary(max_size=80), max_size=4), st.integers(0, len(TALK)))
def test_no_bytes_do_harm(parts: list[bytes], cut: int) -> None:
    receive(*parts, TALK[cut:])
    receive(TALK[:cut], *parts)


def test_a_header_holds_no_line_end() -> None:
    _, wire = receive(TALK)
    assert b"Lambda-Runtime-Trace-Id: a Injected: b\r\n" in wire.written


def test_a_body_that_is_too_long_is_counted_and_refused_and_the_next_request_is_understood() -> None:
    head = b"POST" + ROOT + b"invocation/id/response HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (RESPONSE_LIMIT + 1)
    desk, wire = receive(head, b"x" * RESPONSE_LIMIT, b"x" + TALK)
    assert desk.asked == [("response", "id", None), *ASKED]
    assert wire.written.startswith(b"HTTP/1.1 413 Payload Too Large\r\n")


def test_what_is_no_request_of_a_runtime_is_refused() -> None:
    for request, status in (
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"GET" + ROOT + b"invocation/next HTTP/1.1\r\nOrigin: https://example.com\r\n\r\n", b"400"),
        (b"POST" + ROOT + b"invocation/id/response HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"400"),
        (b"POST" + ROOT + b"invocation/id/response HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", b"400"),
    ):
        desk, wire = receive(request)
        assert desk.asked == []
        assert wire.written.startswith(b"HTTP/1.1 " + status)


def test_a_head_without_end_ends_the_connection() -> None:
    _, wire = receive(b"GET" + ROOT, b"x" * 2_100_000)
    assert wire.is_aborted
