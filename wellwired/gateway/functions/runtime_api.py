"""The Runtime API of one sandbox: the little of HTTP that AWS's runtime clients speak.

Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import asyncio
from collections.abc import Mapping
from typing import Final, Protocol, cast

from wellwired.gateway.functions.failures import RESPONSE_LIMIT

_ROOT: Final = "/2018-06-01/runtime/"
_HEAD_LIMIT: Final = 2_000_000  # the client sends the cause of an error, up to 1 MB, as a header
_CONNECTIONS: Final = 16
_REASONS: Final = {200: "OK", 202: "Accepted", 400: "Bad Request", 404: "Not Found", 413: "Payload Too Large"}


class Desk(Protocol):
    """What the API hands the sandbox's requests to; called on the event loop alone."""

    def take_next(self, line: "Line") -> None:
        """The runtime asks for an event; it is answered when there is one."""

    def take_response(self, request_id: str, body: bytes | None) -> bool:
        """What the handler returned, or None for too much of it; False where nothing like it is waited for."""

    def take_error(self, request_id: str, body: bytes | None) -> bool:
        """What the handler raised; an empty id is the initialisation's."""


class Line(asyncio.Protocol):
    """One connection. Bodies that are too long are counted, not kept."""

    def __init__(self, desk: Desk, lines: "set[Line]") -> None:
        self._desk = desk
        self._lines = lines
        self._buffer = bytearray()
        self._target: tuple[str, str] | None = None
        self._missing = 0
        self._is_kept = True
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Only a hostile function needs many connections."""
        self._transport = cast("asyncio.Transport", transport)
        self._lines.add(self)
        if len(self._lines) > _CONNECTIONS:
            self.close()

    def connection_lost(self, _: Exception | None) -> None:
        """Forget it."""
        self._lines.discard(self)
        self._transport = None

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def is_open(self) -> bool:
        """Whether an answer can still be sent."""
        return self._transport is not None and not self._transport.is_closing()

    def answer(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
        """Send a response, head and body at once."""
        spelled = (f"{name}: {' '.join(value.split())}" for name, value in headers.items())  # no line ends in a value
        lines = [f"HTTP/1.1 {status} {_REASONS[status]}", *spelled]
        head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "\r\n")).encode("latin-1", "replace")
        if self._transport is not None:
            self._transport.write(head + body)

    def data_received(self, data: bytes) -> None:
        """Take what came; requests are answered one after the other."""
        while data or self._target is not None:
            if self._target is None:
                self._buffer += data
                data = self._take_head()
                if self._target is None:
                    return
            data = self._take_body(data)
            if self._missing:
                return
            (method, path), self._target = self._target, None
            body, self._buffer = bytes(self._buffer) if self._is_kept else None, bytearray()
            self._dispatch(method, path, body)

    def _take_head(self) -> bytes:
        """Read the head where all of it is there; returns what came after it."""
        head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if not end:
            if len(self._buffer) > _HEAD_LIMIT:
                self.close()
            return b""
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, _, target = first.partition(" ")
        length = headers.get("content-length", "0")
        # A browser says where a request comes from; a page that guesses the port is to get no event.
        is_foreign = "origin" in headers or "sec-fetch-site" in headers
        if is_foreign or "transfer-encoding" in headers or not (length.isascii() and length.isdigit()):
            self.answer(400, {})
            self.close()
            return b""
        self._target = (method, target.partition(" ")[0])
        self._missing = int(length[:18])
        self._is_kept = self._missing <= RESPONSE_LIMIT
        self._buffer = bytearray()
        return rest

    def _take_body(self, data: bytes) -> bytes:
        part, rest = data[: self._missing], data[self._missing :]
        self._missing -= len(part)
        if self._is_kept:
            self._buffer += part
        return rest

    def _dispatch(self, method: str, path: str, body: bytes | None) -> None:
        what = path.removeprefix(_ROOT)
        request_id, _, verb = what.removeprefix("invocation/").partition("/")
        if (method, what) == ("GET", "invocation/next"):
            self._desk.take_next(self)
            return
        if (method, what) == ("POST", "init/error"):
            is_taken = self._desk.take_error("", body)
        elif (method, verb) == ("POST", "response"):
            is_taken = self._desk.take_response(request_id, body)
        elif (method, verb) == ("POST", "error"):
            is_taken = self._desk.take_error(request_id, body)
        else:
            is_taken = False
        self.answer(202 if is_taken else 404 if body is not None else 413, {})
