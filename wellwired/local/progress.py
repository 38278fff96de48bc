"""What the person waiting sees: the step under way with a spinner, each step done with its time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.status import Status


class Progress:
    """Steps on a terminal; on anything else one line for each step that ended."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._status: Status | None = None
        self._title = ""

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, and how long it took once it has."""
        started = time.monotonic()
        self._title = title
        with self.console.status(escape(title)) as status:
            self._status = status
            try:
                yield
            except BaseException:
                self.console.print(f"[red]✗[/red] {escape(title)}")
                raise
            finally:
                self._status = None
        self.console.print(f"[green]✓[/green] {escape(title)} [dim]({time.monotonic() - started:.1f} s)[/dim]")

    def detail(self, text: str) -> None:
        """Say what the running step is at, beside its title."""
        if self._status:
            self._status.update(f"{escape(self._title)} [dim]{escape(text)}[/dim]")

    def note(self, text: str) -> None:
        """Say something that stays on the screen."""
        self.console.print(escape(text), highlight=False)


def silent_progress() -> Progress:
    """Return a progress that shows nothing, for tests and programs."""
    return Progress(Console(quiet=True))
