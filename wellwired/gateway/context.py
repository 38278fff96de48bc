"""The $context variables that are known before anything is asked of a request, and the ids that it gets.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import base64
import secrets
import uuid

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.identities import Identities
from wellwired.gateway.messages import Request
from wellwired.gateway.site import Site

TRACE_HEADER = "X-Amzn-Trace-Id"


def open_exchange(request: Request) -> Exchange:
    """A fresh exchange with ids of its own."""
    exchange = Exchange(
        request=request,
        request_id=str(uuid.uuid4()),
        extended_request_id=base64.urlsafe_b64encode(secrets.token_bytes(11)).decode(),
    )
    exchange.context = {
        "requestId": exchange.request_id,
        "extendedRequestId": exchange.extended_request_id,
        "requestTime": request.time.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": str(int(request.time.timestamp() * 1000)),
        "httpMethod": request.method,
        "path": f"/{request.path.lstrip('/')}",
        "protocol": "HTTP/1.1",
        "identity.sourceIp": request.source_ip,
        "identity.userAgent": request.header("user-agent") or "",
        "xrayTraceId": trace_id(request),
    }
    return exchange


def place_in(exchange: Exchange, site: Site, identities: Identities) -> None:
    """What a request's API and stage say of it; the host is the one that the client called."""
    made = f"{site.api_id}.execute-api.{identities.region}.amazonaws.com"
    exchange.api, exchange.stage = site.api, site.stage
    exchange.stage_name, exchange.stage_variables = site.stage_name, site.variables
    exchange.is_edge = site.is_edge
    exchange.context |= {
        "accountId": identities.account,
        "apiId": site.api_id,
        "stage": site.stage_name,
        "deploymentId": site.deployment_id,
        "domainName": exchange.request.header("host") or made,
        "domainPrefix": site.api_id,
    }


def trace_id(request: Request) -> str:
    """The trace that a request belongs to: the client's own header, or a new root."""
    given = request.header(TRACE_HEADER)
    if given:
        return given
    return f"Root=1-{int(request.time.timestamp()):08x}-{secrets.token_hex(12)}"
