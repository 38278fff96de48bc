"""One invocation on its way through a sandbox."""

import time
from concurrent.futures import Future
from dataclasses import dataclass, field

from wellwired.gateway.functions.invocation import Invoked


@dataclass(slots=True, eq=False)
class Work:
    """What is to be done, what was printed meanwhile, and the answer once there is one.

    sent: on the monotonic clock, when the function got it; 0 before. cold: whether a sandbox is started for it.
    """

    payload: bytes
    request_id: str
    trace_id: str
    answer: "Future[Invoked]" = field(default_factory=lambda: Future[Invoked]())
    begun: float = field(default_factory=time.monotonic)
    sent: float = 0.0
    cold: bool = False
    log: list[str] = field(default_factory=list)

    def settle(self, payload: bytes, function_error: str) -> None:
        """Hand the answer to whoever waits for it, or waited."""
        self.answer.set_result(
            Invoked(
                payload=payload,
                function_error=function_error,
                request_id=self.request_id,
                log=tuple(self.log),
                cold=self.cold,
                duration_ms=(time.monotonic() - self.begun) * 1000,
            )
        )
