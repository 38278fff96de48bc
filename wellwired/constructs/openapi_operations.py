"""The routes of a plan as operations of an OpenAPI body, with Amazon's extensions.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.constructs.authorization import Authorizing, IamAuthorization
from wellwired.constructs.preflight import STATUS, Preflight
from wellwired.constructs.route_plan import PlannedRoute
from wellwired.constructs.routes import ANY_METHOD, METHODS, MODEL_CONTENT_TYPES, path_parameters

PREFIX: Final = "x-amazon-apigateway-"
API_KEY_SCHEME: Final = "api_key"
IAM_SCHEME: Final = "sigv4"
_PLACES: Final = {"header": "header", "path": "path", "querystring": "query"}


def render_verb(method: str) -> str:
    """The key of an operation below its path."""
    return f"{PREFIX}any-method" if method == ANY_METHOD else method.lower()


def read_verb(key: str) -> str | None:
    """The method that a key below a path stands for; None for what else stands there."""
    return next((method for method in (*METHODS, ANY_METHOD) if render_verb(method) == key), None)


def name_validator(*, with_body: bool) -> str:
    """Which of the two validators of an API an operation names."""
    return "ValidateAll" if with_body else "ValidateParameters"


def render_operation(
    planned: PlannedRoute, uri: str, schemes: Mapping[Authorizing, str], models: Mapping[str, str]
) -> dict[str, Any]:
    """One route; `uri` calls its function, `schemes` and `models` are the body's names of authorizers and models."""
    operation: dict[str, Any] = {
        # OpenAPI asks for one; what a proxy integration answers is up to the function.
        "responses": {"200": {"description": "What the function answers, whatever its status"}},
        f"{PREFIX}request-validator": name_validator(with_body=planned.model is not None),
        f"{PREFIX}integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": uri,
            "timeoutInMillis": planned.timeout_ms,
        },
    }
    if planned.cache_key:
        operation[f"{PREFIX}integration"]["cacheKeyParameters"] = planned.cache_key
    if planned.route.operation_name is not None:
        operation["operationId"] = planned.route.operation_name
    if security := _render_security(planned, schemes):
        operation["security"] = security
    if planned.request_parameters:
        operation["parameters"] = [
            _render_parameter(*name.removeprefix("method.request.").split(".", 1), required=required)
            for name, required in planned.request_parameters.items()
        ]
    if planned.model is not None:
        reference = {"$ref": f"#/components/schemas/{models[planned.model]}"}
        operation["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": reference} for kind in MODEL_CONTENT_TYPES},
        }
    return operation


def render_preflight(path: str, preflight: Preflight) -> dict[str, Any]:
    """OPTIONS on one path, answered by API Gateway itself."""
    text = "CONVERT_TO_TEXT"
    response: dict[str, Any] = {
        "statusCode": STATUS,
        "contentHandling": text,
        "responseParameters": preflight.response_parameters,
    }
    if preflight.response_templates:
        response["responseTemplates"] = preflight.response_templates
    operation: dict[str, Any] = {
        "responses": {
            STATUS: {
                "description": "What a browser may send from another origin",
                "headers": {name: {"schema": {"type": "string"}} for name in preflight.headers},
            }
        },
        f"{PREFIX}integration": {
            "type": "mock",
            "passthroughBehavior": "when_no_templates",
            "contentHandling": text,
            "requestTemplates": preflight.request_templates,
            "responses": {"default": response},
        },
    }
    if names := path_parameters(path):  # OpenAPI wants them on every operation of the path
        operation["parameters"] = [_render_parameter("path", name, required=True) for name in names]
    return operation


def _render_security(planned: PlannedRoute, schemes: Mapping[Authorizing, str]) -> list[dict[str, list[str]]]:
    """Each on its own, as API Gateway exports them: it asks for all of them, where OpenAPI means any."""
    security: list[dict[str, list[str]]] = []
    if isinstance(planned.authorization, Authorizing):
        security.append({schemes[planned.authorization]: planned.scopes})
    if isinstance(planned.authorization, IamAuthorization):
        security.append({IAM_SCHEME: []})
    if planned.route.api_key_required:
        security.append({API_KEY_SCHEME: []})
    return security


def _render_parameter(place: str, name: str, *, required: bool) -> dict[str, Any]:
    """A parameter; `place` as a method's `RequestParameters` calls it."""
    return {"name": name, "in": _PLACES[place], "required": required, "schema": {"type": "string"}}
