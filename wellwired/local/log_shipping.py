"""Writes what the local gateway and its functions log into the embedded AWS's CloudWatch Logs, as AWS would.

`wellwired diagnose` and every other reader of logs find it there.
"""

import contextlib
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from wellwired.gateway.log_events import LogEvent
from wellwired.local.emulator import Emulator

if TYPE_CHECKING:
    from mypy_boto3_logs.client import CloudWatchLogsClient

_STREAM: Final = "wellwired-local"
_PAUSE_SECONDS: Final = 0.2
_BATCH: Final = 500  # events of one call; AWS takes 10,000
_WAITING: Final = 50_000  # events kept while the embedded AWS is slow; what comes beyond is dropped and counted


class LogShipper:
    """Takes events from any thread and writes them behind the requests' backs; `flush` waits until all are there."""

    def __init__(self, emulator: Emulator, region: str) -> None:
        self._logs: CloudWatchLogsClient = emulator.session(region).client("logs", endpoint_url=emulator.endpoint)
        self._waiting: queue.Queue[LogEvent] = queue.Queue(_WAITING)
        self._made: set[str] = set()
        self._end = threading.Event()
        self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self._thread.start()

    def ship(self, events: Iterable[LogEvent]) -> None:
        """Take events in; never waits."""
        for event in events:
            try:
                self._waiting.put_nowait(event)
            except queue.Full:
                self.dropped += 1

    def flush(self) -> None:
        """Wait until everything taken in so far is written."""
        self._waiting.join()

    def close(self) -> None:
        """Write what is left, and stop."""
        self._end.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not (self._end.is_set() and self._waiting.empty()):
            batch: list[LogEvent] = []
            with contextlib.suppress(queue.Empty):
                batch.append(self._waiting.get(timeout=_PAUSE_SECONDS))
                while len(batch) < _BATCH:
                    batch.append(self._waiting.get_nowait())
            try:
                self._write(batch)
            except Exception:  # noqa: BLE001 - the embedded AWS may be on its way down: logs must not end a run
                self.dropped += len(batch)
                time.sleep(_PAUSE_SECONDS)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    def _write(self, batch: list[LogEvent]) -> None:
        groups: dict[str, list[LogEvent]] = defaultdict(list)
        for event in batch:
            groups[event.group].append(event)
        for group, events in groups.items():
            self._ensure(group)
            self._logs.put_log_events(
                logGroupName=group,
                logStreamName=_STREAM,
                logEvents=[
                    {"timestamp": milliseconds(event.at), "message": event.text}
                    for event in sorted(events, key=lambda event: event.at)
                ],
            )

    def _ensure(self, group: str) -> None:
        if group in self._made:
            return
        exists = self._logs.exceptions.ResourceAlreadyExistsException
        with contextlib.suppress(exists):
            self._logs.create_log_group(logGroupName=group)
        with contextlib.suppress(exists):
            self._logs.create_log_stream(logGroupName=group, logStreamName=_STREAM)
        self._made.add(group)


def milliseconds(moment: datetime) -> int:
    """A moment as CloudWatch Logs stamps it: ms since 1970."""
    return int(moment.timestamp() * 1000)
