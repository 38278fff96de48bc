"""The HTTP server: one port on the loopback interface for each API, as each has one host name on AWS."""

import asyncio
import errno
import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from wellwired.errors import UsageError
from wellwired.gateway.messages import Request, Response
from wellwired.serving.wire import WireError, finish_headers, read_request, refuse, to_answer

LOOPBACK: Final = "127.0.0.1"
PAGES: Final = "/_wellwired"
_IDLE_SECONDS: Final = 60.0  # a connection that sends no whole request in this time ends
_CLOSE_SECONDS: Final = 1.0
_LINGER_SECONDS: Final = 2.0
_THREADS: Final = 64
# The parser takes more than API Gateway does, so that what is too large gets API Gateway's answer.
_PARSED: Final = 65_536
_HEADERS: Final = 1_000
_PORTS_TRIED: Final = 100

Handle = Callable[[str, Request], Response]
ServePage = Callable[[web.Request], Awaitable[web.StreamResponse]]
_QUIET: Final = logging.getLogger("wellwired.serving.http")


@dataclass(frozen=True, slots=True)
class Address:
    """Where the server listens. port: of the first API. is_fixed: whether somebody asked for just that port."""

    host: str = LOOPBACK
    port: int = 3000
    is_fixed: bool = False


def check_loopback(host: str) -> str:
    """The host as an address; raises `UsageError` for one that other machines reach."""
    named = LOOPBACK if host == "localhost" else host
    try:
        is_local = ipaddress.ip_address(named).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise UsageError(
            f"'{host}' is no address of this machine alone: the local gateway proves nobody's identity",
            where="--host",
            remedy="leave it out (127.0.0.1), or give ::1; a tunnel such as `ssh -L` reaches it from elsewhere",
        )
    return named


class Doors:
    """The open ports, by what is behind them. `handle` is called on a bounded pool of threads."""

    def __init__(self, address: Address, handle: Handle, pages: ServePage) -> None:
        self._address = address
        self._handle = handle
        self._pages = pages
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="request")
        self._open: dict[str, tuple[int, web.AppRunner]] = {}
        _QUIET.disabled = True  # what is no request is answered, and is no news of the server's

    async def open(self, key: str) -> int:
        """The port behind which requests for `key` are taken; raises `UsageError` where it is in use."""
        if key in self._open:
            return self._open[key][0]
        listening = self._listen()
        app = web.Application(middlewares=[self._middleware(key)], logger=_QUIET)
        app.on_response_prepare.append(finish_headers)
        runner = web.AppRunner(
            app,
            handle_signals=False,
            access_log=None,
            logger=_QUIET,
            shutdown_timeout=_CLOSE_SECONDS,
            keepalive_timeout=_IDLE_SECONDS,
            lingering_time=_LINGER_SECONDS,
            auto_decompress=False,
            max_line_size=_PARSED,
            max_field_size=_PARSED,
            max_headers=_HEADERS,
        )
        await runner.setup()
        await web.SockSite(runner, listening).start()
        port: int = listening.getsockname()[1]
        self._open[key] = (port, runner)
        return port

    def url(self, key: str) -> str:
        """Where a client finds what is behind an open port."""
        host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
        return f"http://{host}:{self._open[key][0]}"

    async def close(self) -> None:
        """Take no more requests, and give those under way a moment."""
        await asyncio.gather(*(runner.cleanup() for _, runner in self._open.values()))
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _listen(self) -> socket.socket:
        """A socket on the first port, or on the next one that is free."""
        wanted = self._address.port
        first = wanted + len(self._open) if wanted else 0
        tries = 1 if self._address.is_fixed and not self._open else _PORTS_TRIED
        family = socket.AF_INET6 if ":" in self._address.host else socket.AF_INET
        for port in range(first, min(first + tries, 65_536)):
            try:
                return socket.create_server((self._address.host, port), family=family, backlog=512)
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                    raise UsageError(f"cannot be listened on: {error.strerror}", where=self._address.host) from error
        raise UsageError(f"port {first} is in use", where="--port", remedy="give another one, or leave --port out")

    def _middleware(self, key: str) -> Middleware:
        @web.middleware
        async def answer(incoming: web.Request, handler: Handler) -> web.StreamResponse:  # noqa: ARG001 - aiohttp's own
            if incoming.raw_path.partition("?")[0] == PAGES or incoming.raw_path.startswith(f"{PAGES}/"):
                return await self._pages(incoming)
            try:
                request = await read_request(incoming)
            except WireError as error:
                return refuse(error)
            loop = asyncio.get_running_loop()
            response = await loop.run_in_executor(self._pool, partial(self._handle, key, request))
            return to_answer(incoming, response)

        return cast("Middleware", answer)
