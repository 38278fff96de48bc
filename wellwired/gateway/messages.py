"""What comes in from a client and what goes back: HTTP messages, with header names as they were spelled."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl

Headers = tuple[tuple[str, str], ...]

# RFC 9110, 5.1 and 5.5: what a field's name is made of, and what its value must not hold
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def find_header(headers: Headers, name: str) -> str | None:
    """The last value of a header, whatever the case of its name; None where it was not sent."""
    wanted = name.lower()
    return next((value for key, value in reversed(headers) if key.lower() == wanted), None)


def header_values(headers: Headers, name: str) -> list[str]:
    """Every value of a header, in order."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it stood on the wire.

    path: with the stage, percent-encoded as sent, such as "/prod/orders/a%20b". query: what follows the "?", raw.
    headers: name and value in the order sent, several of one name allowed. time: when it arrived, in UTC.
    """

    method: str = "GET"
    path: str = "/"
    query: str = ""
    headers: Headers = ()
    body: bytes = b""
    source_ip: str = "127.0.0.1"
    time: datetime = field(default_factory=lambda: datetime.now(UTC))

    def header(self, name: str) -> str | None:
        """The last value of a header, whatever the case of its name."""
        return find_header(self.headers, name)

    def query_values(self) -> dict[str, list[str]]:
        """The query's values by name, decoded, in the order sent."""
        return gather(parse_qsl(self.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer. headers: name and value; several of one name allowed; Content-Length is the server's to add."""

    status: int
    headers: Headers = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The last value of a header, whatever the case of its name."""
        return find_header(self.headers, name)


def gather(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Every value by name, in order."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def make_readable(text: str) -> str:
    """The text with U+FFFD for lone surrogates: JSON can spell them, and servers hand bytes over as them."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def make_request_readable(request: Request) -> Request:
    """The request as UTF-8 can say it."""
    headers = tuple((make_readable(name), make_readable(value)) for name, value in request.headers)
    method, path, query = map(make_readable, (request.method, request.path, request.query))
    if (method, path, query, headers) == (request.method, request.path, request.query, request.headers):
        return request
    return replace(request, method=method, path=path, query=query, headers=headers)


def make_sendable(response: Response) -> Response:
    """The answer without what would break out of its headers: a mapping may have put there whatever a client sent."""
    if all(_NAME.fullmatch(name) and not _CONTROL.search(value) for name, value in response.headers):
        return response
    headers = tuple((name, _CONTROL.sub(" ", value)) for name, value in response.headers if _NAME.fullmatch(name))
    return replace(response, headers=headers)
