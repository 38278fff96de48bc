"""A document that is imported, synthesised and written again says the same, whichever way the API is defined."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
import yaml
from aws_cdk import aws_cognito as cognito

from tests.constructs.construct_samples import make_api, make_function, new_stack
from tests.openapi.api_samples import check
from wellwired.constructs import Authorization, Definition, read_routes
from wellwired.model.api import RestApi
from wellwired.openapi.document import describe_api
from wellwired.readers import read_inputs

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: page, in: query, required: false, schema: {type: string}}
        - {name: X-Tenant, in: header, required: true, schema: {type: string}}
      security: [{UserPool: []}]
    post:
      operationId: createOrder
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      security: [{UserPool: [], ApiKey: []}]
  /orders/{id}:
    put:
      operationId: putOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
      security: [{UserPool: []}]
  /parts:
    post:
      operationId: addPart
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Part'}}}
      security: [{UserPool: []}]
components:
  securitySchemes:
    UserPool: {type: apiKey, in: header, name: Authorization}
    ApiKey: {type: apiKey, in: header, name: x-api-key}
  schemas:
    Order:
      type: object
      additionalProperties: false
      required: [parts]
      properties:
        kind: {type: string, enum: [new, used], description: As sold}
        note: {type: string, maxLength: 200}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
    Part:
      type: object
      required: [name]
      properties:
        name: {type: string, pattern: '^[a-z]+$'}
        weight: {type: number, maximum: 5, exclusiveMaximum: true}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
"""


def write_again(folder: Path, text: str, definition: Definition) -> Any:
    """The document of the API that a document becomes."""
    file = folder / "openapi.yaml"
    file.write_text(text, encoding="utf-8")
    stack = new_stack()
    users = Authorization.cognito(user_pools=[cognito.UserPool(stack, "Users")])
    routes = read_routes(file, function=make_function(stack), authorizations={"UserPool": users})
    make_api(stack, routes, definition=definition)
    app = stack.node.root
    assert isinstance(app, cdk.App)
    (wiring,) = read_inputs([app.synth().directory]).wirings
    (api,) = wiring.all(RestApi)
    document = describe_api(wiring, api, server="https://api.example.com").document
    check(document)
    return document


def of_clients(document: Any) -> Any:
    """Paths, operations, parameters, bodies, security and schemas, without answers."""
    paths = {
        path: {
            verb: {key: operation[key] for key in operation if key != "responses"} for verb, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    for operation in (operation for item in paths.values() for operation in item.values()):
        operation.get("parameters", []).sort(key=lambda parameter: (parameter["in"], parameter["name"]))
    schemas = {name: one for name, one in document["components"]["schemas"].items() if name != "Problem"}
    return paths, schemas


@pytest.mark.parametrize("definition", Definition)
def test_a_document_that_was_imported_is_written_again(tmp_path: Path, definition: Definition) -> None:
    written = write_again(tmp_path, DOCUMENT, definition)
    assert of_clients(written) == of_clients(yaml.safe_load(DOCUMENT))
