"""What Lambda says of an invocation, in its text form and in its JSON form, apart from what the code printed."""

import json

import pytest

from wellwired.diagnosis.events import Event
from wellwired.diagnosis.function_lines import Invocation, is_platform, read_invocation

TEXT = (
    "REPORT RequestId: 1111-a\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\t"
    "Max Memory Used: 71 MB\tInit Duration: 180.20 ms\t\n"
)
METRICS = {"durationMs": 12.5, "initDurationMs": 180.2, "memorySizeMB": 256, "maxMemoryUsedMB": 71}
JSON = json.dumps({"time": "t", "type": "platform.report", "record": {"requestId": "1111-a", "metrics": METRICS}})


@pytest.mark.parametrize("line", [TEXT, JSON], ids=["text", "json"])
def test_the_report_of_an_invocation_is_read_in_both_forms(line: str) -> None:
    assert read_invocation([Event(1, line)]) == Invocation(12.5, 180.2, 256, 71)


@pytest.mark.parametrize(
    "line", ["", "hello", '{"type": "platform.report", "record": 1}', '{"a": "platform."', "REPORT"]
)
def test_other_lines_hold_no_figures(line: str) -> None:
    assert read_invocation([Event(1, line)]) == Invocation()


@pytest.mark.parametrize(
    ("line", "platform"),
    [
        (TEXT, True),
        (JSON, True),
        ("START RequestId: 1111-a Version: 3\n", True),
        ("[ERROR] KeyError: 'price'\nTraceback (most recent call last):", True),
        ("2026-11-23T07:51:04.123Z 1111-a Task timed out after 3.00 seconds\n", True),
        ("RequestId: 1111-a Error: Runtime exited with error: signal: killed", True),
        ("customer alice@example.com ordered", False),
        ('{"level": "INFO", "message": "alice", "record": "platform.report"}', False),
        ("[INFO]\t2026-11-23T07:51:04.123Z\t1111-a\tcard 4111", False),
    ],
)
def test_what_the_code_printed_is_told_from_what_lambda_wrote(line: str, platform: bool) -> None:
    assert is_platform(line) is platform
