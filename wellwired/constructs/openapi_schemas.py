"""JSON schemas of request bodies as OpenAPI 3.0 says them, where API Gateway's import keeps what they ask for."""

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from inspect import signature
from typing import Any, Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.errors import WiringError

_FIELDS: Final = tuple(name for name in signature(apigateway.JsonSchema.__init__).parameters if name != "self")
# What OpenAPI 3.0 has no word for, and what the import leaves out of the model it makes: the API would take bodies that
# the schema refuses, or refuse bodies that it takes.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
_LOST: Final = {
    **dict.fromkeys(
        ("additionalItems", "const", "contains", "definitions", "dependencies", "id", "patternProperties"),
        "OpenAPI 3.0 has no such keyword",
    ),
    "propertyNames": "OpenAPI 3.0 has no such keyword",
    "$ref": "it names a model of another API",
    **dict.fromkeys(("exclusiveMinimum", "maxItems", "minItems"), "API Gateway's import leaves it out"),
}
_ONE: Final = ("additionalProperties", "items", "not")
_SEVERAL: Final = ("allOf", "anyOf", "oneOf")


def render_schema(schema: apigateway.JsonSchema, *, where: str) -> dict[str, Any]:
    """The schema as a Schema Object of OpenAPI 3.0. Raises `WiringError` where it would not mean the same there."""
    rendered: dict[str, Any] = _render(schema)
    rendered.pop("$schema", None)
    for pointer, problem in _find_lost(rendered, ""):
        raise WiringError(
            f"the request_model says {pointer}, which would not hold in an OpenAPI body: {problem}",
            where=where,
            remedy="leave it to the function, or define the API by Definition.METHODS",
        )
    return rendered


def _render(value: Any) -> Any:
    if isinstance(value, apigateway.JsonSchema):
        given = {name: getattr(value, name) for name in _FIELDS}
        return {_spell(name): _render(one) for name, one in given.items() if one is not None}
    if isinstance(value, Mapping):
        return {name: _render(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_render(one) for one in value]
    return value.name.lower() if isinstance(value, Enum) else value


def _spell(name: str) -> str:
    """The keyword behind a name of Python: `min_length`, `not_`, `ref`."""
    if name in ("ref", "schema"):
        return f"${name}"
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name.rstrip("_"))


def _find_lost(schema: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every place of a schema that would mean something else after the import, and why."""
    if not isinstance(schema, Mapping):
        return
    for keyword, value in schema.items():
        here = f"{pointer}/{keyword}"
        if keyword in _LOST:
            yield here, _LOST[keyword]
        elif keyword == "type" and (isinstance(value, list) or value == "null"):
            yield here, "OpenAPI 3.0 has one type and no null, and API Gateway does not know its nullable"
        elif keyword == "items" and isinstance(value, list):
            yield here, "OpenAPI 3.0 has one schema for all items"
        elif keyword in _ONE:
            yield from _find_lost(value, here)
        elif keyword in _SEVERAL:
            for number, one in enumerate(value):
                yield from _find_lost(one, f"{here}/{number}")
        elif keyword == "properties":
            for name, one in value.items():
                yield from _find_lost(one, f"{here}/{name}")
