"""When each alarm fires, as small records: tune one with `dataclasses.replace`, drop one by setting it to None."""

from dataclasses import dataclass, fields
from typing import Final

from wellwired.errors import WiringError

_SHARES: Final = frozenset(
    {
        "server_error_rate",
        "client_error_rate",
        "near_timeout",
        "function_errors",
        "function_duration",
        "function_concurrency",
    }
)
_DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Threshold:
    """An alarm fires when `datapoints` of the last `of` periods reach `value`; `period` is in seconds.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarm-evaluation
    """

    value: float
    datapoints: int
    of: int
    period: int = 60

    def __post_init__(self) -> None:
        if not self.value > 0:
            raise _refusal(f"value is {self.value!r}", "give a value above zero")
        if not 1 <= self.datapoints <= self.of:
            raise _refusal(
                f"{self.datapoints} of {self.of} periods", "let datapoints be between 1 and the number of periods"
            )
        if self.period not in {10, 20, 30} and (self.period < 60 or self.period % 60):
            raise _refusal(f"period is {self.period} s", "give 10, 20, 30 or a multiple of 60 seconds")
        if self.of * self.period > _DAY:
            raise _refusal(
                f"{self.of} periods of {self.period} s",
                "CloudWatch looks back a day at most: give fewer or shorter ones",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmThresholds:
    """The thresholds of one API's alarms; None drops an alarm. Counts are requests, latencies milliseconds.

    Rates and shares go from 0 to 1: of all requests (`server_error_rate`, `client_error_rate`), of the integration
    timeout (`near_timeout`), of the invocations (`function_errors`), of the function's timeout (`function_duration`)
    and of its reserved concurrency (`function_concurrency`). Both request rates count only in periods of at least
    `minimum_requests`. `no_traffic` is on request, as only its owner knows how quiet an API may be.
    """

    server_error_rate: Threshold | None = Threshold(0.05, 3, 3)
    server_error_count: Threshold | None = Threshold(5, 1, 1, period=300)
    client_error_rate: Threshold | None = Threshold(0.05, 5, 5)
    status_502: Threshold | None = Threshold(1, 1, 1)
    status_504: Threshold | None = Threshold(1, 2, 3)
    status_429: Threshold | None = Threshold(10, 3, 5)
    latency: Threshold | None = Threshold(2_500, 5, 5)
    near_timeout: Threshold | None = Threshold(0.8, 3, 5)
    no_traffic: Threshold | None = None
    function_errors: Threshold | None = Threshold(0.05, 2, 3)
    function_throttles: Threshold | None = Threshold(1, 2, 3)
    function_duration: Threshold | None = Threshold(0.8, 5, 5)
    function_concurrency: Threshold | None = Threshold(0.9, 10, 10)
    minimum_requests: int = 20

    def __post_init__(self) -> None:
        if self.minimum_requests < 1:
            raise _refusal(f"minimum_requests is {self.minimum_requests}", "give at least 1")
        for field in fields(self):
            threshold = getattr(self, field.name)
            if field.name in _SHARES and threshold is not None and threshold.value > 1:
                raise _refusal(
                    f"{field.name} is {threshold.value:g}: a share never exceeds 1, so the alarm could never fire",
                    "give a share from 0 to 1, such as 0.05 for 5 %",
                )


def _refusal(problem: str, remedy: str) -> WiringError:
    return WiringError(problem, where="AlarmThresholds", remedy=remedy)
