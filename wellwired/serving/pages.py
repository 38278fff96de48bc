"""The pages at `/_wellwired`: requests as they come, each with its path, its log and its cause, beside the wiring.

Only this machine's own browser may read them: the Host header must name the loopback interface, which a page that
reaches it by another name (DNS rebinding) cannot send. Nothing in them reaches out.
Source: https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP
"""

import asyncio
import ipaddress
import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from wellwired import __version__
from wellwired.model.wiring import Wiring
from wellwired.reports.drawing import Drawing, draw
from wellwired.reports.html_report import page_style
from wellwired.reports.svg import render_svg
from wellwired.serving.doors import PAGES
from wellwired.serving.history import KEPT, History
from wellwired.serving.sites import Served
from wellwired.serving.told import tell

_FOLDER: Final = Path(__file__).parent / "page"
_LOOKERS: Final = 16
_BEAT_SECONDS: Final = 15.0
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Pages:
    """Serves the pages of one session."""

    def __init__(self, served: Callable[[], Served], history: History, url: Callable[[str], str]) -> None:
        self._served = served
        self._history = history
        self._url = url
        self._drawn: tuple[Served, list[tuple[Wiring, Drawing]]] | None = None
        self._lookers = 0
        self._closing = asyncio.Event()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """The page, or the stream of requests that it listens to."""
        if not _is_local(request.headers.get("Host", "")):
            return web.Response(status=403, text="These pages are for this machine's own browser.", headers=_HEADERS)
        if request.method not in ("GET", "HEAD"):
            return web.Response(
                status=405, text="These pages are only read.", headers=_HEADERS | {"Allow": "GET, HEAD"}
            )
        path = request.path.rstrip("/")
        if path == PAGES:
            return await self._page()
        if path == f"{PAGES}/requests":
            return await self._stream(request)
        return web.Response(status=404, text=f"There is nothing here: {PAGES} is the page.", headers=_HEADERS)

    def close(self) -> None:
        """End the streams."""
        self._closing.set()

    async def _page(self) -> web.Response:
        served = self._served()
        drawings = await asyncio.to_thread(self._draw, served)
        css, js = page_style() + _read("page.css"), _read("page.js")
        environment = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        text = environment.get_template("page.html.j2").render(
            css=Markup(css),  # noqa: S704 - both are files of this package
            js=Markup(js),  # noqa: S704
            version=__version__,
            kept=KEPT,
            bases=[f"{self._url(site.key)}/{stage}" for site in served.sites for stage in site.stages],
            notices=served.notices,
            drawings=[
                (drawing, Markup(render_svg(drawing, f"d{place}")))  # noqa: S704 - it escapes every name
                for place, (_, drawing) in enumerate(drawings)
            ],
            generation=id(served),
        )
        policy = (
            f"default-src 'none'; style-src {_hashed(css)}; script-src {_hashed(js)}; connect-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        headers = {**_HEADERS, "Content-Security-Policy": policy}
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)

    def _draw(self, served: Served) -> list[tuple[Wiring, Drawing]]:
        if self._drawn is None or self._drawn[0] is not served:
            self._drawn = (served, [(wiring, draw(wiring, ())) for wiring in served.wirings])
        return self._drawn[1]

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: every request that is kept, then each new one.

        https://html.spec.whatwg.org/multipage/server-sent-events.html
        """
        if self._lookers >= _LOOKERS:
            return web.Response(status=503, text="Too many pages are open.", headers=_HEADERS)
        stream = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream; charset=utf-8"})
        await stream.prepare(request)
        news = asyncio.Event()
        loop = asyncio.get_running_loop()
        end = self._history.listen(lambda: loop.call_soon_threadsafe(news.set))
        self._lookers += 1
        last = request.headers.get("Last-Event-ID", "")
        try:
            await self._tell(stream, news, int(last) if last.isascii() and last.isdigit() else 0)
        except ConnectionError:
            pass  # the page was closed
        finally:
            self._lookers -= 1
            end()
        return stream

    async def _tell(self, stream: web.StreamResponse, news: asyncio.Event, last: int) -> None:
        generation = 0
        while not self._closing.is_set():
            news.clear()
            served = self._served()
            drawings = await asyncio.to_thread(self._draw, served)
            if generation != id(served):
                generation = id(served)
                await stream.write(f"event: served\ndata: {generation}\n\n".encode())
            for noted in self._history.since(last):
                last = noted.number
                data = json.dumps(tell(noted, drawings))
                await stream.write(f"id: {last}\ndata: {data}\n\n".encode())
            try:
                async with asyncio.timeout(_BEAT_SECONDS):
                    await self._next(news)
            except TimeoutError:
                await stream.write(b": here\n\n")

    async def _next(self, news: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (news, self._closing)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _is_local(host: str) -> bool:
    """Whether a Host header names this machine's loopback interface."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
