"""What an imported operation says of its requests: parameters by where they stand, and the schema of the body."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wellwired.constructs.imported_document import Part
from wellwired.constructs.imported_operations import Operation

_JSON: Final = "application/json"
# What API Gateway can name in `method.request.querystring.NAME`:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping.html
_NAME: Final = re.compile(r"[A-Za-z0-9._$-]+")
# OpenAPI has these named elsewhere, and ignores a parameter of that name:
# https://spec.openapis.org/oas/v3.0.3#fixed-fields-10
_NAMED_ELSEWHERE: Final = ("accept", "content-type", "authorization")


@dataclass(frozen=True, slots=True)
class Parameters:
    """The names of an operation's parameters, in the order of the document."""

    required_headers: tuple[str, ...]
    optional_headers: tuple[str, ...]
    required_query: tuple[str, ...]
    optional_query: tuple[str, ...]


def read_parameters(operation: Operation) -> Parameters:
    """The parameters of an operation and of its path. Raises `WiringError`."""
    found: dict[tuple[str, str], bool] = {}
    for spec in _specs(operation):
        place, name = _text_at(spec, "in"), _text_at(spec, "name")
        required = spec.find("required")
        is_required = required is not None and required.truth
        _check(spec, place, name, is_required=is_required, path=operation.path)
        found[place, name] = is_required
    return Parameters(
        *(tuple(_names(found, place, wanted)) for place in ("header", "query") for wanted in (True, False))
    )


def find_body_schema(document: Part, operation: Operation) -> Part | None:
    """The schema that a JSON body has to fit, or None where the document has none. Raises `WiringError`."""
    body = operation.part.find("requestBody")
    if body is not None:
        content = body.follow().find("content")
        kinds = {} if content is None else dict(content.entries())
        return _find_schema(body, kinds)
    for spec in _specs(operation):
        if _text_at(spec, "in") == "body":  # Swagger 2.0
            consumed = operation.part.find("consumes") or document.find("consumes")
            names = [one.text for one in consumed.items()] if consumed is not None else [_JSON]
            return _find_schema(spec, dict.fromkeys(names, spec))
    return None


def _specs(operation: Operation) -> Iterator[Part]:
    """The parameters of the path, then those of the operation, which may declare one anew."""
    for part in (operation.item, operation.part):
        yield from (one.follow() for one in part.items_of("parameters"))


def _find_schema(body: Part, kinds: dict[str, Part]) -> Part | None:
    is_json = {kind: kind.partition(";")[0].strip().lower() == _JSON for kind in kinds}
    schemas = [kinds[kind].find("schema") for kind in kinds if is_json[kind]]
    schema = next((one for one in schemas if one is not None), None)
    if schema is not None and not all(is_json.values()):
        other = next(kind for kind in kinds if not is_json[kind])
        raise body.refuse(
            f"the body may be {other} as well, and a request model holds every body against its JSON schema",
            f"keep {_JSON} alone, or leave its schema out and check the body in the function",
        )
    return schema


def _check(spec: Part, place: str, name: str, *, is_required: bool, path: str) -> None:
    if place not in ("header", "query", "path", "cookie", "body", "formData"):
        raise spec.refuse(f"a parameter stands in {place!r}", "use header, query, path or cookie")
    if place == "cookie" and is_required:
        raise spec.refuse(
            f"API Gateway cannot ask for the cookie {name}", "make it optional, and check it in the function"
        )
    if place in ("header", "query") and is_required and not _NAME.fullmatch(name):
        raise spec.refuse(
            f"API Gateway cannot ask for {name!r}: it names parameters by letters, digits and ._$-",
            "make it optional, and check it in the function",
        )
    if place == "path" and not any(part in (f"{{{name}}}", f"{{{name}+}}") for part in path.split("/")):
        raise spec.refuse(f"the path {path} has no {{{name}}}", "name the parameter as the path does")


def _names(found: dict[tuple[str, str], bool], place: str, wanted: bool) -> Iterator[str]:
    for (where, name), is_required in found.items():
        ignored = (place == "header" and name.lower() in _NAMED_ELSEWHERE) or not _NAME.fullmatch(name)
        if where == place and is_required is wanted and not ignored:
            yield name


def _text_at(part: Part, key: str) -> str:
    found = part.find(key)
    if found is None:
        raise part.refuse(f"a parameter without {key!r}", f"add {key}")
    return found.text
