"""The models of an API as the schemas of its document, each under one name."""

import itertools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from wellwired.model.api import Model, RestApi
from wellwired.model.node import Json
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import find_reference, is_literal
from wellwired.model.wiring import Wiring
from wellwired.openapi.json_values import UnreadableValue, read_value
from wellwired.openapi.keywords import spell_schema
from wellwired.openapi.unknowns import Unknowns

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,100}")
_FOREIGN: Final = re.compile(r"[^A-Za-z0-9._-]+")
# A model of the same API: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
_BY_URL: Final = re.compile(r"https://apigateway\.[^/]+/restapis/[^/]+/models/([^/]+)", re.DOTALL)
# What every API has without declaring it.
_BUILT_IN: Final[Mapping[str, Json]] = {
    "Empty": {},
    "Error": {"type": "object", "properties": {"message": {"type": "string"}}},
}


@dataclass(frozen=True, slots=True)
class _Named:
    """A schema that got its name: how its own `#/definitions` are called, and what its `#` is."""

    name: str
    schema: Json
    definitions: Mapping[str, str] = field(default_factory=dict)


class Schemas:
    """Names schemas as they are referred to; `spelled` has them all in the end."""

    def __init__(self, wiring: Wiring, api: RestApi, unknowns: Unknowns) -> None:
        self._wiring = wiring
        self._unknowns = unknowns
        self._models = wiring.of_api(Model, api)
        self._by_name = {model.model_name.if_known(): model for model in self._models}
        self._names: dict[int, str] = {}
        self._taken: dict[str, str] = {}  # name to what stands there, as text
        self._entered: set[str] = set()
        self._waiting: list[_Named] = []

    def refer(self, name: str, fallback: str) -> Json:
        """What stands for the model of this name or reference; `fallback` is its name where it has none."""
        model = self._find_model(name)
        if model is not None:
            return {"$ref": f"#/components/schemas/{self._name(model, fallback)}"}
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        self._unknowns.add(f"model {name}", "it is not among the resources of the API")
        return {}

    def spell(self, schema: Json, where: str) -> Json:
        """A schema that is written in place."""
        return spell_schema(schema, where, partial(self._follow, None), self._unknowns)

    def add(self, name: str, schema: Json) -> str:
        """Put a schema of the document's own beside the models; its name is `name`, or that with a number."""
        chosen = self._reserve([name], _as_text(schema, name), name)
        self._enter(_Named(chosen, schema))
        return chosen

    def find_schema(self, name: str) -> Json:
        """The schema of a model, as it is declared; None where it is not known."""
        model = self._find_model(name)
        return None if model is None else model.schema.if_known()

    def spelled(self) -> dict[str, Json]:
        """Every schema that was referred to, and those that they refer to."""
        found: dict[str, Json] = {}
        while self._waiting:
            one = self._waiting.pop()
            spelled = spell_schema(one.schema, f"schema {one.name}", partial(self._follow, one), self._unknowns)
            if spelled.get("title") == one.name:
                del spelled["title"]
            found[one.name] = spelled
        for name in sorted(found):
            if _is_circle(name, found):
                self._unknowns.add(f"schema {name}", "it is nothing but a reference to itself")
                found[name] = {}
        return {name: found[name] for name in sorted(found)}

    def _name(self, model: Model, fallback: str) -> str:
        if id(model) in self._names:
            return self._names[id(model)]
        schema = _read(model.schema, model.label, self._unknowns)
        local = _mapping(_mapping(schema).get("definitions"))
        texts = {name: _as_text(inner, name) for name, inner in local.items()}
        agrees = all(_NAME.fullmatch(name) and self._taken.get(name, text) == text for name, text in texts.items())
        title, spelled = _mapping(schema).get("title"), model.model_name.if_known() or ""
        wanted = [title, spelled if is_literal(spelled) else "", fallback]
        names = [name for name in wanted if isinstance(name, str) and _NAME.fullmatch(name)]
        # Definitions refer to each other by name, so either all of them are shared or none is.
        chosen = self._reserve(names, _as_text(schema, names[0] if names else "") if agrees else "", fallback)
        self._names[id(model)] = chosen
        called = {
            name: self._reserve([name], text, name) if agrees else self._reserve([], "", f"{chosen}.{name}.")
            for name, text in texts.items()
        }
        self._enter(_Named(chosen, schema, called))
        for name, inner in local.items():
            self._enter(_Named(called[name], inner, called))
        return chosen

    def _reserve(self, names: list[str], text: str, fallback: str) -> str:
        """The first name that is free or stands for the same; `text` is empty for what is like nothing else."""
        numbered = (f"{_clean(fallback)}{number}" for number in range(2, len(self._taken) + 3))
        for name in itertools.chain(names, numbered):
            if name not in self._taken or (text and self._taken[name] == text):
                self._taken.setdefault(name, text)
                return name
        raise AssertionError("there are more numbers than names")

    def _enter(self, one: _Named) -> None:
        if one.name not in self._entered:
            self._entered.add(one.name)
            self._waiting.append(one)

    def _follow(self, inside: _Named | None, reference: str) -> Json:
        name = reference.rpartition("/")[2]
        if inside is not None and reference == "#":
            return {"$ref": f"#/components/schemas/{inside.name}"}
        if inside is not None and reference == f"#/definitions/{name}" and name in inside.definitions:
            return {"$ref": f"#/components/schemas/{inside.definitions[name]}"}
        by_url = _BY_URL.fullmatch(reference)
        if by_url is None and reference not in (f"#/definitions/{name}", f"#/components/schemas/{name}"):
            return None
        named = by_url[1] if by_url else name
        model = self._find_model(named)
        if model is None:
            return _BUILT_IN.get(named)
        return {"$ref": f"#/components/schemas/{self._name(model, 'Model')}"}

    def _find_model(self, name: str) -> Model | None:
        if find_reference(name) is None:
            return self._by_name.get(name)
        try:
            return self._wiring.find(name, Model)
        except Unsettled:
            return None


def _is_circle(name: str, schemas: Mapping[str, Json]) -> bool:
    """Whether a schema that is nothing but a reference leads back to one that it came by."""
    seen: set[str] = set()
    while name not in seen:
        reference = _mapping(schemas.get(name)).get("$ref")
        if reference is None:
            return False
        seen.add(name)
        name = reference.rpartition("/")[2]
    return True


def _read(setting: Setting[Json], what: str, unknowns: Unknowns) -> Json:
    schema: Json = unknowns.read(setting, what, {})
    if isinstance(schema, str):
        try:
            return read_value(schema)
        except UnreadableValue as problem:
            unknowns.add(f"schema of {what}", str(problem))
            return {}
    return schema


def _as_text(schema: Json, name: str) -> str:
    """A schema in one spelling, without its title where that is but its name."""
    beside = {"$schema", "definitions"} | ({"title"} if _mapping(schema).get("title") == name else set())
    return json.dumps({key: value for key, value in _mapping(schema).items() if key not in beside}, sort_keys=True)


def _clean(name: str) -> str:
    return _FOREIGN.sub("_", name)[:100] or "Schema"


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}
