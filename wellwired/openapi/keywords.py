"""One JSON schema of draft 4, or of an OpenAPI body, in the keywords of OpenAPI 3.0.

Source: https://spec.openapis.org/oas/v3.0.3#schema-object
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from wellwired.model.node import Json
from wellwired.openapi.unknowns import Unknowns

_TEXTS: Final = ("title", "description", "pattern", "format")
_NUMBERS: Final = ("maximum", "minimum", "multipleOf")
_COUNTS: Final = ("maxItems", "minItems", "maxLength", "minLength", "maxProperties", "minProperties")
_TRUTHS: Final = ("uniqueItems", "nullable", "readOnly", "writeOnly", "deprecated")
_LISTS: Final = ("enum", "required")
_COMBINED: Final = ("allOf", "anyOf", "oneOf")
_TYPES: Final = ("array", "boolean", "integer", "number", "object", "string")
# What says nothing about values, or is worked into something else.
_SILENT: Final = ("$schema", "id", "$id", "definitions", "$comment", "examples", "type", "$ref", "xml", "externalDocs")
_MAX_DEPTH: Final = 100

Refer = Callable[[str], Json]


def spell_schema(schema: Json, where: str, refer: Refer, unknowns: Unknowns, depth: int = 0) -> dict[str, Json]:
    """The schema in OpenAPI 3.0; `refer` says what stands for a `$ref`. What has no word there is left out and said."""
    if not isinstance(schema, Mapping):
        if schema is not True:
            unknowns.add(where, "a schema that is no mapping is left out")
        return {}
    if depth > _MAX_DEPTH:
        unknowns.add(where, "it nests too deeply")
        return {}
    reference = schema.get("$ref")
    if isinstance(reference, str):
        found = refer(reference)
        if found is None:
            unknowns.add(where, f"the reference {reference} leads nowhere")
        return found or {}

    def spell(inner: Json, step: str) -> dict[str, Json]:
        return spell_schema(inner, f"{where}/{step}", refer, unknowns, depth + 1)

    spelled: dict[str, Json] = {}
    for keyword, value in schema.items():
        if keyword in _SILENT or keyword.startswith("x-"):
            continue
        fitting = _spell_keyword(keyword, value, spell)
        if fitting is None:
            unknowns.add(where, f"OpenAPI 3.0 has no {keyword}")
        elif fitting != []:
            spelled[keyword] = fitting
    _spell_bounds(schema, spelled)
    return _without_null(_spell_type(schema.get("type"), spelled, where, unknowns))


def _spell_keyword(keyword: str, value: Json, spell: Callable[[Json, str], Json]) -> Json:
    """A keyword's value, or None where OpenAPI 3.0 has none like it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if keyword == "properties" and isinstance(value, Mapping):
        return {name: spell(inner, f"properties/{name}") for name, inner in value.items()}
    if keyword in _COMBINED and isinstance(value, list):
        return [spell(inner, f"{keyword}/{index}") for index, inner in enumerate(value)]
    if keyword in ("items", "not") and isinstance(value, Mapping):
        return spell(value, keyword)
    if keyword == "additionalProperties":
        return value if isinstance(value, bool) else spell(value, keyword)
    if keyword in ("default", "example"):
        return [] if value is None else value
    if keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        return value if isinstance(value, bool) else [] if is_number else None
    fits = (
        (keyword in _TEXTS and isinstance(value, str))
        or (keyword in _NUMBERS and is_number and (keyword != "multipleOf" or value > 0))
        or (keyword in _COUNTS and isinstance(value, int) and is_number and value >= 0)
        or (keyword in _TRUTHS and isinstance(value, bool))
        or (keyword == "enum" and isinstance(value, list))
        or (keyword == "required" and isinstance(value, list) and all(isinstance(name, str) for name in value))
    )
    return (list(dict.fromkeys(value)) if keyword == "required" else value) if fits else None


def _spell_bounds(schema: Mapping[str, Json], spelled: dict[str, Json]) -> None:
    """Exclusive bounds of later drafts, which are numbers."""
    for keyword, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        bound = schema.get(keyword)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            spelled |= {plain: bound, keyword: True}


def _spell_type(kinds: Json, spelled: dict[str, Json], where: str, unknowns: Unknowns) -> dict[str, Json]:
    listed = kinds if isinstance(kinds, list) else [] if kinds is None else [kinds]
    if "null" in listed:
        spelled["nullable"] = True
    named = [kind for kind in listed if isinstance(kind, str) and kind in _TYPES]
    if len(named) < len([kind for kind in listed if kind != "null"]):
        unknowns.add(where, "OpenAPI 3.0 has no such type")
    if len(named) == 1:
        spelled = {"type": named[0], **spelled}
        if named == ["array"]:
            spelled.setdefault("items", {})
    elif named:
        spelled["anyOf"] = [
            *spelled.get("anyOf", ()),
            *({"type": kind, **({"items": {}} if kind == "array" else {})} for kind in named),
        ]
    elif listed == ["null"]:
        spelled["enum"] = [None]
    return spelled


def _without_null(spelled: dict[str, Json]) -> dict[str, Json]:
    """`anyOf` of something and null as that something, nullable."""
    null = {"nullable": True, "enum": [None]}
    choices = spelled.get("anyOf")
    if not isinstance(choices, list) or len(choices) != 2 or null not in choices or len(spelled) > 1:
        return spelled
    other: Any = next((choice for choice in choices if choice != null), null)
    return {"allOf": [other], "nullable": True} if "$ref" in other else {**other, "nullable": True}
