"""Keeps calls to API Gateway's control plane below its quota, so that a deployment beside us is not throttled.

The quota is 10 calls a second with a burst of 40, for the whole account and region, and cannot be raised:
https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

import time
from collections.abc import Callable
from typing import Final

RATE: Final = 8.0  # calls a second, of the account's 10
BURST: Final = 30  # of the account's 40


class Pace:
    """A token bucket; `wait()` returns when the next call may go out."""

    def __init__(
        self,
        rate: float = RATE,
        burst: int = BURST,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate, self._burst = rate, burst
        self._clock, self._sleep = clock, sleep
        self._tokens = float(burst)
        self._at = clock()

    def wait(self) -> None:
        """Take a token, after as long as it takes to have one."""
        self._fill()
        if self._tokens < 1:
            self._sleep((1 - self._tokens) / self._rate)
            self._fill()
        self._tokens -= 1

    def _fill(self) -> None:
        now = self._clock()
        self._tokens = min(float(self._burst), self._tokens + (now - self._at) * self._rate)
        self._at = now
