"""Which sandbox does an invocation: a warm one that is free, a new one while one may be added, else none: 429.

Everything here happens on the host's event loop.
"""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from wellwired.gateway.functions.invocation import FunctionThrottledError, FunctionUnavailableError
from wellwired.gateway.functions.sandbox import Sandbox
from wellwired.gateway.functions.spec import Spec
from wellwired.gateway.functions.surroundings import Surroundings
from wellwired.gateway.functions.work import Work

_REAPS_PER_IDLE_TIME: Final = 4
SHUT_DOWN: Final = "the functions of this gateway are shut down"


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A function that sandboxes can be made for; another one after its code has changed."""

    address: str
    spec: Spec
    around: Surroundings
    observe: Callable[[str], None]


class Pool:
    """Every sandbox of a host. limit: how many there may be. idle_seconds: how long a free one is kept."""

    def __init__(self, limit: int, idle_seconds: float) -> None:
        self._limit = limit
        self._idle_seconds = idle_seconds
        self._of: dict[Sandbox, Ready] = {}
        self._free: dict[Sandbox, float] = {}  # since when, the longest first
        self._current: dict[str, Ready] = {}
        self._reaper: asyncio.TimerHandle | None = None
        self._closing: Future[None] | None = None

    def accept(self, ready: Ready, work: Work) -> None:
        """Have an invocation done, or its answer tell why not."""
        self._current[ready.address] = ready
        try:
            sandbox = self._find(ready)
        except (FunctionThrottledError, FunctionUnavailableError) as error:
            work.answer.set_exception(error)
            return
        sandbox.give(work)

    def retire(self, address: str) -> None:
        """Let no sandbox of a function take another invocation."""
        self._current.pop(address, None)
        for sandbox in [sandbox for sandbox in self._free if self._of[sandbox].address == address]:
            self._end(sandbox)

    def close(self, closed: "Future[None]") -> None:
        """End every sandbox; `closed` is set once all their processes are gone."""
        self._closing = closed
        if self._reaper is not None:
            self._reaper.cancel()
        for sandbox in self._of:
            work, sandbox.work = sandbox.work, None
            if work is not None:
                work.answer.set_exception(FunctionUnavailableError(SHUT_DOWN))
            self._end(sandbox)
        self._tell_closed()

    def on_free(self, sandbox: Sandbox) -> None:
        """It waits for work, unless its code has changed."""
        ready = self._of[sandbox]
        if self._current.get(ready.address) is ready:
            self._free[sandbox] = time.monotonic()
        else:
            self._end(sandbox)

    def on_end(self, sandbox: Sandbox, left: Work | None) -> None:
        """Forget it; what it never began, another one does."""
        self._free.pop(sandbox, None)
        ready = self._of.pop(sandbox)
        if left is not None:
            self.accept(ready, left)
        self._tell_closed()

    def _tell_closed(self) -> None:
        if self._closing is not None and not self._of and not self._closing.done():
            self._closing.set_result(None)

    def _find(self, ready: Ready) -> Sandbox:
        if self._closing is not None:
            raise FunctionUnavailableError(SHUT_DOWN)
        spec = ready.spec
        if spec.reserved is not None and self._busy(ready.address) >= spec.reserved:
            raise FunctionThrottledError(f"ReservedConcurrentExecutions of {spec.label} is {spec.reserved}")
        for sandbox in reversed(self._free):
            if self._of[sandbox] is ready:
                del self._free[sandbox]
                return sandbox
        return self._start(ready)

    def _start(self, ready: Ready) -> Sandbox:
        alive = sum(not sandbox.is_ended for sandbox in self._of)
        if alive >= self._limit:
            if not self._free:
                raise FunctionThrottledError(f"this gateway runs {self._limit} functions at a time")
            self._end(next(iter(self._free)))
        try:
            sandbox = Sandbox(ready.spec, ready.around, self, ready.observe)
        except OSError as error:
            raise FunctionUnavailableError(f"{ready.spec.label} could not be started: {error.strerror}") from error
        self._of[sandbox] = ready
        if self._reaper is None:
            self._reap()
        return sandbox

    def _busy(self, address: str) -> int:
        return sum(sandbox.work is not None for sandbox, ready in self._of.items() if ready.address == address)

    def _end(self, sandbox: Sandbox) -> None:
        self._free.pop(sandbox, None)
        sandbox.end()

    def _reap(self) -> None:
        """End what has been free for too long, now and from time to time."""
        oldest = time.monotonic() - self._idle_seconds
        for sandbox in [sandbox for sandbox, since in self._free.items() if since < oldest]:
            self._end(sandbox)
        loop = asyncio.get_running_loop()
        self._reaper = loop.call_later(self._idle_seconds / _REAPS_PER_IDLE_TIME, self._reap)
