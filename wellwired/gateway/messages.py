"""What comes in from a client and what goes back: HTTP messages, with header names as they were spelled."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qsl

Headers = tuple[tuple[str, str], ...]


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
