"""Runs the server from the first reading to Ctrl-C."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from wellwired.errors import WellwiredError
from wellwired.serving.doors import Address, Doors
from wellwired.serving.history import History
from wellwired.serving.log_folder import LogFolder
from wellwired.serving.narrator import Narrator
from wellwired.serving.pages import Pages
from wellwired.serving.session import Session
from wellwired.serving.sites import Wanted
from wellwired.serving.terminal import Terminal
from wellwired.serving.watching import watch

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeRun:
    """What `wellwired serve` was asked for. log_folder: None for no files."""

    wanted: Wanted
    address: Address
    log_folder: Path | None = None
    reloads: bool = True
    shows_keys: bool = False
    color: bool = False


def serve(run: ServeRun) -> None:
    """Serve until SIGINT or SIGTERM; raises `WellwiredError` where it cannot begin."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    terminal = Terminal(_write, color=run.color)
    history = History()
    logs = LogFolder(run.log_folder) if run.log_folder is not None else None
    narrator = Narrator(terminal, history, logs, sys.stdout.flush)
    try:
        session = Session(run.wanted, narrator, terminal)
        try:
            asyncio.run(_Server(run, session, terminal, narrator, history).run())
        finally:
            session.close()
    finally:
        narrator.close()


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


class _Server:
    def __init__(
        self, run: ServeRun, session: Session, terminal: Terminal, narrator: Narrator, history: History
    ) -> None:
        self._run = run
        self._session = session
        self._terminal = terminal
        self._narrator = narrator
        self._pages = Pages(lambda: session.served, history, self._url)
        self._doors = Doors(run.address, session.handle, self._pages.answer)

    async def run(self) -> None:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in _SIGNALS:
            loop.add_signal_handler(name, ended.set)
        tasks: list[asyncio.Task[None]] = []
        try:
            await self._open_doors()
            self._announce()
            tasks.append(asyncio.create_task(asyncio.to_thread(self._tell_of_functions)))
            if self._run.reloads:
                tasks.append(
                    asyncio.create_task(watch(self._session, self._reloaded, self._restarted, self._run.log_folder))
                )
            await ended.wait()
        finally:
            self._pages.close()
            for task in tasks:
                task.cancel()
            await self._doors.close()

    def _url(self, key: str) -> str:
        return self._doors.url(key)

    async def _open_doors(self) -> None:
        for site in self._session.served.sites:
            await self._doors.open(site.key)

    def _announce(self) -> None:
        served = self._session.served
        self._tell(partial(self._terminal.announce, served, self._url))
        self._tell(partial(self._terminal.tell_keys, served.api_keys, shown=self._run.shows_keys))
        for notice in served.notices:
            self._tell(partial(self._terminal.note, notice))

    def _tell_of_functions(self) -> None:
        for notice in self._session.served.function_notices():
            self._tell(partial(self._terminal.note, notice))

    def _reloaded(self) -> None:
        self._tell(partial(self._terminal.say, "read again"))
        asyncio.get_running_loop().create_task(self._follow_reload())

    async def _follow_reload(self) -> None:
        with suppress(WellwiredError):
            await self._open_doors()
        self._announce()

    def _restarted(self, names: list[str]) -> None:
        self._tell(partial(self._terminal.say, f"code changed: {', '.join(names)} starts anew"))

    def _tell(self, tell: Callable[[], None]) -> None:
        self._narrator.call(tell)
