"""Answers the browser's question before a cross-origin call: OPTIONS, for anybody, without a function."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.cors import Cors

STATUS: Final = "204"
# Browsers send no content type, which counts as JSON. The others are those a form or a proxy in front may send;
# anything else is a 415 with CORS headers, where WHEN_NO_MATCH would end as a 500.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
_CONTENT_TYPES: Final = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
)


@dataclass(frozen=True, slots=True)
class Preflight:
    """What OPTIONS on one path answers; `headers` are quoted as mapping expressions want a literal."""

    headers: Mapping[str, str]
    response_templates: Mapping[str, str] | None

    @property
    def request_templates(self) -> dict[str, str]:
        """What has the mock answer, whatever content type is sent."""
        return dict.fromkeys(_CONTENT_TYPES, json.dumps({"statusCode": int(STATUS)}))

    @property
    def response_parameters(self) -> dict[str, str]:
        """The headers as an integration response sets them."""
        return {f"method.response.header.{name}": value for name, value in self.headers.items()}


def plan_preflight(cors: Cors, methods: tuple[str, ...]) -> Preflight:
    """The preflight of a path that has `methods`."""
    return Preflight(_headers(cors, methods), _choose_origin(cors))


def add_preflight(resource: apigateway.IResource, preflight: Preflight) -> apigateway.Method:
    """Add an OPTIONS method that answers 204 with the CORS headers and asks for neither key nor proof."""
    # Binary media types such as */* make a mock integration fail with 500 unless both of its sides are text.
    text = apigateway.ContentHandling.CONVERT_TO_TEXT
    integration = apigateway.MockIntegration(
        request_templates=preflight.request_templates,
        passthrough_behavior=apigateway.PassthroughBehavior.WHEN_NO_TEMPLATES,
        content_handling=text,
        integration_responses=[
            apigateway.IntegrationResponse(
                status_code=STATUS,
                content_handling=text,
                response_parameters=preflight.response_parameters,
                response_templates=preflight.response_templates,
            )
        ],
    )
    return resource.add_method(
        "OPTIONS",
        integration,
        authorization_type=apigateway.AuthorizationType.NONE,
        api_key_required=False,
        method_responses=[
            apigateway.MethodResponse(
                status_code=STATUS, response_parameters=dict.fromkeys(preflight.response_parameters, True)
            )
        ],
    )


def _headers(cors: Cors, methods: tuple[str, ...]) -> dict[str, str]:
    headers = {
        "Access-Control-Allow-Origin": cors.allow_origins[0],
        "Access-Control-Allow-Methods": ",".join(methods),
        "Access-Control-Allow-Headers": ",".join(cors.allow_headers),
        "Access-Control-Max-Age": str(cors.max_age),
    }
    if cors.allow_credentials:
        headers["Access-Control-Allow-Credentials"] = "true"
    if not cors.any_origin:
        headers["Vary"] = "Origin"
    return {name: f"'{value}'" for name, value in headers.items() if value}


def _choose_origin(cors: Cors) -> dict[str, str] | None:
    """A template that swaps the first origin for the one that asks, where it is on the list.

    Header names reach a template in the spelling of the client: `Origin`, or `origin` over HTTP/2.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """
    if len(cors.allow_origins) == 1:
        return None
    listed = " || ".join(f'$origin == "{origin}"' for origin in cors.allow_origins)
    template = (
        '#set($origin = $input.params().header.get("origin"))\n'
        '#if(!$origin || $origin == "")#set($origin = $input.params().header.get("Origin"))#end\n'
        f"#if({listed})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end"
    )
    return {"application/json": template}
