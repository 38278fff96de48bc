"""An API that is an OpenAPI body itself: what its body tells people is told on, and Amazon's extensions are not."""

import json

import pytest

from tests.openapi.api_samples import describe

OPENAPI = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: Shop, version: '7'}
        paths:
          /orders/{id}:
            parameters:
              - {name: id, in: path, required: true, description: Which one, schema: {type: string, format: uuid}}
            put:
              operationId: putOrder
              summary: Change an order
              tags: [orders]
              parameters: [{name: mode, in: query, schema: {$ref: '#/components/schemas/Mode'}}]
              requestBody: {content: {application/json: {schema: {type: object, required: [item], x-internal: 1}}}}
              responses:
                '200':
                  description: The order as it is now
                  content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
              security: [{jwt: []}]
              x-amazon-apigateway-integration:
                {type: aws_proxy, httpMethod: POST, uri: 'arn:aws:apigateway:eu-west-1:lambda:path/x'}
        components:
          schemas:
            Mode: {type: string, enum: [soft, hard]}
            Order: {type: object, properties: {mode: {$ref: '#/components/schemas/Mode'}}}
            Unused: {type: object}
          securitySchemes:
            jwt:
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer: {type: token, authorizerUri: 'arn:aws:apigateway:eu-west-1:lambda:path/x'}
"""
SWAGGER = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        info: {title: Shop, version: '7'}
        paths:
          /orders:
            post:
              parameters:
                - {name: page, in: query, type: integer, maximum: 9}
                - {name: order, in: body, schema: {$ref: '#/definitions/Order'}}
              responses: {'200': {description: Made, schema: {$ref: '#/definitions/Order'}}}
              x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: 'arn:aws:x'}
        definitions:
          Order: {type: object, required: [item]}
"""


def test_words_schemas_and_scheme_names_of_the_body_are_told() -> None:
    document = describe(OPENAPI).document
    operation = document["paths"]["/orders/{id}"]["put"]
    assert document["info"] == {"title": "Shop", "version": "7"}
    assert operation["summary"] == "Change an order"
    assert (operation["tags"], operation["operationId"]) == (["orders"], "putOrder")
    assert operation["parameters"] == [
        {
            "name": "id",
            "in": "path",
            "description": "Which one",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        },
        {"name": "mode", "in": "query", "required": False, "schema": {"$ref": "#/components/schemas/Mode"}},
    ]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"type": "object", "required": ["item"]}
    assert operation["responses"] == {
        "200": {
            "description": "The order as it is now",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
        }
    }
    assert operation["security"] == [{"jwt": []}]
    assert sorted(document["components"]["schemas"]) == ["Mode", "Order"]


def test_a_body_of_swagger_2_comes_out_as_openapi_3() -> None:
    document = describe(SWAGGER).document
    operation = document["paths"]["/orders"]["post"]
    order = {"schema": {"$ref": "#/components/schemas/Order"}}
    assert operation["parameters"][0]["schema"] == {"type": "integer", "maximum": 9}
    assert operation["requestBody"]["content"] == {"application/json": order}
    assert operation["responses"]["200"] == {"description": "Made", "content": {"application/json": order}}


@pytest.mark.parametrize("template", [OPENAPI, SWAGGER], ids=["openapi", "swagger"])
def test_extensions_and_addresses_stay_inside(template: str) -> None:
    text = json.dumps(describe(template).document)
    assert "x-" not in text.replace("x-api-key", "")
    assert "arn:" not in text


def test_a_reference_inside_a_text_is_told_by_name_and_said() -> None:
    text = OPENAPI.replace("summary: Change an order", "summary: !Sub 'Change in ${AWS::Region}'")
    description = describe(text)
    assert description.document["paths"]["/orders/{id}"]["put"]["summary"] == "Change in ${AWS::Region}"
    assert description.unknown == ("#/paths//orders/{id}/put/summary: part of it is known after the deployment",)
