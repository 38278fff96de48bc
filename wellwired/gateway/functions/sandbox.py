"""One sandbox: a process that runs AWS's runtime client, the Runtime API it asks, and the clocks that bound it.

Everything here happens on the host's event loop.
"""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from wellwired.gateway.functions import failures, report
from wellwired.gateway.functions.failures import Failure
from wellwired.gateway.functions.output import Output
from wellwired.gateway.functions.processes import Process
from wellwired.gateway.functions.runtime_api import Line
from wellwired.gateway.functions.spec import Spec
from wellwired.gateway.functions.surroundings import Surroundings
from wellwired.gateway.functions.work import Work

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html: the initialisation may take this long by
# itself. Lambda then begins it anew as part of the invocation; here it goes on, on the function's own time.
INIT_SECONDS: Final = 10.0
_MEMORY_CHECK_SECONDS: Final = 0.025
# What a process sent just before its end is still on its way when the end is known.
_LAST_WORDS_SECONDS: Final = 0.01


class Owner(Protocol):
    """Whoever keeps sandboxes."""

    def on_free(self, sandbox: "Sandbox") -> None:
        """It can take another invocation."""

    def on_end(self, sandbox: "Sandbox", left: Work | None) -> None:
        """It is gone. left: work that it never began."""


class Sandbox:
    """A running function. work: what it is busy with. After a failure it ends, as Lambda's do."""

    def __init__(self, spec: Spec, around: Surroundings, owner: Owner, observe: Callable[[str], None]) -> None:
        self.spec = spec
        self.work: Work | None = None
        self.is_ended = False
        self._owner = owner
        self._observe = observe
        self._loop = asyncio.get_running_loop()
        self._lines: set[Line] = set()
        self._asking: Line | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._deadline_ms = 0
        self._init_ms: float | None = None
        self._init_error = b""
        listener = socket.create_server(("127.0.0.1", 0))
        environment = around.environment_of(f"127.0.0.1:{listener.getsockname()[1]}")
        self._started = time.monotonic()
        try:
            self._process = Process(
                around.command,
                folder=around.folder,
                environment=environment,
                marker=environment["AWS_LAMBDA_LOG_STREAM_NAME"],
                on_exit=self._hear_of_exit,
            )
        except OSError:
            listener.close()
            raise
        self._server: asyncio.Server | None = None
        self._serving = self._loop.create_task(self._serve(listener))
        self._output = Output(self._process.pipe, self._log)
        self._loop.add_reader(self._process.pipe, self._read_output)

    def give(self, work: Work) -> None:
        """Hand it an invocation; it is free, or has just been made."""
        self.work = work
        self._after("memory", _MEMORY_CHECK_SECONDS, self._check_memory)
        if self._init_ms is None:
            work.cold = True
            self._log(report.init_start(self.spec))
            self._after("init", INIT_SECONDS, self._start_clock)
            return
        self._start_clock()
        if self._asking is not None:
            self._send(self._asking)

    def end(self) -> None:
        """Kill it with all that it started."""
        self.is_ended = True
        self._process.end()

    # What the runtime asks and tells

    def take_next(self, line: Line) -> None:
        """The runtime is ready for an event."""
        if self._init_ms is None:
            self._init_ms = (time.monotonic() - self._started) * 1000
            self._start_clock()
        if self.work is not None and not self.work.sent:
            self._send(line)
        else:
            self._asking = line

    def take_response(self, request_id: str, body: bytes | None) -> bool:
        """The handler returned."""
        if not self._is_at(request_id):
            return False
        if body is None:
            self._fail(failures.too_large())
            return False
        self._finish(body)
        return True

    def take_error(self, request_id: str, body: bytes | None) -> bool:
        """The handler raised; without a request id, its module could not be loaded and the process will end."""
        if not request_id and self._init_ms is None and body is not None:
            self._init_error = body
            return True
        if not self._is_at(request_id):
            return False
        if body is None:
            self._fail(failures.too_large())
            return False
        self._finish(body, "Unhandled")
        return True

    def _is_at(self, request_id: str) -> bool:
        return self.work is not None and self.work.sent > 0 and self.work.request_id == request_id

    def _send(self, line: Line) -> None:
        work, self._asking = self.work, None
        if work is None or not line.is_open:
            return  # its deadline, or its process's end, settles the work
        work.sent = time.monotonic()
        self._log(report.start(work.request_id))
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": work.request_id,
            "Lambda-Runtime-Deadline-Ms": str(self._deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": self.spec.arn,
        }
        line.answer(200, headers | ({"Lambda-Runtime-Trace-Id": work.trace_id} if work.trace_id else {}), work.payload)

    # The clocks

    def _after(self, name: str, seconds: float, do: Callable[[], None]) -> None:
        self._timers[name] = self._loop.call_later(seconds, do)

    def _start_clock(self) -> None:
        """From here on the function's own timeout counts."""
        if not self._deadline_ms:
            self._deadline_ms = int((time.time() + self.spec.timeout) * 1000)
            self._after("timeout", self.spec.timeout, self._time_out)

    def _time_out(self) -> None:
        if self.work is not None:
            self._fail(failures.timed_out(self.work.request_id, self.spec.timeout))

    def _stop_clocks(self) -> None:
        self._deadline_ms = 0
        while self._timers:
            self._timers.popitem()[1].cancel()

    def _check_memory(self) -> None:
        if not self._ends_for(self._process.peak_memory()):
            self._after("memory", _MEMORY_CHECK_SECONDS, self._check_memory)

    def _ends_for(self, memory: float) -> bool:
        """Whether it took more memory than it may: then it is killed."""
        if self.work is None or memory <= self.spec.memory:
            return False
        self._fail(failures.exited(self.work.request_id, -signal.SIGKILL))
        return True

    # How an invocation ends

    def _fail(self, failure: Failure) -> None:
        """It cannot go on: the answer is Lambda's, and the sandbox is done for."""
        memory = self._process.peak_memory()
        self.end()
        self._output.finish()
        if self.work is not None and not self.work.sent:
            self._log(report.start(self.work.request_id))
        self._log(failure.log)
        self._settle(failure.payload, "Unhandled", memory, failure.status, failure.kind)

    def _finish(self, payload: bytes, function_error: str = "") -> None:
        memory = self._process.peak_memory()
        if not self._ends_for(memory):
            self._output.finish()
            self._settle(payload, function_error, memory)

    def _settle(self, payload: bytes, function_error: str, memory: float, status: str = "", kind: str = "") -> None:
        work = self.work
        if work is None:
            return
        took = (time.monotonic() - work.sent) * 1000 if work.sent else 0.0
        init = self._init_ms if work.cold else None
        for text in report.end(
            work.request_id, self.spec, milliseconds=took, init=init, memory=memory, status=status, error_type=kind
        ):
            self._log(text)
        self.work = None
        self._stop_clocks()
        work.settle(payload, function_error)
        if not self.is_ended:
            self._owner.on_free(self)

    def _hear_of_exit(self, code: int) -> None:
        """In the waiter's thread."""
        with suppress(RuntimeError):  # the host closed without waiting for it
            self._loop.call_soon_threadsafe(self._loop.call_later, _LAST_WORDS_SECONDS, self._on_exit, code)

    def _on_exit(self, code: int) -> None:
        self.is_ended = True
        self._loop.remove_reader(self._process.pipe)
        self._output.finish()
        left = self._settle_after_exit(code)
        self._stop_clocks()
        os.close(self._process.pipe)
        self._serving.cancel()
        if self._server is not None:
            self._server.close()
        for line in list(self._lines):
            line.close()
        self._owner.on_end(self, left)

    def _settle_after_exit(self, code: int) -> Work | None:
        """Answer for a process that is gone; returns work that it never began, which another sandbox may do."""
        work = self.work
        if work is None or (not work.sent and self._init_ms is not None):
            self.work = None
            return work
        if self._init_error:
            kind = _error_type(self._init_error)
            self._log(report.init_failed((time.monotonic() - self._started) * 1000, kind))
            self._log(report.start(work.request_id))
            self._settle(self._init_error, "Unhandled", 0, "error", kind)
            return None
        self._fail(failures.exited(work.request_id, code))
        return None

    # What it prints, and whom it asks

    def _read_output(self) -> None:
        if not self._output.read():
            self._loop.remove_reader(self._process.pipe)

    def _log(self, text: str) -> None:
        if self.work is not None:
            self.work.log.append(text)
        self._observe(text)

    async def _serve(self, listener: socket.socket) -> None:
        self._server = await self._loop.create_server(lambda: Line(self, self._lines), sock=listener)


def _error_type(payload: bytes) -> str:
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("errorType", "")) if isinstance(found, dict) else ""
