"""First request bodies made from request models."""

from typing import Any

import jsonschema
import pytest

from wellwired.local.examples import example_of

SCHEMAS: list[dict[str, Any]] = [
    {
        "type": "object",
        "required": ["item", "quantity", "tags", "when"],
        "properties": {
            "item": {"type": "string", "minLength": 10, "maxLength": 12},
            "quantity": {"type": "integer", "minimum": 3},
            "tags": {"type": "array", "minItems": 2, "items": {"enum": ["a", "b"]}},
            "when": {"type": "string", "format": "date-time"},
            "note": {"type": "string"},
        },
        "additionalProperties": False,
    },
    {"type": ["string", "null"], "maxLength": 3},
    {"type": "boolean"},
    {"type": "null"},
    {"type": "object"},
    {"properties": {"a": {"const": 7}}, "required": ["a"]},
]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_an_example_satisfies_its_schema(schema: dict[str, Any]) -> None:
    jsonschema.validate(example_of(schema), schema)


@pytest.mark.parametrize(("key", "value"), [("example", "e"), ("default", "d"), ("const", "c")])
def test_what_the_author_wrote_wins(key: str, value: str) -> None:
    assert example_of({"type": "string", key: value}) == value


def test_a_schema_that_holds_itself_ends() -> None:
    schema: dict[str, Any] = {"type": "object", "required": ["child"], "properties": {}}
    schema["properties"]["child"] = schema

    assert "child" in example_of(schema)
