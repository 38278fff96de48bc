"""What the log of a function says about one invocation, without what the function's own code printed."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from wellwired.diagnosis.events import Event

_REPORT: Final = re.compile(r"(Duration|Billed Duration|Init Duration|Memory Size|Max Memory Used): ([\d.]+) (?:ms|MB)")
_JSON_NAMES: Final = {
    "durationMs": "Duration",
    "billedDurationMs": "Billed Duration",
    "initDurationMs": "Init Duration",
    "memorySizeMB": "Memory Size",
    "maxMemoryUsedMB": "Max Memory Used",
}
# What Lambda itself writes, and the first line of what a runtime writes about an error.
_PLATFORM: Final = re.compile(
    r"\A(?:START RequestId|END RequestId|REPORT RequestId|INIT_START|INIT_REPORT|EXTENSION|XRAY|"
    r"RequestId: \S+ (?:Error|Process)|\S+ \S+ Task timed out|\[ERROR\]|\[?(?:ERROR|Error)\]?[\s:]|"
    r"\S+\s+\S+\s+ERROR\s|Traceback|Unable to import module|Runtime\.)|Task timed out after"
)


@dataclass(frozen=True, slots=True)
class Invocation:
    """Figures of the REPORT line, in ms and MB; 0 where it does not say."""

    duration: float = 0
    init: float = 0
    memory: float = 0
    memory_used: float = 0


def read_invocation(events: Sequence[Event]) -> Invocation:
    """The figures of an invocation's REPORT, in the text form or in the JSON form."""
    found: dict[str, float] = {}
    for event in events:
        if event.text.startswith("REPORT"):
            found.update({name: float(value) for name, value in _REPORT.findall(event.text)})
        record = _platform_record(event.text)
        if record is not None and record.get("type") == "platform.report":
            metrics: Mapping[str, Any] = record.get("record", {}).get("metrics", {})
            found.update(
                {
                    word: float(metrics[name])
                    for name, word in _JSON_NAMES.items()
                    if isinstance(metrics.get(name), int | float)
                }
            )
    return Invocation(
        found.get("Duration", 0),
        found.get("Init Duration", 0),
        found.get("Memory Size", 0),
        found.get("Max Memory Used", 0),
    )


def is_platform(line: str) -> bool:
    """Whether Lambda or its runtime wrote the line, and not the function's own code."""
    if _platform_record(line) is not None:
        return True
    return _PLATFORM.search(line) is not None


def _platform_record(line: str) -> Mapping[str, Any] | None:
    """A line of Lambda's JSON log format: {"time": ..., "type": "platform.start", "record": {...}}."""
    if not line.startswith("{") or '"platform.' not in line:
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    plain = isinstance(found, dict) and isinstance(found.get("record", {}), dict)
    return found if plain and str(found.get("type", "")).startswith("platform.") else None
