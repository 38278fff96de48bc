"""Schemas of OpenAPI in draft 4: what fits the one fits the other, and what draft 4 cannot say is refused by name."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from tests.constructs.imported_samples import as_json, write
from wellwired.constructs.imported_document import read_openapi
from wellwired.constructs.imported_schemas import Schemas
from wellwired.errors import WiringError

VALUES: tuple[Any, ...] = (
    *(None, True, 0, 1, 1.5, 5, 6, -3, "", "a", "b", "abcdef", [], [1], [1, 1], ["a"], {}, {"a": 1}, {"a": None}),
    *({"a": "a"}, {"a": "a", "b": 2}, {"b": 2}, {"a": {"a": {"a": 1}}}, [[[]]], {"c": True}),
)


def read(folder: Path, schema: str, components: str = "{}", version: str = "3.0.3") -> Any:
    """The draft 4 schema that a schema becomes."""
    text = f"openapi: {version}\npaths: {{}}\nschema: {schema}\ncomponents: {{schemas: {components}}}\n"
    document = read_openapi(write(folder, text))
    part = document.find("schema")
    assert part is not None
    return as_json(Schemas(document).read_model(part))


def refused(folder: Path, schema: str, components: str = "{}", version: str = "3.0.3") -> str:
    with pytest.raises(WiringError) as caught:
        read(folder, schema, components, version)
    return str(caught.value)


def fitting(schema: Any) -> list[Any]:
    Draft4Validator.check_schema(schema)
    return [value for value in VALUES if Draft4Validator(schema).is_valid(value)]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 1, "maxLength": 2, "pattern": "^a"},
        {"type": ["integer", "null"], "minimum": 1, "multipleOf": 5},
        {"type": "number", "exclusiveMinimum": 1},
        {"exclusiveMinimum": 1, "minimum": 0},
        {"type": "integer", "exclusiveMaximum": 5, "maximum": 9},
        {"type": "integer", "exclusiveMaximum": 9, "maximum": 5},
        {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 6, "allOf": [{"not": {"enum": [1]}}]},
        {"const": "a"},
        {"enum": ["a", 1, None]},
        {"type": ["string", "null"], "enum": ["a", None]},
        {"type": "array", "items": {"type": "integer"}, "uniqueItems": True, "minItems": 1, "maxItems": 3},
        {"type": "object", "required": ["a"], "properties": {"a": True, "b": False}, "maxProperties": 2},
        {"type": "object", "additionalProperties": {"type": "string"}, "minProperties": 1},
        {"type": "object", "patternProperties": {"^a$": {"type": "integer"}}, "additionalProperties": False},
        {"anyOf": [{"type": "string"}, {"type": "null"}], "not": {"enum": ["a"]}},
        {"oneOf": [{"type": "number"}, {"type": "integer"}]},
        {"allOf": [{"type": "object"}, {"required": ["a"]}]},
        {"required": []},
    ],
    ids=json.dumps,
)
def test_what_fits_a_schema_of_openapi_3_1_fits_its_model(tmp_path: Path, schema: Any) -> None:
    expected = [value for value in VALUES if Draft202012Validator(schema).is_valid(value)]
    assert 0 < len(expected) < len(VALUES) or schema == {"required": []}
    assert fitting(read(tmp_path, json.dumps(schema), version="3.1.0")) == expected


@pytest.mark.parametrize(
    ("schema", "draft4"),
    [
        ("{type: string, nullable: true}", {"type": ["string", "null"]}),
        ("{type: string, nullable: false}", {"type": "string"}),
        ("{nullable: true}", {}),
        (
            "{nullable: true, allOf: [{type: string}]}",
            {"anyOf": [{"allOf": [{"type": "string"}]}, {"type": "null"}]},
        ),
        (
            "{type: string, nullable: true, enum: [a, null]}",
            {"anyOf": [{"type": ["string", "null"], "enum": ["a"]}, {"type": "null"}]},
        ),
        (
            "{type: integer, maximum: 5, exclusiveMaximum: true}",
            {"type": "integer", "maximum": 5, "exclusiveMaximum": True},
        ),
        (
            "{type: number, minimum: 5, exclusiveMinimum: true}",
            {"type": "number", "allOf": [{"not": {"type": "number", "maximum": 5}}]},
        ),
        ("{minimum: 5, exclusiveMinimum: false}", {"minimum": 5}),
        ("{type: integer, format: int64, default: 1, example: 2, x-note: 3}", {"type": "integer"}),
        (
            "{type: string, format: date-time, description: when}",
            {"type": "string", "format": "date-time", "description": "when"},
        ),
        ("{type: integer, maximum: 9223372036854775807}", {"type": "integer", "maximum": 9223372036854775807}),
        (
            "{required: [a, b], properties: {a: {readOnly: true}, b: {writeOnly: true}}}",
            {"required": ["b"], "properties": {"a": {}, "b": {}}},
        ),
        ("{oneOf: [{type: string}], discriminator: {propertyName: kind}}", {"oneOf": [{"type": "string"}]}),
        ("{properties: {if: {}, ref: {}, not: {}}}", {"properties": {"if": {}, "ref": {}, "not": {}}}),
    ],
)
def test_what_draft_4_spells_otherwise_is_spelled_so(tmp_path: Path, schema: str, draft4: Any) -> None:
    assert read(tmp_path, schema) == draft4


def test_keywords_beside_a_reference_count_in_openapi_3_1_alone(tmp_path: Path) -> None:
    schema, components = "{properties: {a: {$ref: '#/components/schemas/A', maxLength: 3}}}", "{A: {type: string}}"
    old = read(tmp_path, schema, components)
    new = read(tmp_path, schema, components, "3.1.0")
    assert old["properties"]["a"] == {"$ref": "#/definitions/A"}
    assert new["properties"]["a"] == {"allOf": [{"$ref": "#/definitions/A"}, {"maxLength": 3}]}
    assert old["definitions"] == new["definitions"] == {"A": {"title": "A", "type": "string"}}


def test_a_component_that_refers_to_itself_from_a_property_is_a_model(tmp_path: Path) -> None:
    model = read(
        tmp_path, "{$ref: '#/components/schemas/A'}", "{A: {properties: {a: {$ref: '#/components/schemas/A'}}}}"
    )
    assert model["properties"] == model["definitions"]["A"]["properties"] == {"a": {"$ref": "#/definitions/A"}}
    assert Draft4Validator(model).is_valid({"a": {"a": {}}})


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("{if: {}}", "(#/schema/if): if is no keyword of JSON Schema draft 4"),
        ("{items: {dependentRequired: {}}}", "(#/schema/items/dependentRequired): dependentRequired is no keyword"),
        ("{type: file}", "'file' is no type of JSON Schema"),
        ("{type: [string, 1]}", "(#/schema/type/1): item 1 must be text, and is a number"),
        ("{type: string, enum: [yes, no]}", "(#/schema/enum/0): a value of enum is no text, and the type is string"),
        ("{enum: []}", "there is no value that fits enum"),
        ("{enum: [{}]}", "a value of enum is a mapping"),
        ("{required: true}", "required must be a list of names"),
        ("{maxLength: -1}", "maxLength is -1"),
        ("{maxLength: 1.5}", "maxLength is 1.5"),
        ("{maximum: '5'}", "maximum must be a number, and is text"),
        ("{exclusiveMinimum: true}", "exclusiveMinimum is true, and there is no minimum"),
        ("{properties: []}", "properties must be a mapping, and is a list"),
        ("{allOf: {}}", "allOf must be a list, and is a mapping"),
        ("{anyOf: []}", "anyOf is empty"),
        ("{items: [{}]}", "items must be a mapping, and is a list"),
        ("[]", "(#/schema): schema must be a mapping, and is a list"),
        ("{items: null}", "items must be a mapping, and is empty"),
        ("{$ref: 1}", "$ref must be text, and is a number"),
        ("{properties: {a: {$ref: '#/info'}}}", "leads nowhere"),
        ("{properties: {a: {$ref: '#/schema/properties/b'}, b: {}}}", "has no name of its own"),
    ],
)
def test_what_no_model_can_say_is_refused_at_its_place(tmp_path: Path, schema: str, said: str) -> None:
    assert said in refused(tmp_path, schema)


@pytest.mark.parametrize(
    "components",
    [
        "{A: {allOf: [{$ref: '#/components/schemas/A'}]}}",
        "{A: {anyOf: [{$ref: '#/components/schemas/B'}]}, B: {not: {$ref: '#/components/schemas/A'}}}",
    ],
)
def test_a_schema_that_is_made_of_itself_is_refused(tmp_path: Path, components: str) -> None:
    assert "is made of itself" in refused(tmp_path, "{items: {$ref: '#/components/schemas/A'}}", components)


def test_a_reference_that_is_nothing_but_itself_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "{$ref: '#/components/schemas/A'}", "{A: {$ref: '#/components/schemas/A'}}")
    assert "this $ref comes back to itself" in said
