"""What a sandbox prints, as events of a log: one a line, long ones cut, and only so many of one invocation kept."""

import contextlib
import os
from collections.abc import Callable
from typing import Final

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html: a longer event is cut
_EVENT_LIMIT: Final = 262_144
# What a function prints beyond this in one invocation is read and thrown away: it is to fill neither memory nor disk.
KEPT_BYTES: Final = 2_000_000
_CHUNK: Final = 65_536
_CHUNKS_AT_ONCE: Final = 64


class Output:
    """Reads the pipe behind stdout and stderr; never waits."""

    def __init__(self, pipe: int, emit: Callable[[str], None]) -> None:
        self.pipe = pipe
        self._emit = emit
        self._rest = b""
        self._room = KEPT_BYTES
        os.set_blocking(pipe, False)

    def read(self) -> bool:
        """Read once; False at the end of the pipe."""
        try:
            data = os.read(self.pipe, _CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._take(data)
        return bool(data)

    def finish(self) -> None:
        """Read what is left, emit a last line without its end, and give the next invocation room of its own."""
        with contextlib.suppress(OSError):
            for _ in range(_CHUNKS_AT_ONCE):
                data = os.read(self.pipe, _CHUNK)
                if not data:
                    break
                self._take(data)
        if self._rest:
            self._say(self._rest)
        self._rest, self._room = b"", KEPT_BYTES

    def _take(self, data: bytes) -> None:
        if self._room <= 0:
            return
        *lines, self._rest = (self._rest + data[: self._room]).split(b"\n")
        self._room -= len(data)
        for line in lines:
            self._say(line)
        while len(self._rest) >= _EVENT_LIMIT:
            self._say(self._rest[:_EVENT_LIMIT])
            self._rest = self._rest[_EVENT_LIMIT:]
        if self._room <= 0:
            self._say(self._rest)
            self._rest = b""
            self._emit(f"[more than {KEPT_BYTES} bytes were printed; the rest is not kept]")

    def _say(self, line: bytes) -> None:
        """The runtime parts the lines of one event, such as a stack trace, by carriage returns."""
        self._emit(line.decode("utf-8", "replace").rstrip("\r").replace("\r", "\n"))
