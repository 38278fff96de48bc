"""Which integration answers a method, by its type."""

from typing import Final

from wellwired.gateway.context import TRACE_HEADER
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.integrations.lambda_function import Calls, invoke_integration
from wellwired.gateway.integrations.lambda_proxy import answer_by_proxy
from wellwired.gateway.mapping.lambda_custom import answer_lambda_custom, answer_unparsable, prepare_event
from wellwired.gateway.mapping.mock import answer_mock
from wellwired.gateway.mapping.unserved import name_backend, refuse_unserved
from wellwired.gateway.messages import Response
from wellwired.gateway.site import Site
from wellwired.model.api import Integration
from wellwired.model.setting import Unsettled

_PROXY: Final = "AWS_PROXY"
_CUSTOM: Final = "AWS"
_MOCK: Final = "MOCK"


def answer_by_integration(exchange: Exchange, site: Site, calls: Calls) -> Response:
    """The answer of the method's integration; raises `Refusal` where the gateway answers instead."""
    method = exchange.method
    integration = method.integration.known() if method is not None else None
    if method is None or integration is None:
        raise Unsettled("the method has no integration, so that API Gateway does not deploy it")
    kind = integration.type.known() or ""
    if kind == _MOCK:
        return _sign(exchange, answer_mock(exchange, integration))
    backend = name_backend(calls.wiring, integration)
    if backend:
        raise refuse_unserved(backend)
    if kind == _PROXY:
        return answer_by_proxy(exchange, site, integration, calls)
    if kind == _CUSTOM:
        return _sign(exchange, _answer_by_template(exchange, site, integration, calls))
    raise Unsettled(f"the integration is of type {kind or 'none'}, which API Gateway does not know")


def _answer_by_template(exchange: Exchange, site: Site, integration: Integration, calls: Calls) -> Response:
    prepared = prepare_event(exchange, integration)
    exchange.is_traced = True
    unparsable = answer_unparsable(prepared)
    if unparsable is not None:
        exchange.context["integrationStatus"] = str(unparsable.status)
        return unparsable
    invoked = invoke_integration(exchange, site, integration, prepared.body, calls, waits=not prepared.is_event)
    return answer_lambda_custom(exchange, integration, prepared, invoked)


def _sign(exchange: Exchange, answer: Response) -> Response:
    """An answer with the ids that every one of API Gateway carries; recorded, a MOCK's has no trace."""
    ids = (("x-amzn-RequestId", exchange.request_id), ("x-amz-apigw-id", exchange.extended_request_id))
    trace = ((TRACE_HEADER, exchange.context["xrayTraceId"]),) if exchange.is_traced else ()
    return Response(status=answer.status, headers=(*ids, *trace, *answer.headers), body=answer.body)
