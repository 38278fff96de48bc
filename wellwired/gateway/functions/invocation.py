"""What the gateway asks of whatever runs functions, and what it is told: Lambda's Invoke, as API Gateway uses it.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from wellwired.model.compute import Function


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoked:
    """What Lambda answers with status 200.

    payload: what the handler returned as JSON, or what went wrong: {"errorMessage", "errorType", ...}.
    function_error: the X-Amz-Function-Error header: "Unhandled", or "" where the handler returned.
    request_id: the invocation's own, as in the function's log. log: the lines that this invocation wrote.
    cold: whether a sandbox was started for it. duration_ms: from the call to the answer.
    """

    payload: bytes
    function_error: str = ""
    request_id: str = ""
    log: Sequence[str] = ()
    cold: bool = False
    duration_ms: float = 0.0


class FunctionThrottledError(Exception):
    """Lambda answers 429: no sandbox may be added, by reserved concurrency or this machine's bound."""


class FunctionUnavailableError(Exception):
    """Nothing can run this function here; the message says why and what to do: Node without a client, no local code."""


class StillRunningError(Exception):
    """The function had not answered within `wait_ms`; it runs on to its own timeout."""


class FunctionHost(Protocol):
    """Whatever runs functions. Safe to call from several threads at once."""

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        """Invoke synchronously; wait at most `wait_ms`.

        Raises `FunctionThrottledError`, `FunctionUnavailableError` or `StillRunningError`.
        """

    def close(self) -> None:
        """End every sandbox."""
