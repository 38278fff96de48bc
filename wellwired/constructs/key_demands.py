"""Which routes of an API ask for an API key: read from its methods, or from the body that it is defined by."""

from collections.abc import Iterator, Mapping
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.existing import ExistingApi, find_api_resource
from wellwired.constructs.openapi_operations import read_verb


def find_key_demands(rest_api: ExistingApi) -> dict[str, bool] | None:
    """Every route by method and path; None where the routes are not known here, as with an imported API."""
    if isinstance(rest_api, apigateway.RestApi):
        return {f"{m.http_method} {m.resource.path}": _asks_for_key(m) for m in rest_api.methods}
    resource = find_api_resource(rest_api)
    body = Stack.of(rest_api).resolve(resource.body) if resource is not None else None
    return dict(_read_operations(body)) if isinstance(body, dict) else None


def _asks_for_key(method: apigateway.Method) -> bool:
    resource = method.node.default_child
    return isinstance(resource, apigateway.CfnMethod) and resource.api_key_required is True


def _read_operations(body: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    schemes = body.get("components", {}).get("securitySchemes") or body.get("securityDefinitions") or {}
    keys = {name for name, scheme in schemes.items() if scheme.get("name", "").lower() == "x-api-key"}
    for path, item in body.get("paths", {}).items():
        for verb, operation in item.items():
            if method := read_verb(verb):
                asked = operation.get("security", [])  # what stands at the root, API Gateway ignores
                yield f"{method} {path}", any(keys & set(entry) for entry in asked)
