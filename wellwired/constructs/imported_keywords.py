"""The keywords of OpenAPI's schemas in draft 4 of JSON Schema, which API Gateway's models are written in.

What draft 4 spells otherwise is spelled so; what it cannot say is refused by name. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.imported_document import Part
from wellwired.documents import Block, Items

MAX_SCHEMAS: Final = 20_000  # making one takes the CDK 0.4 ms
_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
# Keywords that draft 4 takes as they are, each with how it is read.
_PLAIN: Final[Mapping[str, Callable[[Part], Any]]] = {
    **dict.fromkeys(("title", "description", "pattern"), lambda part: part.text),
    **dict.fromkeys(("maximum", "minimum", "multipleOf"), lambda part: part.number),
    **dict.fromkeys(("maxItems", "minItems", "maxLength", "minLength"), lambda part: part.count),
    **dict.fromkeys(("maxProperties", "minProperties"), lambda part: part.count),
    "uniqueItems": lambda part: part.truth,
}
_NAMED: Final = ("properties", "patternProperties")
_LISTED: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("items", "additionalProperties", "not")
_WORKED_IN: Final = ("type", "nullable", "enum", "const", "format", "required", "exclusiveMinimum", "exclusiveMaximum")
# What describes and does not check.
_LEFT_OUT: Final = frozenset(
    {"default", "example", "examples", "deprecated", "xml", "externalDocs", "discriminator", "readOnly", "writeOnly"}
    | {"$schema", "$comment", "$defs", "definitions", "contentEncoding", "contentMediaType"}
)
# Formats of OpenAPI that API Gateway does not take.
_FOREIGN_FORMATS: Final = ("int32", "int64", "decimal")
_COMPONENT: Final = re.compile(r"/(?:components/schemas|definitions)/([A-Za-z0-9._-]+)")
_CAPITAL: Final = re.compile("[A-Z]")


@dataclass(slots=True)
class Links:
    """The components that a schema refers to, by name; `in_place`: those that its own value has to fit."""

    targets: dict[str, Part] = field(default_factory=dict)
    in_place: set[str] = field(default_factory=set)


class Keywords:
    """Reads schemas as arguments of `JsonSchema`. `is_31`: keywords beside a `$ref` count, as OpenAPI 3.1 has it."""

    def __init__(self, *, is_31: bool) -> None:
        self._is_31 = is_31
        self._count = 0

    def read(self, part: Part, links: Links, *, in_place: bool = True) -> dict[str, Any]:
        """The arguments of one schema; `links` takes in what it refers to. Raises `WiringError`."""
        self._count += 1
        if self._count > MAX_SCHEMAS:
            raise part.refuse(f"the models hold more than {MAX_SCHEMAS:,} schemas", "split the document in two")
        if isinstance(part.value, bool):  # the schemas that take everything, and nothing
            return {} if part.value else {"not_": apigateway.JsonSchema()}
        if "$ref" in part.block:
            return self._read_reference(part, links, in_place=in_place)
        return self._read_keywords(part, links, in_place=in_place)

    def _make(self, part: Part, links: Links, *, in_place: bool) -> apigateway.JsonSchema:
        return apigateway.JsonSchema(**self.read(part, links, in_place=in_place))

    def _read_reference(self, part: Part, links: Links, *, in_place: bool) -> dict[str, Any]:
        target = part.follow()
        name = name_component(target, part)
        links.targets[name] = target
        if in_place:
            links.in_place.add(name)
        reference: dict[str, Any] = {"ref": f"#/definitions/{name}"}
        beside = self._read_keywords(part, links, in_place=in_place) if self._is_31 else {}
        if set(beside) <= {"title", "description"}:
            return reference
        return {"all_of": [apigateway.JsonSchema(**reference), apigateway.JsonSchema(**beside)]}

    def _read_keywords(self, part: Part, links: Links, *, in_place: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword, inner in part.entries():
            if keyword in _PLAIN:
                found[_snake(keyword)] = _PLAIN[keyword](inner)
            elif keyword in _NAMED:
                found[_snake(keyword)] = {name: self._make(one, links, in_place=False) for name, one in inner.entries()}
            elif keyword in _LISTED:
                found[_snake(keyword)] = [self._make(one, links, in_place=in_place) for one in inner.items()]
                if not found[_snake(keyword)]:
                    raise inner.refuse(f"{keyword} is empty", "list at least one schema")
            elif keyword in _SINGLE:
                found[_snake(keyword)] = self._read_single(keyword, inner, links, in_place=in_place)
            elif keyword not in (*_WORKED_IN, "$ref") and keyword not in _LEFT_OUT and not keyword.startswith("x-"):
                raise inner.refuse(
                    f"{keyword} is no keyword of JSON Schema draft 4, which API Gateway's models are written in",
                    "say it otherwise, or check it in the function and leave it out",
                )
        return _work_in(part, found)

    def _read_single(self, keyword: str, part: Part, links: Links, *, in_place: bool) -> Any:
        if keyword == "additionalProperties" and isinstance(part.value, bool):
            return part.value
        return self._make(part, links, in_place=in_place and keyword == "not")


def name_component(target: Part, referrer: Part) -> str:
    """What a component is called; only what stands under `components/schemas` has a name. Raises `WiringError`."""
    named = _COMPONENT.fullmatch(target.pointer)
    if named is None:
        raise referrer.refuse(
            f"the schema at #{target.pointer} has no name of its own",
            "put it under components/schemas, with a name of letters, digits and ._-",
        )
    return named[1]


def _work_in(part: Part, found: dict[str, Any]) -> dict[str, Any]:
    """The keywords that draft 4 has otherwise, or for which it needs another beside."""
    types = _read_types(part)
    values, holds_null = _read_values(part, types)
    if types:
        found["type"] = [apigateway.JsonSchemaType[kind.upper()] for kind in types]
        found["type"] = found["type"][0] if len(types) == 1 else found["type"]
    if values is not None:
        found["enum"] = values
    shape = part.find("format")
    if shape is not None and shape.text not in _FOREIGN_FORMATS:
        found["format"] = shape.text
    required = _read_required(part)
    if required:
        found["required"] = required
    _read_bounds(part, found)
    is_nullable = part.find("nullable")
    if holds_null or (is_nullable is not None and is_nullable.truth and not types):
        null = apigateway.JsonSchema(type=apigateway.JsonSchemaType.NULL)
        return {"any_of": [apigateway.JsonSchema(**found), null]} if found else {}
    return found


def _read_types(part: Part) -> list[str]:
    spelled = part.find("type")
    if spelled is None:
        return []
    listed = list(spelled.items()) if isinstance(spelled.value, Items) else [spelled]
    for one in listed:
        if one.text not in _TYPES:
            raise one.refuse(f"{one.text!r} is no type of JSON Schema", f"use one of {', '.join(_TYPES)}")
    types = list(dict.fromkeys(one.text for one in listed))
    nullable = part.find("nullable")
    if nullable is not None and nullable.truth and "null" not in types:
        types.append("null")
    return types


def _read_values(part: Part, types: list[str]) -> tuple[list[Any] | None, bool]:
    """The values of `enum` or `const`, without null, and whether null is one: jsii carries no null in a list."""
    constant, listed = part.find("const"), part.find("enum")
    values = [constant] if constant is not None else list(listed.items()) if listed is not None else None
    if values is None:
        return None, False
    for one in values:
        if types == ["string"] and not isinstance(one.value, str):
            raise one.refuse("a value of enum is no text, and the type is string", "put it in quotes")
        if isinstance(one.value, Block | Items):
            raise one.refuse("a value of enum is a mapping or a list", "describe it by properties or items")
    plain = [one.value for one in values if one.value is not None]
    if not plain:
        raise part.refuse("there is no value that fits enum", "list at least one that is not null")
    return plain, len(plain) < len(values) and (not types or "null" in types)


def _read_required(part: Part) -> list[str]:
    """The names that a request has to hold: what is readOnly comes in answers alone.

    https://spec.openapis.org/oas/v3.0.3#fixed-fields-19
    """
    required = part.find("required")
    if required is None:
        return []
    if not isinstance(required.value, Items):
        raise required.refuse("required must be a list of names", "list them on the schema that has the properties")
    answered = set(_find_read_only(part))
    return list(dict.fromkeys(name.text for name in required.items() if name.text not in answered))


def _find_read_only(part: Part) -> Iterator[str]:
    for name, one in part.entries_of("properties"):
        target = one.follow()
        if isinstance(target.value, Block) and target.value.get("readOnly") is True:
            yield name


def _read_bounds(part: Part, found: dict[str, Any]) -> None:
    """Exclusive bounds, a number in OpenAPI 3.1 and a mark beside the bound before it.

    API Gateway does not take exclusiveMinimum: "greater than" is spelled as "not at most".
    """
    for keyword in ("exclusiveMaximum", "exclusiveMinimum"):
        spelled = part.find(keyword)
        if spelled is None or spelled.value is False:
            continue
        plain = keyword.replace("exclusiveM", "m")
        bound = part.find(plain) if spelled.value is True else spelled
        if bound is None:
            raise spelled.refuse(f"{keyword} is true, and there is no {plain}", f"add {plain}")
        if keyword == "exclusiveMaximum":
            if spelled.value is not True and found.get("maximum", bound.number) < bound.number:
                continue  # the closed bound is the tighter one
            found |= {"maximum": bound.number, "exclusive_maximum": True}
            continue
        if spelled.value is True:
            del found["minimum"]
        at_most = apigateway.JsonSchema(type=apigateway.JsonSchemaType.NUMBER, maximum=bound.number)
        found["all_of"] = [*found.get("all_of", ()), apigateway.JsonSchema(not_=at_most)]


def _snake(keyword: str) -> str:
    return "not_" if keyword == "not" else _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", keyword)
