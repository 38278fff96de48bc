"""Models that bring definitions along: in a body they are schemas beside the model, shared where they mean the same."""

from typing import Any

import pytest
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.openapi_schemas import render_schemas
from wellwired.errors import WiringError

SCHEMA = apigateway.JsonSchema
TEXT, NUMBER = (SCHEMA(type=kind) for kind in (apigateway.JsonSchemaType.STRING, apigateway.JsonSchemaType.NUMBER))


def model(**definitions: apigateway.JsonSchema) -> apigateway.JsonSchema:
    properties = {name: SCHEMA(ref=f"#/definitions/{name}") for name in definitions}
    return SCHEMA(properties=properties, definitions=definitions)


def render(**models: apigateway.JsonSchema) -> Any:
    return render_schemas(models, {name: name for name in models}, where="Api")


def meant(schemas: Any, name: str, prop: str) -> Any:
    """What a property of a model refers to."""
    return schemas[schemas[name]["properties"][prop]["$ref"].removeprefix("#/components/schemas/")]


def test_definitions_stand_beside_their_model_and_refer_to_each_other_there() -> None:
    tree = SCHEMA(items=SCHEMA(ref="#/definitions/Tree"))
    assert render(A=model(Tree=tree)) == {
        "A": {"properties": {"Tree": {"$ref": "#/components/schemas/Tree"}}},
        "Tree": {"items": {"$ref": "#/components/schemas/Tree"}},
    }


def test_models_share_definitions_that_mean_the_same_and_keep_apart_those_that_do_not() -> None:
    schemas = render(A=model(Part=TEXT), B=model(Part=TEXT), C=model(Part=NUMBER))
    assert schemas["A"] == schemas["B"] != schemas["C"]
    assert meant(schemas, "A", "Part") == {"type": "string"}
    assert meant(schemas, "C", "Part") == {"type": "number"}


@pytest.mark.parametrize("other", ["A", "B", "a_b"])
def test_a_definition_never_stands_where_something_else_does(other: str) -> None:
    schemas = render(A=model(**{"ab": TEXT, other: NUMBER}), B=SCHEMA())
    assert meant(schemas, "A", "ab") == {"type": "string"}
    assert meant(schemas, "A", other) == {"type": "number"}
    assert schemas["B"] == {}


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        (SCHEMA(ref="#/definitions/Nowhere"), "/$ref"),
        (SCHEMA(definitions={"A": SCHEMA(min_items=1)}), "/definitions/A/minItems"),
        (SCHEMA(any_of=[SCHEMA(ref="#/definitions/A")], definitions={"A": TEXT}), "/anyOf/0/$ref"),
        (SCHEMA(all_of=[SCHEMA(items=SCHEMA(ref="#/definitions/A"))], definitions={"A": TEXT}), "/allOf/0/items/$ref"),
    ],
)
def test_a_reference_that_the_import_does_not_take_is_refused(schema: apigateway.JsonSchema, pointer: str) -> None:
    with pytest.raises(WiringError) as caught:
        render(A=schema)
    assert f"Api: model of A: the request_model says {pointer}," in str(caught.value)
