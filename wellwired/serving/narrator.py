"""A thread that tells what happens, to terminal, log files and page, so that no request waits for it."""

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.model.wiring import Wiring
from wellwired.serving.explaining import explain
from wellwired.serving.history import History
from wellwired.serving.log_folder import LogFolder
from wellwired.serving.terminal import Terminal

# A flood of requests waits here until its lines are written; a flood of a function's lines is cut.
_WAITING: Final = 1_000


class Narrator:
    """Tells everything in the order in which it happened. Its methods may be called from any thread."""

    def __init__(self, terminal: Terminal, history: History, logs: LogFolder | None, flush: Callable[[], None]) -> None:
        self._terminal = terminal
        self._history = history
        self._logs = logs
        self._flush = flush
        self._waiting: queue.Queue[Callable[[], None] | None] = queue.Queue(_WAITING)
        self._left_out = 0
        self._thread = threading.Thread(target=self._run, name="narrator", daemon=True)
        self._thread.start()

    def exchange(self, wiring: Wiring, exchange: Exchange) -> None:
        """A request was answered; waits while too many are untold."""
        self._waiting.put(partial(self._tell, wiring, exchange))

    def function_line(self, function: str, group: str, line: str) -> None:
        """A function wrote a line; never waits."""
        try:
            self._waiting.put_nowait(partial(self._tell_line, function, group, line))
        except queue.Full:
            self._left_out += 1

    def call(self, tell: Callable[[], None]) -> None:
        """Something else, in its turn."""
        self._waiting.put(tell)

    def close(self) -> None:
        """Tell what waits, and end."""
        self._waiting.put(None)
        self._thread.join()
        if self._logs is not None:
            self._logs.close()

    def _run(self) -> None:
        is_heard = True
        while (tell := self._waiting.get()) is not None:
            try:
                if is_heard:
                    tell()
                if self._left_out:
                    count, self._left_out = self._left_out, 0
                    self._terminal.note(f"{count} lines of functions came too fast and were left out")
                if self._waiting.empty():
                    self._flush()
            except OSError:  # nobody reads the terminal any more
                is_heard = False

    def _tell(self, wiring: Wiring, exchange: Exchange) -> None:
        explanation = explain(exchange)
        self._history.add(exchange, explanation, wiring)
        self._log(lambda logs: logs.write_exchange(exchange))
        self._terminal.show(exchange, explanation)

    def _tell_line(self, function: str, group: str, line: str) -> None:
        self._log(lambda logs: logs.write_line(group, line))
        self._terminal.show_line(function, line)

    def _log(self, write: Callable[[LogFolder], None]) -> None:
        if self._logs is None:
            return
        try:
            write(self._logs)
            if self._waiting.empty():
                self._logs.flush()
        except OSError as error:
            self._logs = None
            self._terminal.fail(f"the log files are not written any more: {error.strerror}")
