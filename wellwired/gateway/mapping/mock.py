"""The MOCK integration: the request template says which status, and the integration response does the rest.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
"""

import json
import re
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.endpoint_answer import EndpointAnswer, answer_client
from wellwired.gateway.mapping.endpoint_request import prepare_request
from wellwired.gateway.messages import Response
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration

_UNREADABLE: Final = (
    "Execution failed due to configuration error: Unable to parse statusCode. "
    "It should be an integer that is defined in the request template."
)
_BRACES: Final = re.compile(r"\s*\{(.*)\}\s*", re.DOTALL)
_STATUS: Final = re.compile(r"""(?:^|,)\s*(["']?)statusCode\1\s*:\s*(-?\d{1,9})\s*(?=,|$)""")


def answer_mock(exchange: Exchange, integration: Integration) -> Response:
    """The client's answer; raises `Refusal`."""
    prepared = prepare_request(exchange, integration)
    text = prepared.body.decode("utf-8", "replace")
    status = read_status(text)
    if status is None:
        raise Refusal(
            "API_CONFIGURATION_ERROR",
            detail=f"the request template of the MOCK gives no statusCode that is a whole number: {text[:200] or '{}'}",
            log=_UNREADABLE,
        )
    return answer_client(exchange, integration, EndpointAnswer(str(status), status), prepared.overrides)


def read_status(text: str) -> int | None:
    """The statusCode of what a request template made, or None.

    API Gateway takes what is nearly JSON: the CDK's {statusCode: 200} without quotes, commas too many (recorded).
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        inside = _BRACES.fullmatch(text)
        found = _STATUS.search(inside[1]) if inside else None
        return int(found[2]) if found else None
    status = told.get("statusCode") if isinstance(told, dict) else None
    return status if isinstance(status, int) and not isinstance(status, bool) else None
