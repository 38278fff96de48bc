"""The one log line that a failed request leaves: JSON, with the traceback, under the ids the client was given."""

import contextlib
import hashlib
import json
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any, Final

MAX_TRACE: Final = 60_000  # characters; a log event holds 256 KB: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
MAX_MESSAGE: Final = 4_000


@dataclass(frozen=True, slots=True)
class RequestIds:
    """How one request is called: by API Gateway (`api`, which the client sees), by Lambda (`function`), by route."""

    api: str
    function: str
    route: str


def request_ids(event: object, context: object) -> RequestIds:
    """Read the ids; what is not there, or is no text, is empty."""
    request = _member(event, "requestContext")
    function = getattr(context, "aws_request_id", "")
    function = function if isinstance(function, str) else ""
    method, resource = _text(event, "httpMethod"), _text(event, "resource")
    return RequestIds(_text(request, "requestId") or function, function, f"{method} {resource}".strip())


def write_failure(
    message: str, *, status: int, reference: str, ids: RequestIds, error: BaseException | None = None
) -> None:
    """Write one line of JSON to standard output, where Lambda takes logs from; never raises."""
    line: dict[str, Any] = {
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": "ERROR",
        "message": message[:MAX_MESSAGE],
        "logger": "wellwired.runtime",
        "status": status,
        "reference": reference,
        "requestId": ids.function,
        "apiRequestId": ids.api,
        "route": ids.route,
    }
    if error is not None:
        line |= _described(error)
    with contextlib.suppress(Exception):  # a closed or full standard output costs the line, not the answer
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _described(error: BaseException) -> dict[str, object]:
    try:
        text, trace = str(error), "".join(traceback.format_exception(error))
    except Exception as second:  # noqa: BLE001 - an error whose own message fails must not hide itself
        text, trace = f"(its message raised {type(second).__name__})", "".join(traceback.format_tb(error.__traceback__))
    half = MAX_TRACE // 2
    if len(trace) > MAX_TRACE:
        trace = f"{trace[:half]}\n... {len(trace) - MAX_TRACE} characters left out ...\n{trace[-half:]}"
    return {
        "errorType": type(error).__name__,
        "errorMessage": text[:MAX_MESSAGE],
        "fingerprint": _fingerprint(error),
        "stackTrace": trace.splitlines(),
    }


def _fingerprint(error: BaseException) -> str:
    """Return eight hexadecimal digits that group the same error at the same place over many requests.

    Made of the type and the functions it passed through, not of message or line numbers: it stays over requests and
    small changes of the code.
    """
    frames = traceback.walk_tb(error.__traceback__)
    path = [f"{PurePath(frame.f_code.co_filename).name}:{frame.f_code.co_name}" for frame, _ in frames]
    kind = type(error)
    return hashlib.sha256("|".join([kind.__module__, kind.__qualname__, *path[-20:]]).encode()).hexdigest()[:8]


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else None


def _text(value: object, name: str) -> str:
    member = _member(value, name)
    return member[:200] if isinstance(member, str) else ""
