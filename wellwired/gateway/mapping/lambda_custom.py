"""The custom Lambda integration (type AWS): the request by template, the answer by its errorMessage.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
"""

import json
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.invocation import Invoked
from wellwired.gateway.mapping.endpoint_answer import EndpointAnswer, answer_client
from wellwired.gateway.mapping.endpoint_request import JSON, EndpointRequest, prepare_request
from wellwired.gateway.messages import Response
from wellwired.model.api import Integration

_EMPTY: Final = b"{}"


def prepare_event(exchange: Exchange, integration: Integration) -> EndpointRequest:
    """What the function gets: what the template makes of the request, or its body; {} for none. Raises `Refusal`."""
    prepared = prepare_request(exchange, integration)
    if prepared.body:
        return prepared
    return EndpointRequest(_EMPTY, prepared.mapped, prepared.overrides)


def answer_unparsable(prepared: EndpointRequest) -> Response | None:
    """Lambda's own answer to an event that is no JSON, which goes to the client as it is; None for one that is."""
    try:
        json.loads(prepared.body)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError as error:
        reason = str(error)
    else:
        return None
    told = {"Type": "User", "message": f"Could not parse request body into json: {reason}"}
    return Response(status=400, headers=(("Content-Type", JSON),), body=json.dumps(told).encode())


def answer_lambda_custom(
    exchange: Exchange, integration: Integration, prepared: EndpointRequest, invoked: Invoked
) -> Response:
    """The client's answer to what the function returned or failed with; raises `Refusal`.

    Selection patterns are matched with the errorMessage alone, never with a status: recorded.
    """
    body = invoked.payload.decode("utf-8", "replace")
    answer = EndpointAnswer(read_error_message(body), 200, body)
    return answer_client(exchange, integration, answer, prepared.overrides)


def read_error_message(payload: str) -> str:
    """The `errorMessage` of what a function answered, or ""."""
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    message = told.get("errorMessage") if isinstance(told, dict) else None
    return message if isinstance(message, str) else ""
