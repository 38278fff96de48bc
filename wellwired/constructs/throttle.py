"""Request rates as API Gateway counts them, and the chain they form: plan below stage below account."""

from dataclasses import dataclass

from wellwired.errors import WiringError
from wellwired.facts import ACCOUNT_BURST_LIMIT, ACCOUNT_RATE_LIMIT


@dataclass(frozen=True, slots=True)
class Throttle:
    """A token bucket: `rate` requests a second refill it, `burst` is its size. Both are required and above zero.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
    """

    rate: float
    burst: int

    def __post_init__(self) -> None:
        for name in ("rate", "burst"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise WiringError(
                    f"{name} is {value!r}: nothing above zero means that every call is answered 429",
                    where="Throttle",
                    remedy="give requests per second as rate and a whole number of requests as burst",
                )
        if int(self.burst) != self.burst:
            raise WiringError(f"burst is {self.burst!r}", where="Throttle", remedy="give a whole number of requests")

    def __str__(self) -> str:
        return f"{self.rate:g} requests a second, burst {self.burst}"


ACCOUNT_THROTTLE = Throttle(rate=ACCOUNT_RATE_LIMIT, burst=ACCOUNT_BURST_LIMIT)


def check_within(inner: Throttle, outer: Throttle, *, where: str, inner_name: str, outer_name: str) -> None:
    """Raise `WiringError` where a limit promises more than the one above it lets through."""
    for name in ("rate", "burst"):
        value, limit = getattr(inner, name), getattr(outer, name)
        if value > limit:
            raise WiringError(
                f"the {name} of the {inner_name}, {value:g}, is above the {outer_name}'s {limit:g}: never reached",
                where=where,
                remedy=f"lower the {inner_name}'s {name} to {limit:g} or raise the {outer_name}'s",
            )
