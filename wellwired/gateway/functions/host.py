"""Runs the functions of a wiring on this machine, as Lambda's Invoke would."""

import asyncio
import atexit
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from wellwired.errors import UsageError
from wellwired.gateway.functions.invocation import FunctionUnavailableError, Invoked, StillRunningError
from wellwired.gateway.functions.pool import SHUT_DOWN, Pool, Ready
from wellwired.gateway.functions.runtime_packages import link_packages
from wellwired.gateway.functions.spec import read_spec
from wellwired.gateway.functions.surroundings import surround
from wellwired.gateway.functions.work import Work
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function

SANDBOX_LIMIT: Final = 32
IDLE_SECONDS: Final = 300.0
_CLOSE_SECONDS: Final = 5.0


class LocalFunctions:
    """A `FunctionHost`: Python functions in processes of their own.

    extra: variables for every function, such as AWS_ENDPOINT_URL and credentials that open only a local copy.
    folder: where code is laid out, in a folder of its own; the system's temporary one unless given.
    observe: told every line of every function's log as it is written, on a thread of this host; it must not wait.
    Raises `MissingExtraError` where AWS's runtime client is not installed, `UsageError` on Windows.
    """

    def __init__(
        self,
        identities: Identities,
        *,
        extra: Mapping[str, str] | None = None,
        observe: Callable[[Function, str], None] | None = None,
        folder: Path | None = None,
        limit: int = SANDBOX_LIMIT,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        if os.name != "posix":
            raise UsageError("functions run on Linux and macOS", remedy="on Windows, run this command inside WSL")
        self._identities = identities
        self._extra = dict(extra or {})
        self._observe = observe
        self._ready: dict[str, Ready] = {}
        self._preparing = threading.Lock()
        self._opening = threading.Lock()
        self._pool = Pool(limit, idle_seconds)
        self._scratch = Path(tempfile.mkdtemp(prefix="wellwired-functions-", dir=folder))
        try:
            link_packages(self._scratch / "runtime")
        except BaseException:
            shutil.rmtree(self._scratch, ignore_errors=True)
            raise
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="functions", daemon=True)
        self._thread.start()
        self._is_closed = False
        atexit.register(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        """Invoke synchronously; wait at most `wait_ms`.

        Raises `FunctionThrottledError`, `FunctionUnavailableError` or `StillRunningError`.
        """
        work = Work(payload, request_id, trace_id)
        self._call(self._pool.accept, self._prepare(function), work)
        try:
            return work.answer.result(work.begun + wait_ms / 1000 - time.monotonic())
        except TimeoutError:
            raise StillRunningError(f"{function.label} had not answered within {wait_ms} ms") from None

    def notices_of(self, function: Function) -> tuple[str, ...]:
        """What is not as it would be on AWS; raises `FunctionUnavailableError` where the function cannot run."""
        return self._prepare(function).around.notices

    def reload(self, function: Function) -> None:
        """The function's code has changed: the next invocation gets a new sandbox, those that run are let finish."""
        with self._preparing:
            self._ready.pop(function.address, None)
        self._call(self._pool.retire, function.address)

    def close(self) -> None:
        """End every sandbox with all its processes, and remove what was laid out; also at the interpreter's end."""
        with self._opening:
            if self._is_closed:
                return
            self._is_closed = True
        atexit.unregister(self.close)
        closed: Future[None] = Future()
        self._loop.call_soon_threadsafe(self._pool.close, closed)
        with suppress(TimeoutError):  # a process that the kernel does not let go holds nobody up
            closed.result(_CLOSE_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_CLOSE_SECONDS)
        self._loop.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _call(self, do: Callable[..., object], *arguments: Any) -> None:
        with self._opening:
            if self._is_closed:
                raise FunctionUnavailableError(SHUT_DOWN)
            self._loop.call_soon_threadsafe(do, *arguments)

    def _observer_of(self, function: Function) -> Callable[[str], None]:
        observe = self._observe
        if observe is None:
            return lambda _: None

        def tell(text: str) -> None:
            """Apart from what is being done: a fault of the observer's harms no invocation."""
            self._loop.call_soon(observe, function, text)

        return tell

    def _prepare(self, function: Function) -> Ready:
        found = self._ready.get(function.address)
        if found is not None:
            return found
        with self._preparing:
            found = self._ready.get(function.address)
            if found is not None:
                return found
            if self._is_closed:
                raise FunctionUnavailableError(SHUT_DOWN)
            spec = read_spec(function, self._identities)
            around = surround(spec, scratch=self._scratch, packages=self._scratch / "runtime", extra=self._extra)
            self._ready[function.address] = Ready(function.address, spec, around, self._observer_of(function))
            return self._ready[function.address]
