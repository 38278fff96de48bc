"""HTTP on the wire: what the gateway is given is what was sent, and what it answers is what arrives."""

import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.serving.conftest import GET, Recorder, open_door, read_all
from wellwired.errors import UsageError
from wellwired.gateway.messages import Response
from wellwired.serving import doors, wire
from wellwired.serving.doors import check_loopback


def headers_of(answer: bytes) -> list[str]:
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]


def test_the_path_and_query_arrive_as_they_were_sent(door: Recorder) -> None:
    door.send(b"GET //prod/a%20b/%2F/./..%zz/;x?q=a+b&q=%C3%A9&&# HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert door.asked.path == "//prod/a%20b/%2F/./..%zz/;x"
    assert door.asked.query.startswith("q=a+b&q=%C3%A9&&")


def test_headers_keep_their_spelling_order_and_repetition(door: Recorder) -> None:
    door.send(GET + b"x-B: 1\r\nX-a: 2\r\nx-b: 3\r\nX-Latin: caf\xe9\r\nX-Utf: caf\xc3\xa9\r\n\r\n")
    assert door.asked.headers[2:] == (("x-B", "1"), ("X-a", "2"), ("x-b", "3"), ("X-Latin", "café"), ("X-Utf", "café"))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
def test_any_method_passes(door: Recorder, method: str) -> None:
    assert door.send(f"{method} /prod HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()).startswith(
        b"HTTP/1.1 200"
    )
    assert door.asked.method == method


def test_a_head_request_gets_the_length_and_no_body(door: Recorder) -> None:
    answer = door.send(b"HEAD /prod HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert "Content-Length: 4" in headers_of(answer)
    assert answer.endswith(b"\r\n\r\n")


def test_the_absolute_form_loses_its_authority(door: Recorder) -> None:
    door.send(b"GET http://127.0.0.1:3000/prod/items?a=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert (door.asked.path, door.asked.query) == ("/prod/items", "a=1")


def test_a_path_with_bytes_beyond_ascii_is_no_request(door: Recorder) -> None:
    assert b" 400 Bad Request" in door.send("GET /prod/caf\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n".encode())


def test_a_chunked_body_arrives_whole_and_a_compressed_one_as_it_is(door: Recorder) -> None:
    chunked = b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n3\r\n\x1f\x8b\x00\r\n2\r\nde\r\n0\r\n\r\n"
    door.send(GET.replace(b"GET", b"POST") + chunked)
    assert door.asked.body == b"\x1f\x8b\x00de"


def test_an_expected_continue_is_sent_before_the_body(door: Recorder) -> None:
    with socket.create_connection(("127.0.0.1", door.port), timeout=5) as connection:
        connection.sendall(b"POST /prod HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
        assert connection.recv(1_000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"ok")
        assert connection.recv(1_000).startswith(b"HTTP/1.1 200")
    assert door.asked.body == b"ok"


def test_an_answer_keeps_its_header_names_and_gets_none_but_the_transports(door: Recorder) -> None:
    door.response = Response(
        status=299, headers=(("x-mIXed", "1"), ("x-mixed", "2"), ("bad name", "3"), ("X-Nl", "a\r\nb"))
    )
    names = [line.partition(":")[0] for line in headers_of(door.send(GET + b"\r\n"))]
    assert names[:3] == ["x-mIXed", "x-mixed", "X-Nl"]
    assert sorted(names[3:]) == ["Connection", "Content-Length", "Date"]
    door.response = Response(status=200, body=b"fine")
    assert not [line for line in headers_of(door.send(GET + b"\r\n")) if line.startswith(("Server", "Content-Type"))]


def test_a_connection_stays_open_and_takes_pipelined_requests_in_order(door: Recorder) -> None:
    answer = door.send(GET.replace(b"Connection: close\r\n", b"\r\n") + GET.replace(b"items", b"second") + b"\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2
    assert [request.path for request in door.requests[-2:]] == ["/prod/items", "/prod/second"]


def test_a_body_that_is_too_long_is_refused_before_it_is_read(door: Recorder) -> None:
    asked = len(door.requests)
    answer = door.send(b"POST /prod HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10485761\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert answer.endswith(b"HTTP content length exceeded 10485760 bytes.")
    assert len(door.requests) == asked


def test_a_chunked_body_that_grows_too_long_is_refused(door: Recorder) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    answer = door.send(
        b"POST /prod HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        + chunk * 11
        + b"0\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_headers_that_are_too_large_are_refused(door: Recorder) -> None:
    answer = door.send(GET + b"".join(b"X-%d: %s\r\n" % (at, b"v" * 1_000) for at in range(11)) + b"\r\n")
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert answer.endswith(b"HTTP header is larger than 10240 bytes.")


@pytest.mark.parametrize(
    "hostile",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",
        b"GET\r\n\r\n",
        b"GET /prod HTTP/9.9\r\n\r\n",
        b"GET /prod HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /prod HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /prod HTTP/1.1\r\nNo colon\r\n\r\n",
        b"GET /prod HTTP/1.1\r\nX: " + b"v" * 100_000 + b"\r\n\r\n",
        b"POST /prod HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_server_lives(door: Recorder, hostile: bytes) -> None:
    asked = len(door.requests)
    assert door.send(hostile)[:12] in (b"HTTP/1.1 400", b"HTTP/1.0 400")
    assert len(door.requests) == asked
    assert door.send(GET + b"\r\n").startswith(b"HTTP/1.1 200")


PIECES = [
    b"GET ",
    b"/prod",
    b"?",
    b" HTTP/1.1",
    b"\r\n",
    b"\r\n\r\n",
    b"Host: x",
    b"Content-Length: 3",
    b"Expect: 100-continue",
]
PIECES += [
    b"Transfer-Encoding: chunked",
    b"Upgrade: websocket\r\nConnection: Upgrade",
    b"\x00\xff",
    b"http://[",
    b"%",
    b"3\r\nabc",
]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=20), max_size=14))
def test_no_bytes_take_the_server_down(door: Recorder, pieces: list[bytes]) -> None:
    door.send(b"".join(pieces), seconds=0.05)
    assert door.send(GET + b"\r\n").startswith(b"HTTP/1.1 200")


def test_a_client_that_never_ends_its_headers_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "_IDLE_SECONDS", 0.3)
    begun = time.monotonic()
    with open_door(Recorder()) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
        slow.sendall(GET)
        assert read_all(slow) == b""
        assert time.monotonic() - begun < 3


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.2)
    recorder = Recorder()
    with open_door(recorder) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as slow:
        slow.sendall(GET + b"Content-Length: 10\r\n\r\nabc")
        assert slow.recv(1_000).startswith(b"HTTP/1.1 408 ")
    assert recorder.requests == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.5", "::", "example.com", ""])
def test_only_the_loopback_interface_is_listened_on(host: str) -> None:
    with pytest.raises(UsageError, match="no address of this machine alone"):
        check_loopback(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.5", "::1", "localhost"])
def test_every_loopback_address_will_do(host: str) -> None:
    assert check_loopback(host) in ("127.0.0.1", "127.0.0.5", "::1")
