"""What each alarm is called, whom it wakes, what it means and what to do first. docs/alarms.md says it at length."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

COMPOSITE: Final = "paging"


@dataclass(frozen=True, slots=True)
class AlarmText:
    """The words of one alarm; `explain` is what to hand to `wellwired explain`."""

    name: str
    pages: bool
    meaning: str
    first_step: str
    explain: str

    def render(self) -> str:
        """The description that arrives with the alarm: ASCII, at most 1,024 characters as CloudWatch takes them."""
        return f"{self.meaning} First step: {self.first_step} Then: wellwired explain {self.explain}"


_ACCESS_LOG: Final = "in Logs Insights on the access log"

# By the name of the threshold in AlarmThresholds.
ALARM_TEXTS: Final[Mapping[str, AlarmText]] = MappingProxyType(
    {
        "server_error_rate": AlarmText(
            "5xx-rate",
            True,
            "A large share of the calls is answered 5xx: the service fails for its users now.",
            f"{_ACCESS_LOG}, count status by errorResponseType and integrationErrorMessage; compare with the time of "
            "the last deployment, and roll back if it fits.",
            "500",
        ),
        "server_error_count": AlarmText(
            "5xx-count",
            False,
            "Several calls were answered 5xx at traffic too low for the rate to say anything.",
            f"{_ACCESS_LOG}, list the lines with status 5xx and read integrationErrorMessage.",
            "500",
        ),
        "client_error_rate": AlarmText(
            "4xx-rate",
            False,
            "A large share of the calls is answered 4xx: one caller is doing something wrong, or a change broke many.",
            f"{_ACCESS_LOG}, count 4xx by errorResponseType, resourcePath and apiKeyId. One caller: tell them. "
            "All of a route: look at its last change.",
            "403",
        ),
        "status_502": AlarmText(
            "502",
            True,
            "API Gateway got no usable answer from a function: it raised, ended, timed out or returned a response that "
            "is none. Callers see 502 and no reason.",
            f"{_ACCESS_LOG}, take a line with status 502: integrationErrorMessage says why, integrationRequestId finds "
            "the same call in the function's log.",
            "502",
        ),
        "status_504": AlarmText(
            "504",
            True,
            "Functions take longer than the integration timeout. The caller is gone; the function may still finish.",
            f"{_ACCESS_LOG}, list the slowest resourcePath by integrationLatency; look in the trace for what it waits "
            "for.",
            "504",
        ),
        "status_429": AlarmText(
            "429",
            False,
            "Callers are turned away because they pass a rate or have used up their quota.",
            f"{_ACCESS_LOG}, count errorResponseType THROTTLED and QUOTA_EXCEEDED by apiKeyId. One key: talk to its "
            "owner. No key: the stage's or the account's own limit is reached.",
            "429",
        ),
        "latency": AlarmText(
            "latency",
            False,
            "One call in ten is slow for its caller.",
            f"{_ACCESS_LOG}, compare responseLatency with integrationLatency by resourcePath: close together it is the "
            "function, far apart it is the authorizer or the gateway.",
            "504",
        ),
        "near_timeout": AlarmText(
            "near-timeout",
            False,
            "The slowest calls come close to the integration timeout: they are the next 504s.",
            f"{_ACCESS_LOG}, list the slowest resourcePath by integrationLatency and find what the function waits for.",
            "504",
        ),
        "no_traffic": AlarmText(
            "no-traffic",
            True,
            "Fewer calls than ever expected arrive. What is in front of the API may be broken: DNS, domain mapping, "
            "certificate, a client's release.",
            "call the health route through the public name, then through the stage's own URL, and compare.",
            "403",
        ),
        "function_errors": AlarmText(
            "errors",
            True,
            "A large share of the function's invocations ends in an error. Behind an API each is a 502.",
            "in the function's log group, look for ERROR, Task timed out and the newest stack trace.",
            "502",
        ),
        "function_throttles": AlarmText(
            "throttles",
            True,
            "Lambda refuses to run the function: its reserve or the account's concurrency is used up. Callers see 500.",
            "compare its ConcurrentExecutions with its reserved concurrency and the account's; raise the one that is "
            "reached.",
            "500",
        ),
        "function_duration": AlarmText(
            "duration",
            False,
            "One invocation in ten comes close to the function's timeout. Past it, the caller gets a 502.",
            "in the function's log group, list the REPORT lines by duration; then look in the trace for what it waits "
            "for.",
            "502",
        ),
        "function_concurrency": AlarmText(
            "concurrency",
            False,
            "The function nearly uses up its reserved concurrency. Past it, callers see 500.",
            "see whether traffic or duration grew; raise the reserve, or make it faster.",
            "500",
        ),
    }
)

COMPOSITE_TEXT: Final = AlarmText(
    COMPOSITE,
    True,
    "At least one alarm that needs a person now has fired. This one alone goes to the pager, so that one incident is "
    "one page.",
    "look which alarms under it have fired; each tells its own first step.",
    "502",
)
