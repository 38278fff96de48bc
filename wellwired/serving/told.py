"""One request as the page is told of it: plain data, every text made printable."""

from collections.abc import Iterator, Sequence
from typing import Any

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.log_events import execution_events
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.printable import printable
from wellwired.reports.drawing import Drawing
from wellwired.serving.explaining import Explanation
from wellwired.serving.history import Noted
from wellwired.serving.path_taken import PathTaken, find_path


def tell(noted: Noted, drawings: Sequence[tuple[Wiring, Drawing]]) -> dict[str, Any]:
    """What the page shows of a request. drawings: those on the page, in order."""
    exchange = noted.exchange
    path = next(
        (
            find_path(exchange, wiring, drawing, f"d{place}")
            for place, (wiring, drawing) in enumerate(drawings)
            if wiring is noted.wiring
        ),
        PathTaken(),
    )
    return {
        "number": noted.number,
        "id": exchange.request_id,
        "time": exchange.request.time.isoformat(timespec="milliseconds"),
        "method": _shown(exchange.request.method, 20),
        "path": _shown(exchange.request.path, 500),
        "route": _shown(exchange.method.route) if exchange.method is not None else "",
        "stage": _shown(exchange.stage_name),
        "status": exchange.response.status if exchange.response is not None else 0,
        "ms": round(exchange.duration_ms, 1),
        "steps": [
            {"name": _shown(step.name), "verdict": step.verdict.value, "detail": _shown(step.detail)}
            for step in exchange.steps
        ],
        "log": list(_log(exchange)),
        "functionLog": [_shown(line.expandtabs(4)) for entry in exchange.function_log for line in entry.splitlines()],
        "explanation": _tell_explanation(noted.explanation),
        "taken": path.taken,
        "broken": path.broken,
    }


def _log(exchange: Exchange) -> Iterator[dict[str, Any]]:
    """The lines of the execution log. written: whether the stage's settings let AWS write them.

    What holds requests and responses is there only where data trace is on.
    """
    try:
        written = {event.text.partition(") ")[2] for event in execution_events(exchange)}
    except Unsettled:
        written = set()
    for line in exchange.log:
        is_written = line.text in written
        if is_written or not line.is_data:
            yield {"text": _shown(line.text), "written": is_written, "error": line.is_error}


def _tell_explanation(explanation: Explanation | None) -> dict[str, Any] | None:
    if explanation is None:
        return None
    cause = explanation.cause
    told: dict[str, Any] = {"step": _shown(explanation.step), "detail": _shown(explanation.detail), "cause": None}
    if cause is not None:
        told["cause"] = {
            "id": cause.id,
            "title": cause.title,
            "seen": [_shown(item) for item in explanation.seen],
            "tell": cause.tell,
            "retry": cause.retry,
            "cdk": cause.cdk,
            "console": cause.console,
            "rules": list(cause.rules),
        }
    return told


def _shown(text: str, limit: int = 2_000) -> str:
    return printable(display(text), limit=limit)
