"""ErrorResponses: every answer API Gateway writes itself becomes an RFC 9457 problem with a reference code."""

import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.cors import Cors
from wellwired.constructs.existing import ExistingApi, find_api_resource, find_in_stack
from wellwired.constructs.openapi_responses import add_responses, is_described, render_response
from wellwired.constructs.renewed_deployment import renew_deployment
from wellwired.constructs.synth_check import check_at_synth
from wellwired.errors import WiringError
from wellwired.facts import GATEWAY_REFERENCE_CODE

PROBLEM_CONTENT_TYPE: Final = "application/problem+json"

# A token bucket refills every second, so a second later some calls pass again.
THROTTLE_RETRY_AFTER_S: Final = 1
# A used-up quota comes back at the end of its day, week or month, and a gateway response cannot compute how far away
# that is. An hour, a 24th of the shortest period, keeps a waiting client at 24 calls a day and at most an hour late.
QUOTA_RETRY_AFTER_S: Final = 86_400 // 24


class _Text(NamedTuple):
    title: str
    detail: str


# Read by whoever called the API: what happened and what the caller can do. Nothing here tells how the service is built.
_TEXTS: Final[Mapping[str, _Text]] = MappingProxyType(
    {
        "ACCESS_DENIED": _Text("Access denied", "You are known, but not allowed to make this call."),
        "API_CONFIGURATION_ERROR": _Text(
            "The API is misconfigured", "The service could not answer. Report the reference and the request id."
        ),
        "AUTHORIZER_CONFIGURATION_ERROR": _Text(
            "The authorizer is misconfigured",
            "Who you are could not be checked. Report the reference and the request id.",
        ),
        "AUTHORIZER_FAILURE": _Text(
            "The authorizer failed", "Who you are could not be checked. Try again later, then report the request id."
        ),
        "BAD_REQUEST_BODY": _Text("Invalid request body", "The body does not fit the schema of this route."),
        "BAD_REQUEST_PARAMETERS": _Text(
            "Missing request parameters", "A required header, query string or path parameter is missing or empty."
        ),
        "DEFAULT_4XX": _Text("The request was refused", "The HTTP status and the messages say why."),
        "DEFAULT_5XX": _Text(
            "The service failed", "Try again later. If it stays, report the reference and the request id."
        ),
        "EXPIRED_TOKEN": _Text("The credentials have expired", "Fetch fresh credentials and sign the request anew."),
        "INTEGRATION_FAILURE": _Text(
            "The service failed", "The call may or may not have taken effect. Report the reference and the request id."
        ),
        "INTEGRATION_TIMEOUT": _Text(
            "The service took too long", "The call may still take effect. Before a retry, look whether it did."
        ),
        "INVALID_API_KEY": _Text(
            "No valid API key",
            "Send the key in the x-api-key header. It must be enabled and in a usage plan of this API.",
        ),
        "INVALID_SIGNATURE": _Text(
            "The signature does not match", "Check the clock, the region and the secret that sign the request."
        ),
        "MISSING_AUTHENTICATION_TOKEN": _Text(
            "No such route",
            "Check the method and the path, with its stage. A route for signed requests also answers this.",
        ),
        "QUOTA_EXCEEDED": _Text(
            "The quota is used up",
            "All calls of your plan's period are spent. Calls pass again when the next period begins.",
        ),
        "REQUEST_TOO_LARGE": _Text("The request is too large", "Send less in one call."),
        "RESOURCE_NOT_FOUND": _Text("Not found", "The API has no such resource."),
        "THROTTLED": _Text(
            "Too many requests", "Calls come faster than your limit. Slow down and retry with growing, random pauses."
        ),
        "UNAUTHORIZED": _Text("Not authenticated", "Send valid credentials."),
        "UNSUPPORTED_MEDIA_TYPE": _Text("Unsupported media type", "Send a content type that this route takes."),
        "WAF_FILTERED": _Text("Blocked by the firewall", "If the call was meant well, report the request id."),
    }
)

_RETRY_AFTER_S: Final[Mapping[str, int]] = MappingProxyType(
    {"THROTTLED": THROTTLE_RETRY_AFTER_S, "QUOTA_EXCEEDED": QUOTA_RETRY_AFTER_S}
)


class ErrorResponses(Construct):
    """All 21 gateway responses of one REST API, answered as `application/problem+json`; no status is rewritten.

    `help_url` is the page that explains the reference codes: the `type` of a problem is that page with the code as
    its fragment. With `cors` the answers carry its headers, so that a browser shows the 401, 429 or 504 instead of a
    CORS error. Raises `WiringError` for a help URL that cannot be one.

    Gateway responses reach clients through a deployment. A `RestApi` or `SpecRestApi` that deploys itself is followed
    on its own; for any other, pass the `deployment` that the stage uses, or it is refused. Where an OpenAPI document
    describes the API they are written into that document, and `responses` is empty. `kept_responses` are types that
    the API answers in its own way already; one that is answered twice is refused.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: ExistingApi,
        help_url: str,
        cors: Cors | None = None,
        kept_responses: Sequence[str] = (),
        deployment: apigateway.Deployment | apigateway.CfnDeployment | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._check_kept(kept_responses)
        errors = render_errors(help_url, cors, where=self.node.path)
        errors = {name: error for name, error in errors.items() if name not in kept_responses}
        resource = find_api_resource(rest_api)
        self.responses: Mapping[str, apigateway.GatewayResponse] = MappingProxyType({})
        if resource is not None and is_described(resource):
            add_responses(resource, {name: render_response(*error) for name, error in errors.items()})
        else:
            self.responses = MappingProxyType(self._make_responses(rest_api, errors))
            check_at_synth(self, self._find_answered_twice)
        if deployment is not None:
            content = {"errorResponses": {name: [*error] for name, error in errors.items()}}
            renew_deployment(deployment, self, content)
        elif isinstance(rest_api, apigateway.CfnRestApi) or rest_api.latest_deployment is None:
            raise WiringError(
                "no deployment of this API is known here, so that its stage would keep API Gateway's own errors",
                where=self.node.path,
                remedy="pass the deployment= that its stage uses, or let the stack that makes the API hold them; for "
                "an imported API, Deployment(self, 'Errors', api=..., stage_name=..., retain_deployments=True) deploys "
                "it again, with whatever else was changed in it",
            )

    def _make_responses(
        self, rest_api: ExistingApi, errors: "Mapping[str, ErrorResponse]"
    ) -> dict[str, apigateway.GatewayResponse]:
        if isinstance(rest_api, apigateway.CfnRestApi):
            rest_api = apigateway.RestApi.from_rest_api_id(self, "RestApi", rest_api.ref)
        return {
            response_type: apigateway.GatewayResponse(
                self,
                response_type,
                rest_api=rest_api,
                type=apigateway.ResponseType.of(response_type),
                response_headers=error.headers,
                templates=error.templates,
            )
            for response_type, error in errors.items()
        }

    def _check_kept(self, kept_responses: Sequence[str]) -> None:
        if unknown := sorted(set(kept_responses) - set(_TEXTS)):
            raise WiringError(
                f"kept_responses names {', '.join(unknown)}, which is no type of gateway response",
                where=self.node.path,
                remedy=f"use one of: {', '.join(_TEXTS)}",
            )

    def _find_answered_twice(self) -> Iterator[WiringError]:
        """API Gateway has one response of a type, and refuses to make a second."""
        stack, below = cdk.Stack.of(self), f"{self.node.path}/"
        mine = [one for one in find_in_stack(self, apigateway.CfnGatewayResponse) if one.node.path.startswith(below)]
        own = {(json.dumps(stack.resolve(one.rest_api_id)), one.response_type) for one in mine}
        for other in find_in_stack(self, apigateway.CfnGatewayResponse):
            key = (json.dumps(stack.resolve(other.rest_api_id)), other.response_type)
            if not other.node.path.startswith(below) and key in own:
                yield WiringError(
                    f"the API answers {other.response_type} already",
                    where=other.node.path,
                    remedy=f"take that one out, or pass kept_responses=[{other.response_type!r}]",
                )


class ErrorResponse(NamedTuple):
    """One gateway response: header values as mapping expressions, and a template by content type."""

    headers: Mapping[str, str]
    templates: Mapping[str, str]


def render_errors(help_url: str, cors: Cors | None, *, where: str) -> dict[str, ErrorResponse]:
    """Every gateway response by its type. Raises `WiringError`, naming `where`, for a help URL that cannot be one."""
    _check_help_url(help_url, where=where)
    cors_headers = cors.error_headers if cors else {}
    return {
        response_type: ErrorResponse(
            _render_headers(response_type, cors_headers), _render_templates(response_type, help_url)
        )
        for response_type in _TEXTS
    }


def render_problem(response_type: str, help_url: str) -> str:
    """The body template of one gateway response: a JSON object once API Gateway has put its variables in.

    `$context.error.messageString` brings its own quotes, is `null` for some errors and may be empty; as the only
    element of an array all three are valid JSON. `status` is left out where the client's status is the cause's own:
    `$context.status` is empty before an integration answered, and a literal would be wrong for some of them.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
    """
    text, code = _TEXTS[response_type], GATEWAY_REFERENCE_CODE[response_type]
    status = code.split("-")[1]
    problem: dict[str, str | int] = {"type": f"{help_url}#{code}", "title": text.title}
    if status.isdigit():
        problem["status"] = int(status)
    problem |= {"detail": text.detail, "reference": code, "requestId": "$context.requestId"}
    return json.dumps(problem)[:-1] + ', "messages": [$context.error.messageString]}'


def _render_templates(response_type: str, help_url: str) -> dict[str, str]:
    # API Gateway picks by content type and falls back to application/json, so both keys hold the one body.
    body = render_problem(response_type, help_url)
    return {"application/json": body, PROBLEM_CONTENT_TYPE: body}


def _render_headers(response_type: str, cors_headers: Mapping[str, str]) -> dict[str, str]:
    headers = {"Content-Type": PROBLEM_CONTENT_TYPE, **cors_headers}
    if response_type in _RETRY_AFTER_S:
        headers["Retry-After"] = str(_RETRY_AFTER_S[response_type])
    return {name: f"'{value}'" for name, value in headers.items()}  # the quotes mark a literal in a mapping expression


def _check_help_url(help_url: str, *, where: str) -> None:
    if cdk.Token.is_unresolved(help_url):
        return
    parts = urlsplit(help_url)
    # A dollar sign would be read as a variable of API Gateway.
    plain = help_url.isascii() and help_url.isprintable() and not set(help_url) & set(' "<>\\^`{|}$#')
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise WiringError(
            f"help_url {help_url!r} is no address a reference code can be added to",
            where=where,
            remedy="give a plain http(s) URL without fragment, such as https://docs.example.com/errors",
        )
