"""What the OpenAPI body of an API tells people beside its wiring: words, tags, schemas of parameters and answers."""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.model.api import Method, RestApi
from wellwired.model.node import Json
from wellwired.readers.openapi_operations import PREFIX, Document

_WORDS: Final = {"summary": str, "description": str, "deprecated": bool}
_PLACES: Final = ("header", "query", "path")


class Written:
    """One operation as the body spells it; empty for a method that is a resource of its own."""

    def __init__(self, api: RestApi, method: Method) -> None:
        body = api.body.if_known() if method.in_body else None
        self._document = Document(body if isinstance(body, dict) else {})
        self._item = self._follow(_mapping(self._document.body.get("paths")).get(method.path.if_known() or ""))
        verb = (method.http_method.if_known() or "").lower()
        self._operation = self._follow(self._item.get(f"{PREFIX}any-method" if verb == "any" else verb))

    @property
    def words(self) -> dict[str, Json]:
        """Summary, description and tags."""
        found: dict[str, Json] = {
            key: self._operation[key] for key, kind in _WORDS.items() if isinstance(self._operation.get(key), kind)
        }
        tags = self._operation.get("tags")
        if isinstance(tags, list) and tags and all(isinstance(tag, str) for tag in tags):
            found["tags"] = tags
        return found

    def find_parameter(self, place: str, name: str) -> Mapping[str, Json]:
        """What is said of a parameter: its `description` and `schema`."""
        for listed in (self._operation.get("parameters"), self._item.get("parameters")):
            for spec in listed if isinstance(listed, list) else ():
                parameter = self._follow(spec)
                if (parameter.get("in"), parameter.get("name")) == (place, name):
                    # Swagger 2.0 has the schema's keywords on the parameter itself
                    return {
                        "description": parameter.get("description"),
                        "schema": parameter.get("schema", _own(parameter)),
                    }
        return {}

    def find_body(self, kind: str) -> Json:
        """The schema of a body that is written in place."""
        content = _mapping(self._follow(self._operation.get("requestBody")).get("content"))
        for parameter in self._operation.get("parameters") or () if not content else ():
            spec = self._follow(parameter)
            if spec.get("in") == "body":
                return spec.get("schema")
        return _mapping(content.get(kind)).get("schema")

    def find_response(self, status: str) -> tuple[str, dict[str, Json]]:
        """The description of an answer, "" where there is none, and its schemas by content type."""
        responses = _mapping(self._operation.get("responses"))
        response = self._follow(responses.get(status))
        content = {kind: _mapping(spec).get("schema") for kind, spec in _mapping(response.get("content")).items()}
        if "schema" in response:
            content = {"application/json": response["schema"]}
        description = response.get("description")
        return description if isinstance(description, str) else "", content

    def _follow(self, value: Json) -> Mapping[str, Json]:
        return _mapping(self._document.follow(value))


def _own(parameter: Mapping[str, Json]) -> dict[str, Json]:
    beside = ("in", "name", "required", "description", "allowEmptyValue", "collectionFormat")
    return {key: value for key, value in parameter.items() if key not in beside}


def _mapping(value: Any) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
