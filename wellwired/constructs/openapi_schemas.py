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
        ("additionalItems", "const", "contains", "dependencies", "id", "patternProperties"),
        "OpenAPI 3.0 has no such keyword",
    ),
    "propertyNames": "OpenAPI 3.0 has no such keyword",
    **dict.fromkeys(("exclusiveMinimum", "maxItems", "minItems"), "API Gateway's import leaves it out"),
}
_ONE: Final = ("additionalProperties", "items", "not")
_SEVERAL: Final = ("allOf", "anyOf", "oneOf")


_DEFINITION: Final = "#/definitions/"


def render_schemas(
    models: Mapping[str, apigateway.JsonSchema], names: Mapping[str, str], *, where: str
) -> dict[str, dict[str, Any]]:
    """The models by what the body calls them, and the definitions they bring along as schemas beside them.

    Models that mean the same by their definitions share them. Raises `WiringError` for what would not mean the same.
    """
    rendered = {
        names[name]: _render_model(schema, where=f"{where}: model of {name}") for name, schema in models.items()
    }
    beside: dict[str, dict[str, Any]] = {}
    for name, schema in rendered.items():
        definitions = schema.pop("definitions", {})
        called = {one: re.sub(r"[^A-Za-z0-9]", "", one) for one in definitions}
        fitting = {called[one]: _refer(definitions[one], called) for one in definitions}
        is_own = len(fitting) < len(definitions) or any(
            one in rendered or beside.get(one, inner) != inner for one, inner in fitting.items()
        )
        if is_own:
            called = {one: f"Definition{number}of{name}" for number, one in enumerate(definitions, 1)}
            fitting = {called[one]: _refer(definitions[one], called) for one in definitions}
        rendered[name] = _refer(schema, called)
        beside |= fitting
    return rendered | beside


def _refer(value: Any, called: Mapping[str, str]) -> Any:
    """The same, with references to definitions as references to the schemas that they are called by in the body."""
    if isinstance(value, list):
        return [_refer(one, called) for one in value]
    if not isinstance(value, Mapping):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str):
        return {"$ref": f"#/components/schemas/{called[reference.removeprefix(_DEFINITION)]}"}
    return {name: _refer(one, called) for name, one in value.items()}


def _render_model(schema: apigateway.JsonSchema, *, where: str) -> dict[str, Any]:
    """The schema as a Schema Object of OpenAPI 3.0, but for its definitions."""
    rendered: dict[str, Any] = _render(schema)
    rendered.pop("$schema", None)
    for pointer, problem in _find_lost(rendered, rendered.get("definitions", {}), ""):
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


def _find_lost(
    schema: Any, definitions: Mapping[str, Any], pointer: str, *, combined: bool = False
) -> Iterator[tuple[str, str]]:
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
        elif keyword == "$ref" and not (value.startswith(_DEFINITION) and value[len(_DEFINITION) :] in definitions):
            yield here, "it names no definition of the model itself"
        elif keyword == "$ref" and combined:
            yield here, "API Gateway takes no reference inside allOf, anyOf and oneOf"
        elif keyword in _ONE:
            yield from _find_lost(value, definitions, here, combined=combined)
        elif keyword in _SEVERAL:
            for number, one in enumerate(value):
                yield from _find_lost(one, definitions, f"{here}/{number}", combined=True)
        elif keyword in ("properties", "definitions"):
            for name, one in value.items():
                yield from _find_lost(one, definitions, f"{here}/{name}", combined=combined)
