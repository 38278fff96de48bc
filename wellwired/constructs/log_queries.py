"""The Logs Insights queries over the access log: saved for whoever is on call, and drawn on the dashboard."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# The fields are those of wellwired.access_log. Every value there is text; Logs Insights compares and sorts text that
# looks like a number as a number, and a field without value, "-", is above no number.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
REQUEST_ID_PLACE: Final = "PUT-THE-REQUEST-ID-HERE"

_CAUSES: Final = "status, errorResponseType, errorMessage, integrationErrorMessage"
_COUNT: Final = "stats count(*) as requests, latest(requestId) as lastRequestId by"
_MOST_FIRST: Final = "sort requests desc"


def _query(*commands: str) -> str:
    return "\n| ".join(commands)


def count_causes(lowest: int, highest: int) -> str:
    """Count the answers with a status from `lowest` to `highest` by what caused them."""
    return _query(f"filter status >= {lowest} and status <= {highest}", f"{_COUNT} {_CAUSES}", _MOST_FIRST, "limit 25")


REFUSED_OVER_TIME: Final = _query(
    'filter errorResponseType in ["THROTTLED", "QUOTA_EXCEEDED"]',
    'stats sum(strcontains(errorResponseType, "THROTTLED")) as throttled, '
    'sum(strcontains(errorResponseType, "QUOTA_EXCEEDED")) as quotaExceeded by bin(5m)',
)

ONE_REQUEST: Final = _query(
    "fields @timestamp, @log, @message",
    f'filter @message like "{REQUEST_ID_PLACE}"',
    "sort @timestamp asc",
    "limit 1000",
)

# By the name under which each is saved. The last runs over every log group of the API, the others over the access log.
SAVED_QUERIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "errors by cause": count_causes(400, 599),
        "errors by route": _query(
            "filter status >= 400",
            f"{_COUNT} httpMethod, resourcePath, status, errorResponseType",
            _MOST_FIRST,
            "limit 50",
        ),
        "errors by API key": _query(
            "filter status >= 400", f"{_COUNT} apiKeyId, status, errorResponseType", _MOST_FIRST, "limit 50"
        ),
        "refused by rate or quota": _query(
            'filter errorResponseType in ["THROTTLED", "QUOTA_EXCEEDED"]',
            f"{_COUNT} errorResponseType, apiKeyId, ip",
            _MOST_FIRST,
            "limit 50",
        ),
        "slow requests": _query(
            "fields @timestamp, responseLatency, integrationLatency, authorizerLatency, status, httpMethod, "
            "resourcePath, requestId, integrationRequestId, xrayTraceId",
            "sort responseLatency desc",
            "limit 50",
        ),
        "one request": ONE_REQUEST,
    }
)
