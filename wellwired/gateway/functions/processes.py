"""The processes of a sandbox: how one is started, how much memory it took, and how all that it started ends."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_STATUS_BYTES: Final = 4096
_SWEEPS: Final = 50
_SWEEP_SECONDS: Final = 0.005


class Process:
    """A process in a session of its own.

    marker: a text in its environment and in no other's. pipe: what it prints, on stdout and stderr; its user closes it.
    on_exit: told the exit code, in a thread of its own.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        marker: str,
        on_exit: Callable[[int], None],
    ) -> None:
        self._marker = marker
        self._is_gone = False
        self._on_exit = on_exit
        self.pipe, printing = os.pipe()
        try:
            self._child = subprocess.Popen(
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=printing,
                stderr=printing,
                start_new_session=True,
            )
        except BaseException:
            os.close(self.pipe)
            raise
        finally:
            os.close(printing)
        self._status = f"{_PROC}/{self._child.pid}/status"
        threading.Thread(target=self._wait, name=f"sandbox {self._child.pid}", daemon=True).start()

    def peak_memory(self) -> float:
        """The most resident memory that it ever held, in MB; 0 where the kernel does not tell (macOS).

        Lambda counts resident memory; a limit on the address space would raise MemoryError where Lambda kills.
        """
        try:
            file = os.open(self._status, os.O_RDONLY)  # at every invocation: without the layers above it
        except OSError:
            return 0
        try:
            words = os.read(file, _STATUS_BYTES).partition(b"VmHWM:")[2].split(None, 1)
        except OSError:  # it has just ended
            words = []
        finally:
            os.close(file)
        return int(words[0]) / 1024 if words else 0

    def end(self) -> None:
        """Kill it and its group; once it is gone, its number may be another's."""
        if not self._is_gone:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)

    def _wait(self) -> None:
        code = self._child.wait()
        self.end()  # what is left of its group
        self._is_gone = True
        _end_marked(self._marker)
        self._on_exit(code)


def _end_marked(marker: str) -> None:
    """Kill what left its group but kept its environment: a daemon that a function started. Only Linux can tell."""
    if not _PROC.is_dir():
        return
    wanted, own = marker.encode(), str(os.getpid())
    # Once more after a kill: what was forked meanwhile carries the same environment.
    for _ in range(_SWEEPS):
        others = (entry for entry in _PROC.iterdir() if entry.name.isdigit() and entry.name != own)
        found = [int(entry.name) for entry in others if wanted in _environment_of(entry)]
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return
        time.sleep(_SWEEP_SECONDS)


def _environment_of(process: Path) -> bytes:
    """Empty for another user's process, for one that has ended, and for a zombie."""
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""
