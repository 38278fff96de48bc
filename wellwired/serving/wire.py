"""Between HTTP on the wire and the gateway's messages: nothing of a request is decoded, nothing is added to an answer.

Sizes: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

import asyncio
import re
from typing import Final

from aiohttp import web
from multidict import CIMultiDict

from wellwired.facts import REQUEST_BODY_LIMIT, REQUEST_HEADER_LIMIT
from wellwired.gateway.messages import Request, Response
from wellwired.gateway.refusals import BODY_TOO_LARGE

BODY_SECONDS: Final = 30.0
# Set on a request whose answer must leave without the header that aiohttp would add.
UNTYPED: Final = web.RequestKey("wellwired.untyped", bool)

_AUTHORITY: Final = re.compile(r"https?://[^/?#]*", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# How a message is framed, and whether the connection stays, is the server's to say.
_FRAMING: Final = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})
_HEADERS_TOO_LARGE: Final = f"HTTP header is larger than {REQUEST_HEADER_LIMIT} bytes."


class WireError(Exception):
    """A request that no API gets to see; the connection ends with this answer."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


async def read_request(incoming: web.BaseRequest) -> Request:
    """The request as it stood on the wire; raises `WireError` for one that is too large or too slow."""
    size = len(incoming.raw_path) + sum(len(name) + len(value) + 4 for name, value in incoming.raw_headers)
    if size > REQUEST_HEADER_LIMIT:
        raise WireError(431, _HEADERS_TOO_LARGE)
    path, _, query = _target(incoming.raw_path).partition("?")
    return Request(
        method=incoming.method,
        path=path,
        query=query,
        headers=tuple((name.decode("latin-1"), _text(value)) for name, value in incoming.raw_headers),
        body=await _read_body(incoming) if incoming.can_read_body else b"",
        source_ip=incoming.remote or "127.0.0.1",
    )


def to_answer(incoming: web.BaseRequest, response: Response) -> web.Response:
    """The gateway's response as the server sends it."""
    headers: CIMultiDict[str] = CIMultiDict(
        (name, _CONTROL.sub(" ", value)) for name, value in response.headers if _is_sendable(name)
    )
    if incoming.keep_alive:
        headers["Connection"] = "keep-alive"
    if "Content-Type" not in headers:
        incoming[UNTYPED] = True
    return web.Response(status=response.status, headers=headers, body=response.body)


def refuse(error: WireError) -> web.Response:
    """The plain text of an answer that no API gave; the connection ends with it."""
    answer = web.Response(status=error.status, text=error.text)
    answer.force_close()
    return answer


async def finish_headers(incoming: web.BaseRequest, answer: web.StreamResponse) -> None:
    """Take away what aiohttp adds of its own."""
    answer.headers.pop("Server", None)
    if incoming.get(UNTYPED):
        answer.headers.pop("Content-Type", None)


async def _read_body(incoming: web.BaseRequest) -> bytes:
    if (incoming.content_length or 0) > REQUEST_BODY_LIMIT:
        raise WireError(413, BODY_TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in incoming.content.iter_any():
                size += len(part)
                if size > REQUEST_BODY_LIMIT:
                    raise WireError(413, BODY_TOO_LARGE)
                parts.append(part)
    except TimeoutError:
        raise WireError(408, f"The body did not arrive within {BODY_SECONDS:.0f} seconds.") from None
    except web.RequestPayloadError as error:
        raise WireError(400, "Bad Request") from error
    return b"".join(parts)


def _target(raw: str) -> str:
    """The request target without scheme and authority."""
    if not raw.isascii():
        raise WireError(400, "Bad Request")
    plain = _AUTHORITY.sub("", raw, count=1) if raw[:1] not in "/*" else raw
    return plain if plain.startswith("/") else f"/{plain}"


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _is_sendable(name: str) -> bool:
    return _TOKEN.fullmatch(name) is not None and name.lower() not in _FRAMING
