"""Log events, read within bounds: pages of filtered events from small groups, Logs Insights queries over large ones."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from wellwired.aws_access import AbsentError, Account, plain_errors

# FilterLogEvents costs nothing but time; Logs Insights is fast, and charged by the bytes that it scans.
# https://aws.amazon.com/cloudwatch/pricing/
INSIGHTS_FROM: Final = 100 * 1024**2  # bytes in the window
ASK_FROM: Final = 1024**3
DOLLARS_PER_GB: Final = 0.005  # in most regions
MAX_EVENTS: Final = 20_000  # of one reading
MAX_PAGES: Final = 400
QUERY_LIMIT: Final = 10_000  # rows that Logs Insights gives back at most
_FIELDS: Final = "fields @timestamp, @message, @logStream"
_QUERY_PATIENCE: Final = 300.0  # seconds
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Event:
    """One event. at: ms since 1970, as the writer stamped it."""

    at: int
    text: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end`, both in ms since 1970."""

    start: int
    end: int

    def around(self, times: Sequence[int], margin: int) -> "Window":
        """The narrower window that holds `times` with a margin."""
        return Window(max(self.start, min(times) - margin), max(times) + margin) if times else self


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: a filter pattern for pages, and a condition for Logs Insights that finds the same; "" for all.

    A server may let more through than asked for: `keep` judges every event again.
    """

    pattern: str = ""
    condition: str = ""
    keep: Callable[[str], bool] = field(default=lambda _: True)


def any_of(terms: Sequence[str]) -> Search:
    """Events that hold at least one of the terms, as they are."""
    quoted = ['"' + term.replace("\\", "\\\\").replace('"', '\\"') + '"' for term in terms]
    return Search(
        pattern=quoted[0] if len(quoted) == 1 else " ".join(f"?{term}" for term in quoted),
        condition=" or ".join(f"@message like {term}" for term in quoted),
        keep=lambda text: any(term in text for term in terms),
    )


# Told what is being read, and how many events there are so far.
Progress = Callable[[str, int], None]


def say_nothing(what: str, count: int) -> None:
    """The progress of a run that nobody watches."""


@dataclass
class LogReader:
    """Reads log groups of one account, and notes where it stopped early."""

    account: Account
    on_progress: Progress = say_nothing
    notes: list[str] = field(default_factory=list)
    sleep: Callable[[float], None] = time.sleep

    def estimate(self, group: str, window: Window) -> int | None:
        """About how many bytes of a group lie in a window; None where the group does not exist.

        CloudWatch Logs tells the bytes of the whole group: they are taken as spread evenly over what it keeps.
        """
        with plain_errors(f"log group {group}"):
            answer = self.account.logs.describe_log_groups(logGroupNamePrefix=group, limit=50)
        for item in answer["logGroups"]:
            if item["logGroupName"] == group:
                age = max(window.end - item.get("creationTime", window.start), 1)
                kept = min(age, item.get("retentionInDays", 10_000) * _DAY_MS)
                return int(item.get("storedBytes", 0) * min(1.0, (window.end - window.start) / kept))
        return None

    def read(self, group: str, window: Window, search: Search, *, query: bool = False) -> list[Event]:
        """The events of a group that a search finds, oldest first; [] where the group does not exist."""
        found = self._query(group, window, search) if query else self._filter(group, window, search)
        events: list[Event] = []
        try:
            with plain_errors(f"log group {group}"):
                for event in found:
                    if search.keep(event.text):
                        events.append(event)
                        self.on_progress(group, len(events))
        except AbsentError:
            self.notes.append(f"there is no log group {group}: nothing was ever written to it, or it was deleted")
        return sorted(events, key=lambda event: event.at)

    def _filter(self, group: str, window: Window, search: Search) -> Iterator[Event]:
        arguments: dict[str, Any] = {"logGroupName": group, "startTime": window.start, "endTime": window.end}
        if search.pattern:
            arguments["filterPattern"] = search.pattern
        seen = 0
        for _ in range(MAX_PAGES):
            page = self.account.logs.filter_log_events(**arguments)
            for item in page["events"]:
                yield Event(item.get("timestamp", 0), item.get("message", ""), item.get("logStreamName", ""))
            seen += len(page["events"])
            if "nextToken" not in page:
                return
            if seen >= MAX_EVENTS:
                break
            arguments["nextToken"] = page["nextToken"]
        self.notes.append(f"stopped reading {group} after {seen:,} events: a narrower --since sees the rest")

    def _query(self, group: str, window: Window, search: Search) -> Iterator[Event]:
        condition = f" | filter {search.condition}" if search.condition else ""
        started = self.account.logs.start_query(
            logGroupName=group,
            startTime=window.start // 1000,
            endTime=-(-window.end // 1000),
            queryString=f"{_FIELDS}{condition} | sort @timestamp desc | limit {QUERY_LIMIT}",
        )
        try:
            rows = self._await(started["queryId"], group)
        except KeyboardInterrupt:
            self.account.logs.stop_query(queryId=started["queryId"])  # a query that runs on is charged for
            raise
        if len(rows) >= QUERY_LIMIT:
            self.notes.append(f"only the newest {QUERY_LIMIT:,} events of {group} were read: narrow --since")
        for row in rows:
            fields = {cell.get("field"): cell.get("value", "") for cell in row}
            yield Event(
                _milliseconds(fields.get("@timestamp", "")), fields.get("@message", ""), fields.get("@logStream", "")
            )

    def _await(self, query_id: str, group: str) -> "list[list[Any]]":
        waited, pause = 0.0, 0.5
        while True:
            answer = self.account.logs.get_query_results(queryId=query_id)
            if answer["status"] in ("Complete", "Failed", "Cancelled", "Timeout", "Unknown"):
                break
            self.on_progress(group, int(answer.get("statistics", {}).get("recordsMatched", 0)))
            if waited >= _QUERY_PATIENCE:
                self.account.logs.stop_query(queryId=query_id)
                break
            self.sleep(pause)
            waited, pause = waited + pause, min(pause * 1.5, 5.0)
        if answer["status"] != "Complete":
            self.notes.append(f"the query over {group} ended as {answer['status']}: what it had found is used")
        return list(answer.get("results", []))


def _milliseconds(stamp: str) -> int:
    """Logs Insights writes "2026-11-23 07:51:04.123", in UTC."""
    from datetime import UTC, datetime

    try:
        return round(datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return 0


def dollars(size: int) -> float:
    """What Logs Insights charges for scanning so many bytes, about."""
    return size / 1024**3 * DOLLARS_PER_GB


def in_bytes(size: int) -> str:
    """A size for people: "3.2 GB"."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} TB"
