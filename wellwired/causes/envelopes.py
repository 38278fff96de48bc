"""Log lines taken out of what they come wrapped in: exports of CloudWatch Logs, and answers of test-invoke-method."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, Final

# Beside these a "message" is a log event's, not an answer's own nor that of a function which logs JSON.
_OF_EVENTS: Final = ({"eventId"}, {"ingestionTime"}, {"logStreamName"}, {"id", "timestamp"})
_DEPTH: Final = 8


def unwrap(text: str) -> str:
    """The log lines in `text` where it is an export of log events, or else `text` itself."""
    head = text.lstrip()[:200]
    if head.startswith(("{", "[")):
        try:
            lines = list(_lines(json.loads(text), _DEPTH))
        except (ValueError, RecursionError):
            lines = []
        if lines:
            return "\n".join(lines)
    elif "@message" in head.partition("\n")[0]:
        return "\n".join(_columns(text)) or text
    return _unescape(text)


def _lines(value: Any, depth: int) -> Iterator[str]:
    """Every log line in the data of an export, in order."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _lines(item, depth - 1)
    elif isinstance(value, dict):
        said = value.get("@message") or (value.get("value") if value.get("field") == "@message" else None)
        if said is None and any(keys <= value.keys() for keys in _OF_EVENTS):
            said = value.get("message")
        if said is None and "status" in value:
            said = value.get("log")  # of test-invoke-method
        if isinstance(said, str):
            yield said
            return
        for item in value.values():
            yield from _lines(item, depth - 1)


def _columns(text: str) -> Iterator[str]:
    """The column @message of a CSV export."""
    try:
        for row in csv.DictReader(io.StringIO(text)):
            said = row.get("@message")
            if isinstance(said, str):
                yield said
    except csv.Error:
        return


def _unescape(text: str) -> str:
    """An execution log that stands in a JSON string which is no whole document, its line ends spelled out."""
    if "Execution log for request" in text and text.count("\\n") > text.count("\n"):
        return text.replace("\\n", "\n").replace('\\"', '"')
    return text
