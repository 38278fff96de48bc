"""A usage plan in words: its rate, its quota, the names of its keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.stage_settings import split_route
from wellwired.constructs.throttle import Throttle, check_within
from wellwired.errors import WiringError

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
METHOD_THROTTLE_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Quota:
    """How many calls a key has in a day, week or month; the count starts anew at midnight UTC."""

    limit: int
    period: apigateway.Period

    def __post_init__(self) -> None:
        if isinstance(self.limit, bool) or not isinstance(self.limit, int) or self.limit < 1:
            raise WiringError(
                f"limit is {self.limit!r}: the first call would be answered 429",
                where="Quota",
                remedy="give the calls per period as a whole number, or quota=None for no quota",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One usage plan and the names of its keys; API Gateway makes each key's value, and only it ever shows it.

    `quota=None` says that the plan has no quota. `method_throttles` is keyed by method and path, such as
    `"POST /orders"`, and narrows the plan for that method.
    """

    name: str
    throttle: Throttle
    quota: Quota | None
    keys: tuple[str, ...]
    method_throttles: Mapping[str, Throttle] = field(default_factory=dict)
    description: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", tuple(self.keys) if not isinstance(self.keys, str) else (self.keys,))
        if not self.keys:
            raise self._refusal("it has no key, so nobody can use it", "name its keys, such as keys=('partner-a',)")
        for name in (self.name, *self.keys):
            if not name or not name.isascii() or not name.isprintable() or "/" in name:
                raise self._refusal(f"{name!r} is no name for a plan or key", "use ASCII text without a slash")
        if len(self.method_throttles) > METHOD_THROTTLE_LIMIT:
            raise self._refusal(
                f"{len(self.method_throttles)} method throttles; API Gateway takes {METHOD_THROTTLE_LIMIT} per plan",
                "keep those of the expensive methods",
            )
        for route, throttle in self.method_throttles.items():
            split_route(route)
            check_within(throttle, self.throttle, where=self._where, inner_name=route, outer_name="plan")

    @property
    def _where(self) -> str:
        return f"Plan {self.name!r}"

    def _refusal(self, problem: str, remedy: str) -> WiringError:
        return WiringError(problem, where=self._where, remedy=remedy)
