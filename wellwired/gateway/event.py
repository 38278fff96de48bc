"""The event that a function behind a Lambda proxy integration gets.

What surprises people is kept: `path` is not decoded but queries are, one of several values stands beside the list of
all, what is missing is null, and `apiKey` is absent unless the method asks for a key. Source: recorded on AWS;
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
from typing import Any, Final

from wellwired.gateway.context import TRACE_HEADER
from wellwired.gateway.edge import viewer_headers
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.messages import gather
from wellwired.model.binary_types import find_taking

# Headers that API Gateway keeps for itself.
_DROPPED: Final = frozenset(
    {
        *("connection", "content-length", "content-md5", "expect", "max-forwards", "proxy-authenticate", "server"),
        *("te", "trailer", "transfer-encoding", "upgrade", "www-authenticate"),
    }
)
# API Gateway spells these two so, and leaves every other name as the client wrote it.
_RESPELLED: Final = {"authorization": "Authorization", "user-agent": "User-Agent"}
_IDENTITY: Final = (
    *("cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "sourceIp", "principalOrgId", "accessKey"),
    *("cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "userAgent", "user"),
)
_KEY: Final = ("apiKey", "apiKeyId")


def build_event(exchange: Exchange, binary_types: tuple[str, ...]) -> dict[str, Any]:
    """The event of a request, in the key order of recorded ones."""
    body, encoded = _body(exchange, binary_types)
    return {**describe_request(exchange), "body": body, "isBase64Encoded": encoded}


def describe_request(exchange: Exchange) -> dict[str, Any]:
    """The event without its body: what a REQUEST authorizer sees too."""
    headers = request_headers(exchange)
    asked = exchange.request.query_values()
    return {
        "resource": exchange.route,
        "path": f"/{exchange.base_path}{exchange.path}" if exchange.base_path else exchange.path,
        "httpMethod": exchange.request.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        "queryStringParameters": {name: values[-1] for name, values in asked.items()} or None,
        "multiValueQueryStringParameters": asked or None,
        "pathParameters": dict(exchange.path_parameters) or None,
        "stageVariables": dict(exchange.stage_variables) or None,
        "requestContext": _request_context(exchange),
    }


def request_headers(exchange: Exchange) -> dict[str, list[str]]:
    """The headers that go on to the integration: the client's, less those that stay here, and the gateway's own."""
    sent = gather(
        (_RESPELLED.get(name.lower(), name), value)
        for name, value in exchange.request.headers
        if name.lower() not in _DROPPED
    )
    forwarded = [value for name, values in sent.items() if name.lower() == "x-forwarded-for" for value in values]
    ours = {
        "Host": [exchange.context.get("domainName", "")],
        TRACE_HEADER: [exchange.context["xrayTraceId"]],
        "X-Forwarded-For": [", ".join([*forwarded, exchange.request.source_ip])],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
    }
    if exchange.is_edge:
        ours |= {name: [value] for name, value in viewer_headers().items()}
    replaced = {name.lower() for name in ours}
    return {name: values for name, values in sent.items() if name.lower() not in replaced} | ours


def _request_context(exchange: Exchange) -> dict[str, Any]:
    context = exchange.context
    told: dict[str, Any] = {
        "resourceId": context.get("resourceId"),
        "resourcePath": exchange.route,
        "operationName": context.get("operationName"),
        "httpMethod": exchange.request.method,
        "extendedRequestId": exchange.extended_request_id,
        "requestTime": context["requestTime"],
        "path": exchange.context["path"],
        "accountId": context.get("accountId"),
        "protocol": context["protocol"],
        "stage": exchange.stage_name,
        "domainPrefix": context.get("domainPrefix"),
        "requestTimeEpoch": int(context["requestTimeEpoch"]),
        "requestId": exchange.request_id,
        "identity": _identity(exchange),
        "domainName": context.get("domainName"),
        "deploymentId": context.get("deploymentId"),
        "apiId": context.get("apiId"),
    }
    if told["operationName"] is None:
        del told["operationName"]
    authorizer = _authorizer(exchange)
    return told | ({"authorizer": authorizer} if authorizer else {})


def _identity(exchange: Exchange) -> dict[str, str | None]:
    names = (*_IDENTITY, *(name for name in _KEY if f"identity.{name}" in exchange.context))
    return {name: exchange.context.get(f"identity.{name}") or None for name in names}


def _authorizer(exchange: Exchange) -> dict[str, Any]:
    """The authorizer's context as text, or the claims of a user pool's token."""
    claims: dict[str, str] = {}
    told: dict[str, Any] = {}
    for name, value in exchange.authorizer_context.items():
        head, found, rest = name.partition("claims.")
        if found and not head:
            claims[rest] = value
        else:
            told[name] = value
    if claims:
        return {"claims": claims}
    return {**told, "integrationLatency": int(exchange.context.get("authorizer.latency", "0"))} if told else {}


def _body(exchange: Exchange, binary_types: tuple[str, ...]) -> tuple[str | None, bool]:
    body = exchange.request.body
    if not body:
        return None, False
    kind = (exchange.request.header("content-type") or "application/json").partition(";")[0].strip().lower()
    if find_taking(binary_types, kind) is not None:
        return base64.b64encode(body).decode("ascii"), True
    return body.decode("utf-8", "replace"), False
