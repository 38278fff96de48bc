"""The functions that an existing API invokes, read from its methods or its OpenAPI document."""

from collections.abc import Iterator
from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from wellwired.constructs.existing import (
    ExistingApi,
    ExistingFunction,
    find_api_resource,
    find_in_stack,
    get_logical_id,
    read_references,
)
from wellwired.errors import WiringError

_INVOCATION: Final = "lambda:path/"  # arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION/invocations


def get_invoked_functions(rest_api: ExistingApi) -> tuple[ExistingFunction, ...]:
    """Each function of the API's stack that its integrations invoke, also by an alias or a version.

    Raises `WiringError` for an integration with a function that is made elsewhere, and where there is none at all.
    """
    made = {get_logical_id(one): one for one in find_in_stack(rest_api, lambda_.CfnFunction)}
    qualified: list[lambda_.CfnAlias | lambda_.CfnVersion] = [
        *find_in_stack(rest_api, lambda_.CfnAlias),
        *find_in_stack(rest_api, lambda_.CfnVersion),
    ]
    behind = {get_logical_id(one): read_references(one, one.function_name) for one in qualified}
    found: dict[str, lambda_.CfnFunction] = {}
    for where, uri in _read_uris(rest_api):
        named = read_references(rest_api, uri)
        names = named.union(*(behind.get(name, frozenset()) for name in named)) & set(made)
        if not names:
            raise _refusal("invokes a function that is not made in its stack", where)
        found |= {name: made[name] for name in names}
    if not found:
        raise _refusal("invokes no function that is known here", rest_api.node.path)
    return tuple(_unwrap(resource) for resource in found.values())


def _read_uris(rest_api: ExistingApi) -> Iterator[tuple[str, Any]]:
    stack = Stack.of(rest_api)
    resource = find_api_resource(rest_api)
    own_id = stack.resolve(rest_api.ref if isinstance(rest_api, apigateway.CfnRestApi) else rest_api.rest_api_id)
    integrations = [
        (method.node.path, stack.resolve(method.integration))
        for method in find_in_stack(rest_api, apigateway.CfnMethod)
        if stack.resolve(method.rest_api_id) == own_id
    ]
    described = stack.resolve(resource.body) if resource is not None else None
    for where, part in [*integrations, (rest_api.node.path, described)]:
        yield from ((where, uri) for uri in _find_uris(part) if _INVOCATION in str(uri))


def _find_uris(part: Any) -> Iterator[Any]:
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value] if key == "uri" else _find_uris(value)
    elif isinstance(part, list):
        for one in part:
            yield from _find_uris(one)


def _unwrap(resource: lambda_.CfnFunction) -> ExistingFunction:
    owner = resource.node.scope
    return owner if isinstance(owner, lambda_.Function) else resource


def _refusal(problem: str, where: str) -> WiringError:
    return WiringError(f"the API {problem}", where=where, remedy="name what is to be watched: functions=[...]")
