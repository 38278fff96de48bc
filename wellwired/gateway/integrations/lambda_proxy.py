"""The Lambda proxy integration: the whole request to the function, and its answer whole to the client."""

import json

from wellwired.gateway.context import TRACE_HEADER
from wellwired.gateway.event import build_event
from wellwired.gateway.exchange import Exchange, readable
from wellwired.gateway.integrations.lambda_function import Calls, invoke_integration, refuse_failed
from wellwired.gateway.mapping.parameters import refuse_reserved_mapping
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.proxy_answer import read_proxy_answer
from wellwired.gateway.site import Site
from wellwired.model.api import Integration


def answer_by_proxy(exchange: Exchange, site: Site, integration: Integration, calls: Calls) -> Response:
    """The client's answer; raises `Refusal` for a function that fails or breaks the contract."""
    refuse_reserved_mapping(integration)
    exchange.is_traced = True
    event = json.dumps(build_event(exchange, site.binary_types), separators=(",", ":"), ensure_ascii=False).encode()
    exchange.say_data(f"Endpoint request body after transformations: {readable(event)}")
    invoked = invoke_integration(exchange, site, integration, event, calls)
    refuse_failed(exchange, invoked)
    answer = read_proxy_answer(invoked.payload, exchange, site.binary_types)
    return Response(status=answer.status, headers=_complete(exchange, answer.headers), body=answer.body)


def _complete(exchange: Exchange, headers: Headers) -> Headers:
    """The function's headers, and those that API Gateway adds to every answer of one."""
    named = {name.lower() for name, _ in headers}
    kind: Headers = () if "content-type" in named else (("Content-Type", "application/json"),)
    return (
        *kind,
        ("x-amzn-RequestId", exchange.request_id),
        ("x-amz-apigw-id", exchange.extended_request_id),
        *headers,
        *(() if TRACE_HEADER.lower() in named else ((TRACE_HEADER, exchange.context["xrayTraceId"]),)),
    )
