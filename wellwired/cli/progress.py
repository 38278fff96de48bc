"""A progress bar that shows itself only when the work takes longer than a second, and only on a terminal."""

import sys
import threading
from types import TracebackType
from typing import Final, Self

_PATIENCE: Final = 1.0  # seconds
_TICK: Final = 0.1


class LateProgress:
    """Counts what is done; after a second without an end, a thread of its own draws a bar on stderr.

    `phase`, `done` and `total` may be set at any time; a `total` of 0 means that nobody knows it yet.
    """

    def __init__(self) -> None:
        self.phase = ""
        self.done = 0
        self.total = 0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, phase: str, total: int = 0) -> None:
        """Begin another phase of the work."""
        self.phase, self.done, self.total = phase, 0, total

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _show(self) -> None:
        if self._ended.wait(_PATIENCE):
            return
        from rich.console import Console  # a quick run never pays for it
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(self.phase, total=None)
            while not self._ended.wait(_TICK):
                bar.update(task, description=self.phase, completed=self.done, total=self.total or None)
