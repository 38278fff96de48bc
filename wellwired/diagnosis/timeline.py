"""One request from the gateway to the function and back: every line in order, with the time between."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wellwired.diagnosis.function_lines import Invocation, is_platform, read_invocation
from wellwired.diagnosis.request import Request, split_line
from wellwired.diagnosis.withholding import redact, without_payload
from wellwired.reports import plural

CLIENT: Final = "client"
GATEWAY: Final = "gateway"
FUNCTION: Final = "function"
_BACK: Final = ("Received response", "Lambda execution failed", "Lambda invocation failed", "Execution failed")
_CUT: Final = 1_024  # bytes: API Gateway cuts longer lines of the execution log


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. at: ms since 1970; after: ms since the request came in; where: who says so."""

    at: int
    after: int
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Latency:
    """Where the time went, in ms; None where no log says it. gateway: what is neither integration nor authorizer."""

    total: float | None
    integration: float | None
    authorizer: float | None
    function: Invocation

    @property
    def gateway(self) -> float | None:
        """The gateway's own share."""
        if self.total is None or self.integration is None:
            return None
        return max(0.0, self.total - self.integration - (self.authorizer or 0))


def build_timeline(request: Request, *, show_payloads: bool = False) -> tuple[Step, ...]:
    """The steps of a request in order. Payloads, and what the function's code printed, only on demand."""
    ranked = sorted(_steps(request, show_payloads), key=lambda item: item[:2])
    start = min((at for at, _, _, _ in ranked), default=0)
    return tuple(Step(at, at - start, where, text) for at, _, where, text in ranked)


def read_latency(request: Request) -> Latency:
    """The latencies of the access log and the function's REPORT."""
    return Latency(
        _number(request.get("responseLatency")),
        _number(request.get("integrationLatency")),
        _number(request.get("authorizerLatency")),
        read_invocation(request.function),
    )


def _steps(request: Request, show: bool) -> Iterator[tuple[int, int, str, str]]:
    """Time, rank among what happened in the same millisecond, who says so, and the words."""
    if request.access:
        path = request.get("path") or request.resource
        yield request.at, -1, CLIENT, redact(f"{request.method} {path} from {request.caller}")
    back = 0
    for event in request.execution:
        request_id, line = split_line(event.text)
        if not request_id and not show:  # the rest of a payload with line ends
            line = f"[{len(line):,} characters withheld]"
        back = 2 if line.startswith(_BACK) or back else 0
        cut = " [cut by API Gateway]" if len(event.text.encode()) >= _CUT else ""
        yield event.at, back, GATEWAY, (line if show else redact(without_payload(line))) + cut
    hidden = [event for event in request.function if not show and not is_platform(event.text)]
    for event in request.function:
        if event not in hidden:
            text = event.text.rstrip() if show else redact(" ".join(event.text.strip().partition("\n")[0].split()))
            yield event.at, 1, FUNCTION, text
    if hidden:
        yield hidden[0].at, 1, FUNCTION, f"[{plural(len(hidden), 'line')} of its own code; --show-payloads shows them]"
    total = _number(request.get("responseLatency"))
    if total is not None:
        yield request.at + round(total), 3, CLIENT, f"got {request.status or 'an answer'} after {total:,.0f} ms"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
