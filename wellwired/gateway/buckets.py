"""Token buckets and quotas: how many requests may pass, and when again. Safe to ask from several threads.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock


@dataclass(frozen=True, slots=True)
class Limit:
    """rate: requests a second. burst: how many may come at once: the size of the bucket."""

    rate: float
    burst: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


@dataclass(slots=True)
class Buckets:
    """One bucket for each thing that is limited, filled as time goes by."""

    clock: Callable[[], float]
    _buckets: dict[tuple[str, ...], _Bucket] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: tuple[str, ...], limit: Limit) -> bool:
        """Take one token from the bucket of `key`, or say that there is none."""
        now = self.clock()
        with self._lock:
            bucket = self._buckets.setdefault(key, _Bucket(limit.burst, now))
            bucket.tokens = min(limit.burst, bucket.tokens + (now - bucket.at) * limit.rate)
            bucket.at = now
            if limit.rate <= 0 or bucket.tokens < 1:
                return False
            bucket.tokens -= 1
            return True


@dataclass(slots=True)
class Quotas:
    """How much of each quota is used in the period that runs."""

    today: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    _used: dict[tuple[str, ...], tuple[str, int]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: tuple[str, ...], *, limit: int, period: str, offset: int = 0) -> bool:
        """Count one request against a quota, or say that it is used up.

        offset: requests that count as used in the first period.
        """
        name = _name_period(period, self.today())
        with self._lock:
            begun, used = self._used.get(key, (name, offset))
            if begun != name:
                used = 0
            if used >= limit:
                self._used[key] = (name, used)
                return False
            self._used[key] = (name, used + 1)
            return True


def _name_period(period: str, now: datetime) -> str:
    """The day, the week (from Sunday on) or the month that a moment is in."""
    if period == "MONTH":
        return f"{now:%Y-%m}"
    if period == "WEEK":
        return f"{now - timedelta(days=(now.weekday() + 1) % 7):%Y-%m-%d}"
    return f"{now:%Y-%m-%d}"
