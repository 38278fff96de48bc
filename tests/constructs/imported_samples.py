"""What the tests of `read_routes` share: documents in a folder of their own, and models as plain JSON schema."""

import re
from pathlib import Path
from typing import Any

from aws_cdk import aws_apigateway as apigateway

SHOP = """\
openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders:
    parameters:
      - {name: X-Tenant, in: header, required: true, schema: {type: string}}
    get:
      operationId: listOrders
      tags: [reading]
      parameters:
        - $ref: '#/components/parameters/page'
      responses: {'200': {description: All of them}}
    post:
      operationId: createOrder
      tags: [writing]
      security: [{key: []}]
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses: {'201': {description: Made}}
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: One of them}}
components:
  parameters:
    page: {name: page, in: query, schema: {type: integer}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    users: {type: oauth2, flows: {}}
  schemas:
    Order:
      type: object
      required: [item]
      properties:
        item: {$ref: '#/components/schemas/Item'}
    Item:
      type: object
      required: [name]
      properties:
        name: {type: string}
        parts: {type: array, items: {$ref: '#/components/schemas/Item'}}
"""


def write(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def as_json(value: Any) -> Any:
    """A model as the JSON schema that the template will hold."""
    if isinstance(value, apigateway.JsonSchema):
        return {_spell(key): as_json(inner) for key, inner in value._values.items()}
    if isinstance(value, apigateway.JsonSchemaType):
        return value.name.lower()
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    return [as_json(inner) for inner in value] if isinstance(value, list) else value


def _spell(key: str) -> str:
    return "$ref" if key == "ref" else re.sub(r"_([a-z])", lambda letter: letter[1].upper(), key.rstrip("_"))
