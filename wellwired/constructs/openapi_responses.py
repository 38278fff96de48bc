"""Gateway responses inside the OpenAPI document that describes an API, where no update of the document loses them."""

from collections.abc import Mapping
from typing import Any, Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.errors import WiringError

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.html
GATEWAY_RESPONSES: Final = "x-amazon-apigateway-gateway-responses"


def is_described(rest_api: apigateway.CfnRestApi) -> bool:
    """Whether the API is made from an OpenAPI document. Updating it may take away whatever the document lacks."""
    return rest_api.body is not None or rest_api.body_s3_location is not None


def add_responses(rest_api: apigateway.CfnRestApi, responses: Mapping[str, dict[str, Any]]) -> None:
    """Write gateway responses into an API's body. Raises `WiringError` where it has one of them, or is not here."""
    body = rest_api.body
    present = body.get(GATEWAY_RESPONSES, {}) if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(present, dict):
        raise WiringError(
            "the API's OpenAPI document is not in the template, so that no gateway response can be written into it",
            where=rest_api.node.path,
            remedy="read it into the app, ApiDefinition.from_inline(yaml.safe_load(...)) or Body; or put the gateway "
            f"responses under {GATEWAY_RESPONSES} in the document by hand",
        )
    if twice := sorted(set(responses) & set(present)):
        raise WiringError(
            f"the API answers {', '.join(twice)} already",
            where=rest_api.node.path,
            remedy=f"take them out of {GATEWAY_RESPONSES} in its OpenAPI document, or pass kept_responses={twice}",
        )
    rest_api.body = {**body, GATEWAY_RESPONSES: {**present, **responses}}


def render_response(headers: Mapping[str, str], templates: Mapping[str, str]) -> dict[str, Any]:
    """One gateway response as the extension spells it; the values of headers are mapping expressions."""
    parameters = {f"gatewayresponse.header.{name}": value for name, value in headers.items()}
    return {"responseParameters": parameters, "responseTemplates": dict(templates)}
