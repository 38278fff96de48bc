"""Reads a stage's logs in three passes: what failed, one whole trail for each kind of failure, the function's side.

The two passes over the whole window ask for failures alone. Whole trails are read for a sample of each kind only, in
a window as narrow as the samples, so that a bad hour costs little more than a bad minute.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from wellwired.aws_access import Account
from wellwired.diagnosis.access_lines import error_expression, error_pattern, make_reader
from wellwired.diagnosis.events import Event, LogReader, Search, Window, any_of
from wellwired.diagnosis.functions import FunctionLogs
from wellwired.diagnosis.request import Request, split_line
from wellwired.diagnosis.target import Target
from wellwired.errors import UnreadableError

# What the execution log writes about requests that fail. Every term is made of whole words: a filter pattern is not
# documented to find parts of them, and it holds 1,024 characters at most.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForLogEvents.html
FAILURES: Final = (
    "Execution failed due to",
    "Lambda execution failed with status",
    "Lambda invocation failed with status",
    "Gateway response type:",
    "Unauthorized request:",
    "is not authorized to",
    "requires API Key",
    "No Usage Plan found",
    "limit exceeded for",
    "quota exhausted for",
    "Missing required request parameters",
    "Request body does not match model schema",
    "Could not parse request body",
    "does not have permission to assume",
)
# Written about every request: asked for only where no access log tells status and route.
_OUTCOMES: Final = ("Method completed with status:", "HTTP Method:")
FAILED: Final = re.compile("|".join(("Method completed with status: [45]", *map(re.escape, FAILURES))))
_MAX_SAMPLES: Final = 40
_IDS_A_CALL: Final = 20  # a filter pattern holds 1,024 characters
_MARGIN_MS: Final = 60_000  # a request lasts 29 seconds at most, unless its quota was raised
_VARYING: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b\d+(?:\.\d+)?\b|[A-Za-z0-9_-]{12,}=*")
# Fields of the access log that tell one kind of failure from another.
_TELLING: Final = (
    "status",
    "errorMessage",
    "errorResponseType",
    "validationError",
    "integrationErrorMessage",
    "integrationStatus",
    "functionStatus",
    "authorizerStatus",
    "authorizerError",
    "authorizeStatus",
    "authenticateStatus",
    "wafResponseCode",
)


@dataclass
class Evidence:
    """What was read so far. It can be used at any time, also when the reading was interrupted.

    requests: the failed ones by id. samples: those whose whole trail was read. problems: logs that were not read.
    """

    target: Target
    window: Window
    requests: dict[str, Request] = field(default_factory=dict)
    samples: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unparsed: int = 0
    interrupted: bool = False


@dataclass
class Investigation:
    """Reads one stage. `query`: the log groups that are large enough for Logs Insights."""

    account: Account
    evidence: Evidence
    reader: LogReader
    query: frozenset[str] = frozenset()

    def read_failures(self) -> None:
        """Fill the evidence with every request of the window that failed."""
        self._guarded(self._read_access, self._read_execution, self._read_samples, self._read_functions)

    def read_request(self, request_id: str) -> None:
        """Fill the evidence with one request, by the gateway's id, the extended id or the function's."""

        def find() -> None:
            for found in self._find_ids(request_id):
                self.evidence.requests.setdefault(found, Request(found))

        def trail() -> None:
            self.evidence.samples = set(self.evidence.requests)
            times = [item.at for item in self.evidence.requests.values() if item.at]
            self._read_trails(self.evidence.samples, self.evidence.window.around(times, _MARGIN_MS))

        self._guarded(find, trail, self._read_functions)

    def _guarded(self, *passes: Callable[[], None]) -> None:
        """Run the passes; what Ctrl-C interrupts is kept, what is denied or fails is told."""
        try:
            for step in passes:
                try:
                    step()
                except UnreadableError as error:
                    self._tell(error)
        except KeyboardInterrupt:
            self.evidence.interrupted = True
        self.evidence.notes += [note for note in dict.fromkeys(self.reader.notes) if note not in self.evidence.notes]

    def _tell(self, error: UnreadableError) -> None:
        self.evidence.problems.append(str(error).replace("\n  ", "; "))

    def _read_access(self) -> None:
        target = self.evidence.target
        if not target.access_group:
            return
        search = Search(error_pattern(target.access_format), error_expression(target.access_format))
        for request in self._access_requests(search):
            if request.status is not None and request.status >= 400:
                self.evidence.requests[request.request_id] = request

    def _access_requests(self, search: Search) -> Iterator[Request]:
        target = self.evidence.target
        read_line = make_reader(target.access_format)
        query = target.access_group in self.query
        for number, event in enumerate(
            self.reader.read(target.access_group, self.evidence.window, search, query=query)
        ):
            fields = read_line(event.text)
            if fields is None:
                self.evidence.unparsed += 1
            else:
                # without an id of its own, a line still counts
                request_id = fields.get("requestId") or fields.get("extendedRequestId") or f"line {number + 1}"
                yield Request(request_id, fields, event.at)

    def _read_execution(self) -> None:
        target = self.evidence.target
        if not target.logs_execution:
            return
        terms = FAILURES if target.access_group else (*FAILURES, *_OUTCOMES)
        query = target.execution_group in self.query
        lines = self._by_request(
            self.reader.read(target.execution_group, self.evidence.window, any_of(terms), query=query)
        )
        for request_id, events in lines.items():
            known = self.evidence.requests.get(request_id)
            if known is not None:
                self.evidence.requests[request_id] = known.with_lines(execution=events)
            elif any(FAILED.search(event.text) for event in events):
                self.evidence.requests[request_id] = Request(request_id, execution=events)

    def _by_request(self, events: Iterable[Event]) -> dict[str, list[Event]]:
        """Lines by the request that they belong to; a line without an id continues the one before it in its stream."""
        found: dict[str, list[Event]] = defaultdict(list)
        last: dict[str, str] = {}
        for event in events:
            request_id = split_line(event.text)[0] or last.get(event.stream, "")
            if request_id:
                last[event.stream] = request_id
                found[request_id].append(event)
        return dict(found)

    def _read_samples(self) -> None:
        newest: dict[tuple[object, ...], Request] = {}
        for request in sorted(self.evidence.requests.values(), key=lambda item: item.at):
            newest[kind_of(request)] = request
        chosen = [item for item in newest.values() if not item.request_id.startswith("line ")][-_MAX_SAMPLES:]
        if len(newest) > _MAX_SAMPLES:
            self.reader.notes.append(f"{len(newest)} kinds of failure: the whole trail was read for {_MAX_SAMPLES}")
        self.evidence.samples = {item.request_id for item in chosen}
        if chosen:
            self._read_trails(
                self.evidence.samples, self.evidence.window.around([item.at for item in chosen], _MARGIN_MS)
            )

    def _read_trails(self, ids: Iterable[str], window: Window) -> None:
        if not self.evidence.target.logs_execution:
            return
        for batch in _batches(sorted(ids), _IDS_A_CALL):
            search = any_of(batch)
            lines = self._by_request(self.reader.read(self.evidence.target.execution_group, window, search))
            for request_id in batch:
                if request_id in lines:
                    known = self.evidence.requests[request_id]
                    self.evidence.requests[request_id] = known.with_lines(execution=lines[request_id])

    def _read_functions(self) -> None:
        logs = FunctionLogs(self.account, self.reader, self.evidence.target)
        samples = [
            self.evidence.requests[item] for item in sorted(self.evidence.samples) if item in self.evidence.requests
        ]
        for request, lines in logs.read(samples, self.evidence.window, _MARGIN_MS):
            self.evidence.requests[request.request_id] = request.with_lines(function=lines)
        self.evidence.problems += logs.problems

    def _find_ids(self, wanted: str) -> Iterator[str]:
        """The gateway's ids of the requests that an id of any kind stands for, with the access log line taken in."""
        target, search = self.evidence.target, any_of([wanted])
        if target.access_group:
            for request in self._access_requests(search):
                if wanted in request.access.values():
                    self.evidence.requests[request.request_id] = request
                    yield request.request_id
        if not self.evidence.requests and target.logs_execution:
            query = target.execution_group in self.query
            for event in self.reader.read(target.execution_group, self.evidence.window, search, query=query):
                found = split_line(event.text)[0]
                if found:
                    yield found


def kind_of(request: Request) -> tuple[object, ...]:
    """What two failures have in common whose logs differ in nothing but ids, numbers and times."""
    lines = sorted(
        {_VARYING.sub("#", split_line(event.text)[1]) for event in request.execution if FAILED.search(event.text)}
    )
    # a scanner asks for thousands of paths that are none: they are one kind
    return (request.status, request.method, request.resource, *(request.get(name) for name in _TELLING), *lines)


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
