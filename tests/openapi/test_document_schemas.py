"""Models become schemas of OpenAPI 3.0, each once and under one name."""

import json
from typing import Any

import pytest

from tests.openapi.api_samples import FRAME, describe, method, resource


def documented(schemas: dict[str, str], more: str = "") -> Any:
    """The document of an API with a model for each schema, asked for by a POST, PUT or PATCH."""
    models = "".join(resource(name, "Model", f"Schema: {schema}") for name, schema in schemas.items())
    uses = "".join(
        method(f"Use{name}", verb, RequestModels=f"{{application/json: !Ref {name}}}")
        for name, verb in zip(schemas, ("POST", "PUT", "PATCH"), strict=False)
    )
    return describe(FRAME + models + uses + more)


def spelled(schema: str) -> Any:
    (found,) = documented({"One": schema}).document["components"]["schemas"].values()
    return found


@pytest.mark.parametrize(
    ("draft4", "openapi"),
    [
        ({"type": ["string", "null"], "maxLength": 3}, {"type": "string", "maxLength": 3, "nullable": True}),
        ({"type": ["string", "integer"]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ({"type": "null"}, {"nullable": True, "enum": [None]}),
        ({"type": "array"}, {"type": "array", "items": {}}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"minimum": 1, "exclusiveMinimum": True}),
        ({"exclusiveMaximum": 5}, {"maximum": 5, "exclusiveMaximum": True}),
        ({"required": [], "enum": [], "x-note": 1, "$schema": "x", "id": "y"}, {}),
        (
            {"additionalProperties": False, "not": {"enum": ["a"]}},
            {"additionalProperties": False, "not": {"enum": ["a"]}},
        ),
        ({"properties": {"a": {"items": {"type": "boolean"}}}}, {"properties": {"a": {"items": {"type": "boolean"}}}}),
    ],
    ids=json.dumps,
)
def test_draft_4_is_spelled_as_openapi_3_0(draft4: Any, openapi: Any) -> None:
    assert spelled(json.dumps(draft4)) == openapi


@pytest.mark.parametrize(
    "schema",
    ['{"patternProperties": {}}', '{"dependencies": {}}', '{"items": []}', '{"maxLength": "x"}', '{"type": "any"}'],
)
def test_what_openapi_3_0_cannot_say_is_left_out_and_said(schema: str) -> None:
    description = documented({"One": schema})
    assert description.document["components"]["schemas"] == {"PostOrdersBody": {}}
    assert description.unknown[0].startswith("schema PostOrdersBody: OpenAPI 3.0 has no")


def test_a_title_names_the_schema_and_is_not_said_twice() -> None:
    document = documented({"One": "{title: Order, type: object}"}).document
    assert document["components"]["schemas"] == {"Order": {"type": "object"}}


def test_definitions_come_out_beside_their_schema_and_are_shared_where_they_agree() -> None:
    part = "{title: Part, type: object, properties: {in: {$ref: '#/definitions/Part'}}}"
    first = f"{{title: A, items: {{$ref: '#/definitions/Part'}}, definitions: {{Part: {part}}}}}"
    second = first.replace("title: A", "title: B")
    schemas = documented({"One": first, "Two": second}).document["components"]["schemas"]
    assert schemas["A"] == schemas["B"] == {"items": {"$ref": "#/components/schemas/Part"}}
    assert schemas["Part"]["properties"] == {"in": {"$ref": "#/components/schemas/Part"}}


def test_definitions_of_one_name_and_two_meanings_stay_apart() -> None:
    first = "{title: A, items: {$ref: '#/definitions/Part'}, definitions: {Part: {type: string}}}"
    second = "{title: B, items: {$ref: '#/definitions/Part'}, definitions: {Part: {type: integer}}}"
    schemas = documented({"One": first, "Two": second}).document["components"]["schemas"]
    meant = {name: schemas[schemas[name]["items"]["$ref"].rpartition("/")[2]]["type"] for name in ("A", "B")}
    assert meant == {"A": "string", "B": "integer"}


def test_models_of_one_title_and_two_meanings_stay_apart() -> None:
    schemas = documented({"One": "{title: A, type: string}", "Two": "{title: A, type: integer}"}).document["components"]
    assert sorted(one["type"] for one in schemas["schemas"].values()) == ["integer", "string"]


def test_a_model_that_names_another_by_its_address_refers_to_it() -> None:
    address = "!Sub 'https://apigateway.amazonaws.com/restapis/${Api}/models/${Two}'"
    one = resource("One", "Model", f"Schema: {{title: A, items: {{$ref: {address}}}}}")
    two = resource("Two", "Model", "Schema: {title: B, type: string}")
    use = method("Use", "POST", RequestModels="{application/json: !Ref One}")
    schemas = describe(FRAME + one + two + use).document["components"]["schemas"]
    assert schemas == {"A": {"items": {"$ref": "#/components/schemas/B"}}, "B": {"type": "string"}}


def test_a_model_that_nobody_asks_for_is_left_out() -> None:
    assert "components" not in describe(FRAME + resource("One", "Model", "Schema: {}") + method("A")).document


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("{items: {$ref: '#/nowhere'}}", "the reference #/nowhere leads nowhere"),
        ("[]", "a schema that is no mapping is left out"),
        ("'{'", "schema of Model One: it is no JSON"),
        (f"'{'[' * 60}{']' * 60}'", "schema of Model One: it nests more than 50 levels deep"),
        ("{title: A, $ref: '#/definitions/A', definitions: {A: {$ref: '#'}}}", "nothing but a reference to itself"),
        ("!Ref Text", "parameter Text has no value and no default"),
    ],
)
def test_a_schema_that_cannot_be_read_is_said(schema: str, said: str) -> None:
    template = "Parameters: {Text: {Type: String}}\n" + FRAME + resource("One", "Model", f"Schema: {schema}")
    description = describe(template + method("Use", "POST", RequestModels="{application/json: !Ref One}"))
    assert any(said in line for line in description.unknown)
