"""What a stage logs, measures, traces and lets through: the settings that `StageLogs` writes onto a stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from wellwired.constructs.cache import Cache, check_cluster_size, check_ttl
from wellwired.constructs.throttle import ACCOUNT_THROTTLE, Throttle, check_within
from wellwired.errors import WiringError

_WHERE = "StageSettings"


@dataclass(frozen=True, slots=True)
class MethodOverride:
    """What one method does differently; everything left out stays as the stage has it.

    `cache_ttl` keeps the method's answers. Which parameters tell one question from another its integration says; a
    route of ProxyRestApi says both with its `cache`.
    """

    throttle: Throttle | None = None
    log_level: apigateway.MethodLoggingLevel | None = None
    data_trace: bool | None = None
    cache_ttl: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """The settings of one stage, checked when made.

    `throttle` has no default: a stage without one shares the whole account's rate with every other API. `data_trace`
    writes request and response bodies into the execution log; where `production` holds it needs `data_trace_reason`.
    `method_overrides` is keyed by method and path, such as `"POST /orders"`. `account_throttle` is the account's own
    limit, to be given where its quota is not 10,000 requests a second. `encryption_key` encrypts both log groups.
    `cache_cluster_size`, in GB, is the cache for the methods that have a `cache_ttl`: it is paid by the hour.
    """

    throttle: Throttle
    production: bool = True
    log_level: apigateway.MethodLoggingLevel = apigateway.MethodLoggingLevel.INFO
    data_trace: bool = False
    data_trace_reason: str | None = None
    detailed_metrics: bool = True
    tracing: bool = True
    retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN
    encryption_key: kms.IKey | None = None
    account_throttle: Throttle = ACCOUNT_THROTTLE
    cache_cluster_size: str | None = None
    method_overrides: Mapping[str, MethodOverride] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._check_throttles()
        self._check_log_level("log_level", self.log_level)
        for name, override in self.method_overrides.items():
            split_route(name)
            self._check_log_level(f"method_overrides[{name!r}].log_level", override.log_level)
            if override.cache_ttl is not None:
                check_ttl(override.cache_ttl, where=f"method_overrides[{name!r}]")
        self._check_data_trace()
        self._check_cache()

    def _check_cache(self) -> None:
        cached = [name for name, override in self.method_overrides.items() if override.cache_ttl is not None]
        if self.cache_cluster_size is not None:
            check_cluster_size(self.cache_cluster_size, where=_WHERE)
        elif cached:
            raise WiringError(
                f"the answers of {', '.join(cached)} are to be kept, and the stage has no cache",
                where=_WHERE,
                remedy="give it one: cache_cluster_size='0.5'",
            )

    def with_caches(self, caches: Mapping[str, Cache], *, where: str) -> "StageSettings":
        """The settings with the caches of routes, by the routes' names."""
        said = [name for name, override in self.method_overrides.items() if override.cache_ttl is not None]
        if said:
            raise WiringError(
                f"method_overrides keeps answers of {', '.join(said)} without saying which are the same",
                where=where,
                remedy="say it on the route: Route(cache=Cache(ttl=...))",
            )
        if self.cache_cluster_size is not None and not caches:
            raise WiringError(
                f"a cache of {self.cache_cluster_size} GB is paid for, and no route uses it",
                where=where,
                remedy="give a route a Cache, or leave cache_cluster_size out",
            )
        cached = {
            name: replace(self.method_overrides.get(name, MethodOverride()), cache_ttl=cache.ttl)
            for name, cache in caches.items()
        }
        return replace(self, method_overrides={**self.method_overrides, **cached})

    def _check_throttles(self) -> None:
        limits = {"stage": self.throttle}
        limits |= {f"override of {name}": o.throttle for name, o in self.method_overrides.items() if o.throttle}
        for name, throttle in limits.items():
            check_within(
                throttle, self.account_throttle, where=_WHERE, inner_name=name, outer_name="account's own limit"
            )

    def _check_log_level(self, name: str, level: apigateway.MethodLoggingLevel | None) -> None:
        if level == apigateway.MethodLoggingLevel.OFF:
            raise WiringError(
                f"{name} is OFF: nothing would say why a request failed inside API Gateway",
                where=_WHERE,
                remedy="use MethodLoggingLevel.ERROR where INFO costs too much",
            )

    def _check_data_trace(self) -> None:
        traced = [name for name, override in self.method_overrides.items() if override.data_trace]
        self.check_traced([*(["the stage"] if self.data_trace else []), *traced])

    def check_traced(self, names: Sequence[str]) -> None:
        """Raise `WiringError` where bodies are logged in production and nobody says why."""
        if names and self.production and not (self.data_trace_reason or "").strip():
            raise WiringError(
                f"data trace is on for {', '.join(names)} in production: "
                "every body and header, with whatever secrets they hold, goes into the execution log",
                where=_WHERE,
                remedy="say why in data_trace_reason, turn it off, or set production=False",
            )


def split_route(name: str) -> tuple[str, str]:
    """Take `"POST /orders"` apart, or raise `WiringError`."""
    method, _, path = name.partition(" ")
    if not method.isupper() or not path.startswith("/"):
        raise WiringError(
            f"{name!r} names no method", where=_WHERE, remedy="write the method and its path, such as 'POST /orders'"
        )
    return method, path
