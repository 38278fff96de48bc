"""The terminal view: a line for each request, and below an error why it happened and what mends it."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.model.text import display
from wellwired.printable import printable
from wellwired.reports.ink import Ink
from wellwired.serving.explaining import Explanation
from wellwired.serving.sites import Served, Site

_WIDTH: Final = 100
_MARGIN: Final = 10
_ROUTES: Final = 40
# What Lambda itself writes around a function's own lines.
_PLATFORM: Final = ("START ", "END ", "REPORT ", "INIT_START ")


class Terminal:
    """Writes what is going on, line by line. Everything from outside is made printable."""

    def __init__(self, write: Callable[[str], None], *, color: bool) -> None:
        self._write = write
        self._ink = Ink(on=color)

    def announce(self, served: Served, url: Callable[[str], str]) -> None:
        """What is served, and where."""
        for site in served.sites:
            for line in self._site(site, url(site.key)):
                self._write(line)
        if served.sites:
            self._write(f"{self._ink('requests, live', 'dim')}  {url(served.sites[0].key)}/_wellwired")

    def tell_keys(self, keys: Sequence[tuple[str, str]], *, shown: bool) -> None:
        """The API keys: how many there are, or what they are."""
        if not keys:
            return
        if not shown:
            self._write(f"{_many(len(keys), 'API key')} made up for this run; --show-keys shows what to send")
        for name, value in keys if shown else ():
            self._write(f"x-api-key: {value}  {self._ink(_clean(name), 'dim')}")

    def note(self, text: str) -> None:
        """Something that is not as on AWS, or not served."""
        self._write(f"{self._ink('note', 'yellow')}  {_clean(text)}")

    def say(self, text: str) -> None:
        """Something about the server itself."""
        self._write(self._ink(_clean(text), "cyan"))

    def fail(self, text: str) -> None:
        """Something about the server itself that went wrong."""
        self._write(self._ink(_clean(text), "red"))

    def show_line(self, function: str, text: str) -> None:
        """A line that a function printed."""
        if not text.startswith(_PLATFORM):
            for line in text.expandtabs(4).splitlines():
                self._write(self._ink(f"{'':{_MARGIN}}{_clean(function)} | {_clean(line)}", "dim"))

    def show(self, exchange: Exchange, explanation: Explanation | None) -> None:
        """A request, and why it failed."""
        status = exchange.response.status if exchange.response is not None else 0
        hue = "green" if status < 400 else "yellow" if status < 500 else "red"
        time = datetime.now().astimezone().strftime("%H:%M:%S")
        asked = f"{_clean(exchange.request.method, 12):7} {_clean(exchange.request.path, 120)}"
        took = self._ink(f"{exchange.duration_ms:.0f} ms", "dim")
        route = self._ink(_clean(exchange.method.route), "dim") if exchange.method is not None else ""
        self._write(
            f"{self._ink(time, 'dim')}  {self._ink(str(status), hue, 'bold')}  {asked}  {took}  {route}".rstrip()
        )
        if explanation is not None:
            for line in explanation_lines(explanation, self._ink):
                self._write(f"{'':{_MARGIN}}{line}")

    def _site(self, site: Site, url: str) -> Iterator[str]:
        for stage in site.stages:
            yield f"{self._ink(_clean(site.name), 'bold')}  {url}/{_clean(stage)}"
        routes = sorted(route.partition(" ")[::-2] for route in site.api.routes)
        for path, verb in routes[:_ROUTES]:
            yield f"  {self._ink(f'{_clean(verb):7}', 'cyan')} {_clean(path)}"
        if len(routes) > _ROUTES:
            yield f"  … {len(routes) - _ROUTES} more"


def explanation_lines(explanation: Explanation, ink: Ink) -> Iterator[str]:
    """What refused a request, the likeliest cause and its fix; one line where a function answered so itself."""
    cause = explanation.cause
    if not explanation.step:
        yield ink(cause.title if cause is not None else "the function answered so itself", "dim")
        return
    yield from _row("refused", f"{explanation.step}: {explanation.detail}", ink)
    if cause is not None:
        yield from _row("cause", f"{cause.title} ({cause.id})", ink)
        yield from _row("fix", cause.cdk, ink)
        if cause.rules:
            yield from _row("rules", ", ".join(cause.rules), ink)


def _row(word: str, value: str, ink: Ink) -> Iterator[str]:
    first, *rest = textwrap.wrap(_clean(value), _WIDTH - _MARGIN - 9, break_on_hyphens=False) or [""]
    yield f"{ink(f'{word:8}', 'cyan')} {first}"
    yield from (f"{'':9}{line}" for line in rest)


def _clean(text: str, limit: int = 2_000) -> str:
    return printable(display(text), limit=limit)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
