"""The JSON schema of a model, as far as API Gateway's reading of it goes: draft 4, and nothing else.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import display, find_hole

_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
_MAX_DEPTH: Final = 60
# Keywords whose value maps names to schemas, is a schema, or is a list of schemas.
_NAMED: Final = ("properties", "patternProperties", "definitions")
_SINGLE: Final = ("items", "additionalProperties", "additionalItems", "not")
_LISTED: Final = ("allOf", "anyOf", "oneOf", "items")
# Keywords of later drafts, and of OpenAPI.
_FOREIGN: Final = frozenset(
    {"$id", "$anchor", "$comment", "$defs", "$recursiveRef", "$dynamicRef", "$vocabulary", "const", "contains"}
    | {"contentEncoding", "contentMediaType", "dependentRequired", "dependentSchemas", "else", "examples", "if"}
    | {"maxContains", "minContains", "prefixItems", "propertyNames", "then", "unevaluatedItems"}
    | {"unevaluatedProperties", "example", "nullable", "discriminator", "xml", "externalDocs", "deprecated"}
)


class Mistake(NamedTuple):
    """A keyword that is used wrongly: its path inside the schema, and what is wrong, in words."""

    path: str
    words: str


class Schema(NamedTuple):
    """A schema taken apart. problem: why it is none at all, or "". draft: what `$schema` says, or "".

    foreign: path and name of each keyword that draft 4 does not have. requires_members: whether an empty body
    never fits it.
    """

    problem: str = ""
    draft: str = ""
    mistakes: tuple[Mistake, ...] = ()
    foreign: tuple[tuple[str, str], ...] = ()
    requires_members: bool = False


def read_schema(value: Json) -> Schema:
    """Take a schema apart, written out or as text; raises `Unsettled` where it is not known."""
    if value is None:
        return Schema()
    if isinstance(value, str):
        reason = find_hole(value)
        if reason:
            raise Unsettled(reason)
        try:
            value = json.loads(value)
        except json.JSONDecodeError as error:
            return Schema(problem=error.msg[0].lower() + error.msg[1:])
        except RecursionError:
            raise Unsettled("the schema is nested too deeply") from None
    if not isinstance(value, Mapping):
        return Schema(problem=f"it is {'a list' if isinstance(value, list) else 'a single value'}")
    parts = list(_parts(value, "", 0))
    draft = value.get("$schema")
    return Schema(
        draft=display(draft) if isinstance(draft, str) else "",
        mistakes=tuple(mistake for path, part in parts for mistake in _mistakes(path, part)),
        foreign=tuple((f"{path}{name}", name) for path, part in parts for name in part if name in _FOREIGN),
        requires_members=bool(value.get("required")) and value.get("type", "object") == "object",
    )


def texts_in(value: Json) -> Iterator[str]:
    """Every text of a value that `$ref` holds, however deep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            if isinstance(item.get("$ref"), str):
                yield item["$ref"]
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item


def _parts(schema: Mapping[str, Json], path: str, depth: int) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Each schema inside a schema, itself first, with the path that leads there ("" or ending in "/")."""
    if depth > _MAX_DEPTH:
        return
    yield path, schema
    for keyword in _NAMED:
        named = schema.get(keyword)
        for name, inner in named.items() if isinstance(named, Mapping) else ():
            if isinstance(inner, Mapping):
                yield from _parts(inner, f"{path}{keyword}/{name}/", depth + 1)
    for keyword in _SINGLE:
        inner = schema.get(keyword)
        if isinstance(inner, Mapping):
            yield from _parts(inner, f"{path}{keyword}/", depth + 1)
    for keyword in _LISTED:
        listed = schema.get(keyword)
        for index, inner in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(inner, Mapping):
                yield from _parts(inner, f"{path}{keyword}/{index}/", depth + 1)


def _mistakes(path: str, schema: Mapping[str, Json]) -> Iterator[Mistake]:
    kinds = schema.get("type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and kind not in _TYPES and not find_hole(kind):
            yield Mistake(f"{path}type", f"the type {display(kind)!r}, which JSON Schema does not have")
    required = schema.get("required")
    if isinstance(required, bool) or (isinstance(required, str) and required.lower() in ("true", "false")):
        yield Mistake(f"{path}required", "a required that is no list of names")
