"""The event that a REST API sends a function behind a Lambda proxy integration, key for key.

The shape is that of events recorded on a regional REST API; what surprises people is kept: `path` is not decoded but
queries are, one of several values stands beside the list of all, what is missing is null, and `apiKey` is absent
unless the method asks for a key.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

from wellwired.errors import UsageError

Values = Mapping[str, str | Sequence[str]]

API_ID: Final = "a1b2c3d4e5"
ACCOUNT_ID: Final = "111122223333"
REQUEST_ID: Final = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
_DOMAIN: Final = f"{API_ID}.execute-api.us-east-1.amazonaws.com"
_AGENT: Final = "wellwired-test"
_NOON: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_SENT_AS_IS: Final = "/%:@!$&'()*+,;=~-._"  # https://www.rfc-editor.org/rfc/rfc3986#section-3.3, and what is encoded
_PARAMETER: Final = re.compile(r"\{([^{}+]+)(\+?)\}")
# API Gateway spells these two so, and leaves every other name as the client wrote it.
_RESPELLED: Final = {"authorization": "Authorization", "user-agent": "User-Agent"}


def proxy_event(
    method: str = "GET",
    path: str = "/",
    *,
    resource: str | None = None,
    query: Values | None = None,
    headers: Values | None = None,
    body: Mapping[str, Any] | Sequence[Any] | str | bytes | None = None,
    authorizer: Mapping[str, Any] | None = None,
    identity: Mapping[str, str | None] | None = None,
    api_key: str | None = None,
    stage: str = "prod",
    stage_variables: Mapping[str, str] | None = None,
    source_ip: str = "203.0.113.7",
    time: datetime = _NOON,
) -> dict[str, Any]:
    """The event of one request.

    path: as the client sends it, without stage and query. resource: the route it falls on, such as
    "/orders/{order_id}" or "/{proxy+}"; its parameters are read from the path. query, headers: one value or a list
    each, decoded. body: a dict or list is sent as JSON, bytes as base64, as an API does whose binary types fit.
    authorizer: the context of a Lambda authorizer, whose values arrive as text, or {"claims": {...}} of a user pool.
    identity: what IAM says of the caller. Raises `UsageError` for an event that no API sends.
    """
    if not path.startswith("/") or set(path) & set("?{}"):
        remedy = "begin it with '/', give the query in query=, and parameters in resource="
        raise UsageError(f"the path is {path!r}", remedy=remedy)
    route = resource or path
    content, is_base64 = _spell_body(body)
    sent = _spell_headers(headers, body, source_ip)
    asked = {name: _listed(value, f"query {name!r}") for name, value in (query or {}).items()}
    where = quote(path, safe=_SENT_AS_IS)
    agent = next((values[-1] for name, values in sent.items() if name.lower() == "user-agent"), None)
    context = _describe_request(route, _verb(method), f"/{stage}{where}", stage, time.astimezone(UTC))
    context["identity"] = _identify(identity, api_key, source_ip, agent)
    if authorizer is not None:
        context["authorizer"] = _authorize(authorizer)
    return {
        "resource": route,
        "path": where,
        "httpMethod": _verb(method),
        "headers": {name: values[-1] for name, values in sent.items()},
        "multiValueHeaders": sent,
        "queryStringParameters": {name: values[-1] for name, values in asked.items()} or None,
        "multiValueQueryStringParameters": asked or None,
        "pathParameters": _match(quote(route, safe=_SENT_AS_IS + "{}"), where) or None,
        "stageVariables": dict(stage_variables) if stage_variables else None,
        "requestContext": context,
        "body": content,
        "isBase64Encoded": is_base64,
    }


def _describe_request(route: str, verb: str, path: str, stage: str, time: datetime) -> dict[str, Any]:
    """What API Gateway tells of a request beside the request itself; `time` in UTC."""
    return {
        "resourceId": "r1e2s3",
        "resourcePath": route,
        "httpMethod": verb,
        "extendedRequestId": "JJbxmplIPHcEggg=",
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "path": path,
        "accountId": ACCOUNT_ID,
        "protocol": "HTTP/1.1",
        "stage": stage,
        "domainPrefix": API_ID,
        "requestTimeEpoch": int(time.timestamp() * 1000),
        "requestId": REQUEST_ID,
        "domainName": _DOMAIN,
        "deploymentId": "d1e2p3",
        "apiId": API_ID,
    }


def _verb(method: str) -> str:
    if not re.fullmatch(r"[A-Z]+", method):
        raise UsageError(f"the method is {method!r}", remedy="give it as the client sends it: 'GET'")
    return method


def _match(route: str, path: str) -> dict[str, str]:
    """The path parameters, as they stand in the path: API Gateway does not decode them."""
    pattern, rest = "", route
    while found := _PARAMETER.search(rest):
        taken = "(.+?)" if found[2] else "([^/]+)"
        pattern += re.escape(rest[: found.start()]) + taken
        rest = rest[found.end() :]
    # a last slash is ignored where routes are matched, and is no part of what {proxy+} holds
    match = re.fullmatch(pattern + re.escape(rest.rstrip("/")) + "/?", path)
    if match is None:
        raise UsageError(f"the path {path!r} does not fall on the resource {route!r}")
    return dict(zip((name for name, _ in _PARAMETER.findall(route)), match.groups(), strict=True))


def _spell_body(body: Mapping[str, Any] | Sequence[Any] | str | bytes | None) -> tuple[str | None, bool]:
    if body is None or isinstance(body, str):
        return body, False
    if isinstance(body, bytes):
        return base64.b64encode(body).decode("ascii"), True
    return json.dumps(body), False


def _spell_headers(headers: Values | None, body: object, source_ip: str) -> dict[str, list[str]]:
    """What the client sends, what API Gateway adds in front of a regional API, each with all of its values."""
    sent: dict[str, list[str]] = {}
    if not isinstance(body, str | bytes | None):
        sent["Content-Type"] = ["application/json"]
    sent |= {
        "Accept": ["*/*"],
        "Host": [_DOMAIN],
        "User-Agent": [_AGENT],
        "X-Amzn-Trace-Id": ["Root=1-69690000-0123456789abcdef01234567"],
        "X-Forwarded-For": [source_ip],
        "X-Forwarded-Port": ["443"],
        "X-Forwarded-Proto": ["https"],
    }
    for name, value in (headers or {}).items():
        for known in [key for key in sent if key.lower() == name.lower()]:
            del sent[known]
        sent[_RESPELLED.get(name.lower(), name)] = _listed(value, f"header {name!r}")
    return sent


def _listed(value: str | Sequence[str], what: str) -> list[str]:
    values = [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
    if not values or not all(isinstance(item, str) for item in values):
        raise UsageError(f"{what} is {value!r}", remedy="give text, or a list of texts: nothing else is sent")
    return values


def _identify(
    identity: Mapping[str, str | None] | None, api_key: str | None, source_ip: str, agent: str | None
) -> dict[str, str | None]:
    known: dict[str, str | None] = {
        "cognitoIdentityPoolId": None,
        "accountId": None,
        "cognitoIdentityId": None,
        "caller": None,
        "sourceIp": source_ip,
        "principalOrgId": None,
        "accessKey": None,
        "cognitoAuthenticationType": None,
        "cognitoAuthenticationProvider": None,
        "userArn": None,
        "userAgent": agent,
        "user": None,
    }
    if api_key is not None:
        known |= {"apiKey": api_key, "apiKeyId": "k1e2y3"}
    for name in identity or {}:
        if name not in known:
            raise UsageError(f"the identity has no {name!r}", remedy=f"it has {', '.join(known)}")
    return known | dict(identity or {})


def _authorize(authorizer: Mapping[str, Any]) -> dict[str, Any]:
    """Context and claims as the function gets them: text, whatever they were."""
    if "claims" in authorizer:
        claims = authorizer["claims"]
        return {"claims": {name: _text(value, name) for name, value in claims.items()}}
    told = {name: _text(value, name) for name, value in authorizer.items()}
    return {"principalId": "user", **told, "integrationLatency": 12}


def _text(value: Any, name: str) -> str:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise UsageError(f"the authorizer's {name!r} is {value!r}", remedy="its values are texts, numbers and booleans")


__all__ = ["ACCOUNT_ID", "API_ID", "REQUEST_ID", "proxy_event"]
