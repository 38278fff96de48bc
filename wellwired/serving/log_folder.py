"""The log groups that AWS would have, as files of a folder: one a group, named after it, one event a line.

A line is the time, then the event: `2026-11-28T15:42:10.123Z (request-id) Method completed with status: 502`. Lines of
an event behind its first begin with a tab, so that nothing that is logged can pass for an event of its own.
"""

import re
from collections import OrderedDict
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final
from urllib.parse import quote

from wellwired.errors import UsageError
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.log_events import LogEvent, access_event, execution_events
from wellwired.model.setting import Unsettled

_NAME_LIMIT: Final = 200
_OPEN_LIMIT: Final = 64
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def file_name(group: str) -> str:
    """The file of a log group: its name percent-encoded, so that it can be read back; a very long one is cut."""
    name = quote(group, safe=" ")
    if len(name) > _NAME_LIMIT or not name.strip(". "):
        name = f"{name[:_NAME_LIMIT]}-{sha256(group.encode()).hexdigest()[:8]}"
    return f"{name}.log"


class LogFolder:
    """Appends events to the files of a folder. Used from one thread."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"cannot be made: {error.strerror}", where=str(folder)) from error
        self._folder = folder
        self._files: OrderedDict[str, IO[str]] = OrderedDict()

    def write_exchange(self, exchange: Exchange) -> None:
        """Both logs of a request, as far as its stage writes them."""
        try:
            for event in execution_events(exchange):
                self.write(event)
            access = access_event(exchange)
        except Unsettled:
            return  # what the stage logs is not known: the gateway has said so at its start
        if access is not None:
            self.write(access)

    def write_line(self, group: str, text: str) -> None:
        """A line of a function's log, now."""
        self.write(LogEvent(group, datetime.now(UTC), text))

    def write(self, event: LogEvent) -> None:
        """One event."""
        time = event.at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00")
        text = event.text.rstrip("\n").replace("\r\n", "\n").replace("\n", "\n\t")
        self._open(event.group).write(f"{time}Z {_CONTROL.sub(_spell, text)}\n")

    def flush(self) -> None:
        """Let readers see what was written."""
        for file in self._files.values():
            file.flush()

    def close(self) -> None:
        """Write everything out."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _open(self, group: str) -> IO[str]:
        if group not in self._files:
            if len(self._files) >= _OPEN_LIMIT:
                self._files.popitem(last=False)[1].close()
            path = self._folder / file_name(group)
            self._files[group] = path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n")
        self._files.move_to_end(group)
        return self._files[group]


def _spell(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"
