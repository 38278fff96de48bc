"""read_routes: an OpenAPI document as the route table of an API."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import aws_lambda as lambda_

from wellwired.constructs.authorization import Authorization
from wellwired.constructs.imported_document import Part, read_openapi
from wellwired.constructs.imported_operations import Operation, read_operations
from wellwired.constructs.imported_requests import find_body_schema, read_parameters
from wellwired.constructs.imported_schemas import Schemas
from wellwired.constructs.imported_security import Security
from wellwired.constructs.routes import Route, check_routes
from wellwired.errors import WiringError

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html has 300 resources an API, which AWS raises.
MAX_OPERATIONS: Final = 5_000


def read_routes(
    file: str | Path,
    *,
    function: lambda_.IFunction | None = None,
    functions: Mapping[str, lambda_.IFunction] | None = None,
    authorizations: Mapping[str, Authorization] | None = None,
    unsecured: Authorization | None = None,
) -> list[Route]:
    """A route for every operation of an OpenAPI 3.0, 3.1 or Swagger 2.0 document, in its order.

    `functions` names what serves an operation by its operationId, its method and path ("POST /orders"), its path or a
    tag, the first of these that is there; `function` serves the rest. `authorizations` maps security schemes.
    `unsecured` is for operations whose `security` asks for no authorizer; without it they get the API's own. Raises
    `WiringError`, with file, line and JSON pointer, for what API Gateway or the kit cannot take.
    """
    document = read_openapi(file)
    operations = list(read_operations(document))
    if not operations:
        raise document.refuse("the document has no operations", "give at least one path with a method")
    if len(operations) > MAX_OPERATIONS:
        raise operations[MAX_OPERATIONS].part.refuse(
            f"the document has more than {MAX_OPERATIONS:,} operations",
            "split it: an API holds 300 paths unless raised",
        )
    targets = _find_targets(document, operations, functions or {}, function)
    security = Security(document, authorizations or {}, unsecured)
    schemas = Schemas(document)
    routes = [
        _make_route(document, operation, target, security, schemas)
        for operation, target in zip(operations, targets, strict=True)
    ]
    by_label = {route.label: operation for route, operation in zip(routes, operations, strict=True)}
    try:
        check_routes(routes, where=str(file))
    except WiringError as error:
        raise _place(error, by_label[error.where or ""]) from None
    return routes


def _find_targets(
    document: Part,
    operations: Sequence[Operation],
    functions: Mapping[str, lambda_.IFunction],
    function: lambda_.IFunction | None,
) -> list[lambda_.IFunction]:
    keys = [next((name for name in operation.names if name in functions), None) for operation in operations]
    for name in functions:
        if name not in keys:
            raise document.refuse(
                f"functions names {name!r}, by which no operation goes",
                "use an operationId, a method and path such as 'GET /orders', a path, or a tag",
            )
    targets = []
    for operation, key in zip(operations, keys, strict=True):
        target = function if key is None else functions[key]
        if target is None:
            raise operation.part.refuse(
                f"no function is given for {operation.method} {operation.path}",
                "pass function=, or name the operation in functions=",
            )
        targets.append(target)
    return targets


def _make_route(
    document: Part, operation: Operation, function: lambda_.IFunction, security: Security, schemas: Schemas
) -> Route:
    parameters = read_parameters(operation)
    schema = find_body_schema(document, operation)
    demand = security.read(operation.part)
    model = None if schema is None else schemas.read_model(schema)
    try:
        return Route(
            method=operation.method,
            path=operation.path,
            function=function,
            operation_name=operation.operation_id,
            api_key_required=demand.api_key_required,
            authorization=demand.authorization,
            request_model=model,
            required_headers=parameters.required_headers,
            optional_headers=parameters.optional_headers,
            required_query=parameters.required_query,
            optional_query=parameters.optional_query,
        )
    except WiringError as error:
        raise _place(error, operation) from None


def _place(error: WiringError, operation: Operation) -> WiringError:
    return operation.part.refuse(error.problem, error.remedy or "change the document")
