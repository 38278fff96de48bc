"""The operations of an imported document, without what would wire the API a second time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wellwired.constructs.imported_document import Part
from wellwired.constructs.routes import ANY_METHOD, METHODS

_EXTENSION: Final = "x-amazon-apigateway-"
_ANY: Final = f"{_EXTENSION}any-method"
_VERBS: Final[Mapping[str, str]] = {method.lower(): method for method in METHODS} | {_ANY: ANY_METHOD}
# Keys of a path item that are no operation.
_BESIDE: Final = ("$ref", "summary", "description", "servers", "parameters")
# Extensions that say nothing of the wiring.
_HARMLESS: Final = (_ANY, f"{_EXTENSION}documentation", f"{_EXTENSION}importexport-version")
# What the kit has for an extension: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
_INSTEAD: Final[Mapping[str, str]] = {
    "integration": "take it out: function= and functions= say what a route calls",
    "authorizer": "take it out, and map the scheme in authorizations=",
    "auth": "take it out, and map a security scheme in authorizations=",
    "authtype": "take it out, and map the scheme in authorizations=",
    "request-validator": "take it out: what a route declares is checked",
    "request-validators": "take it out: what a route declares is checked",
    "gateway-responses": "take it out: ProxyRestApi makes a problem of every error, with help_url=",
    "policy": "take it out, and pass policy= to ProxyRestApi",
    "binary-media-types": "take it out, and pass binary_media_types= to ProxyRestApi",
    "endpoint-configuration": "take it out, and pass endpoint_type= to ProxyRestApi",
    "cors": "take it out, and pass cors= to ProxyRestApi",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path; `item` is the path's own part, and `part` the operation's."""

    method: str
    path: str
    item: Part
    part: Part

    @property
    def operation_id(self) -> str | None:
        """The name that the document gives it."""
        named = self.part.find("operationId")
        return None if named is None else named.text

    @property
    def names(self) -> list[str]:
        """What it may be called by, the most telling first: operationId, method and path, path, tags."""
        named = [] if self.operation_id is None else [self.operation_id]
        return [*named, f"{self.method} {self.path}", self.path, *(tag.text for tag in self.part.items_of("tags"))]


def read_operations(document: Part) -> Iterator[Operation]:
    """Every operation, in the order of the document. Raises `WiringError`."""
    refuse_extensions(document)
    for path, spelled in document.entries_of("paths"):
        if path.startswith("x-"):
            continue
        item = spelled.follow()
        refuse_extensions(item)
        for key, inner in item.entries():
            if key in _VERBS:
                part = inner.follow()
                refuse_extensions(part)
                yield Operation(_VERBS[key], path, item, part)
            elif key not in _BESIDE and not key.startswith("x-"):
                known = ", ".join(method.lower() for method in METHODS)
                raise inner.refuse(f"{key!r} is no method that API Gateway knows", f"use one of {known}")


def refuse_extensions(part: Part) -> None:
    """Raise `WiringError` for an extension of API Gateway that the kit's own wiring would contradict."""
    for key, inner in part.entries():
        if key.startswith(_EXTENSION) and key not in _HARMLESS:
            remedy = _INSTEAD.get(key.removeprefix(_EXTENSION), "take it out, and set it on ProxyRestApi")
            raise inner.refuse(f"{key} would wire the API a second time", remedy)
