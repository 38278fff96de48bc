"""Renders a refusal as the gateway response of its type: customised for the type, else for its class, else built in.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

import json
from collections.abc import Mapping
from typing import Final

from wellwired.gateway.context import TRACE_HEADER
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.parameters import read_source
from wellwired.gateway.mapping.variables import fill_variables
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.refusals import RESPONSE_TYPES, Refusal
from wellwired.gateway.site import Site
from wellwired.model.api import GatewayResponse
from wellwired.model.preflight import GATEWAY_HEADER

_JSON: Final = "application/json"
_FAILED_AUTHORIZER: Final = "AUTHORIZER_FAILURE"


def render_refusal(exchange: Exchange, site: Site, refusal: Refusal) -> Response:
    """The answer to a refused request; fills in the $context variables of the error."""
    _describe(exchange, refusal)
    custom = find_custom(site.gateway_responses, refusal)
    status = _status(custom, refusal)
    template, content_type = _template(custom, refusal)
    headers: Headers = (
        ("Content-Type", content_type),
        ("x-amzn-RequestId", exchange.request_id),
        ("x-amzn-ErrorType", refusal.error_type),
        ("x-amz-apigw-id", exchange.extended_request_id),
    )
    if exchange.is_traced:  # present in the newest recordings of errors behind the integration, absent before it
        headers = (*headers, (TRACE_HEADER, exchange.context["xrayTraceId"]))
    extra = _parameters(custom, exchange) if custom is not None else ()
    body = fill_variables(exchange.spell(template), exchange)
    return Response(status=status, headers=_merge(headers, extra), body=body.encode())


def find_custom(customised: Mapping[str, GatewayResponse], refusal: Refusal) -> GatewayResponse | None:
    """The customised response that answers: the type's own, or that of all 4xx or 5xx types."""
    whole_class = "DEFAULT_4XX" if refusal.status < 500 else "DEFAULT_5XX"
    return customised.get(refusal.kind) or customised.get(whole_class)


def _describe(exchange: Exchange, refusal: Refusal) -> None:
    spaced = " " if RESPONSE_TYPES[refusal.kind].spaced else ""
    quoted = "null" if refusal.kind == _FAILED_AUTHORIZER else json.dumps(refusal.message)
    exchange.context |= {
        "error.message": refusal.message,
        "error.messageString": f"{spaced}{quoted}",
        "error.responseType": refusal.kind,
    }
    if refusal.validation:
        exchange.context["error.validationErrorString"] = refusal.validation


def _status(custom: GatewayResponse | None, refusal: Refusal) -> int:
    chosen = custom.status_code.known() if custom is not None else None
    return int(chosen) if chosen and chosen.isdigit() else refusal.status


def _template(custom: GatewayResponse | None, refusal: Refusal) -> tuple[str, str]:
    """The template and its content type. application/json is taken whatever Accept says: measured, not documented."""
    templates = custom.response_templates.or_default({}) if custom is not None else {}
    if templates:
        kind = _JSON if _JSON in templates else next(iter(templates))
        return templates[kind], kind
    key = "Message" if refusal.kind == "ACCESS_DENIED" and custom is None else "message"
    return f'{{"{key}":$context.error.messageString}}', _JSON


def _parameters(custom: GatewayResponse, exchange: Exchange) -> Headers:
    found: list[tuple[str, str]] = []
    for name, expression in custom.response_parameters.or_default({}).items():
        value = read_source(exchange, expression)
        if name.startswith(GATEWAY_HEADER) and value is not None:
            found.append((name.removeprefix(GATEWAY_HEADER), value))
    return tuple(found)


def _merge(headers: Headers, extra: Headers) -> Headers:
    """The headers with those that a customised response sets in the place of the usual ones."""
    named = {name.lower() for name, _ in extra}
    return (*((name, value) for name, value in headers if name.lower() not in named), *extra)
