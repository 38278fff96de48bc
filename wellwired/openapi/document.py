"""The whole document of one API for its clients: OpenAPI 3.0, without anything of how the service is built."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wellwired.model.api import RestApi
from wellwired.model.edge import DomainName
from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import display, is_literal, same
from wellwired.model.ways_in import mappings_of
from wellwired.model.wiring import Wiring
from wellwired.openapi.operations import Operations
from wellwired.openapi.schemas import Schemas
from wellwired.openapi.unknowns import Unknowns

_NO_PATH: Final = ("", "(none)")  # how a mapping spells that it has none


@dataclass(frozen=True, slots=True)
class Description:
    """A document, and what it cannot say, a line each."""

    document: dict[str, Json]
    unknown: tuple[str, ...]


def describe_api(wiring: Wiring, api: RestApi, *, stage: str | None = None, server: str | None = None) -> Description:
    """The document of one API.

    stage: only domains that lead to it are servers. server: where the API answers, instead of its domains.
    """
    unknowns = Unknowns()
    schemas = Schemas(wiring, api, unknowns)
    operations = Operations(wiring, api, schemas, unknowns)
    document: dict[str, Json] = {"openapi": "3.0.3", "info": _info(api, unknowns)}
    servers = [server] if server else list(_servers(wiring, api, stage, unknowns))
    if servers:
        document["servers"] = [{"url": url} for url in servers]
    else:
        unknowns.add("servers", "where the API answers is known after its deployment: give --server URL")
    document["paths"] = operations.paths()
    components = {
        "schemas": schemas.spelled(),
        "responses": operations.errors.responses,
        "securitySchemes": operations.security.schemes,
    }
    filled = {kind: dict(sorted(parts.items())) for kind, parts in components.items() if parts}
    if filled:
        document["components"] = filled
    return Description(_without_atoms(document, "", unknowns), unknowns.said)


def _info(api: RestApi, unknowns: Unknowns) -> Json:
    body = api.body.if_known()
    written = body.get("info") if isinstance(body, dict) else None
    version = written.get("version") if isinstance(written, dict) else None
    info = {"title": unknowns.read_text(api.api_name, "title") or api.name}
    description = unknowns.read_text(api.description, "description")
    if description:
        info["description"] = description
    return {**info, "version": str(version) if isinstance(version, str | int | float) else "unversioned"}


def _servers(wiring: Wiring, api: RestApi, stage: str | None, unknowns: Unknowns) -> Iterator[str]:
    """The addresses of the API under domains of its own."""
    try:
        for mapping in mappings_of(wiring, api):
            serves = mapping.stage.if_known()
            if stage is not None and serves is not None and not same(serves, stage):
                continue
            domain = wiring.find(mapping.domain_name.known(), DomainName)
            name = unknowns.read_text(domain.domain_name if domain else mapping.domain_name, "domain")
            path = unknowns.read_text(mapping.base_path, "base path")
            if name:
                yield f"https://{name}" + ("" if path in _NO_PATH else f"/{path}")
    except Unsettled as doubt:
        unknowns.add("servers", doubt.reason)


def _without_atoms(value: Json, pointer: str, unknowns: Unknowns) -> Json:
    """The same with references and holes as a person writes them, each of them said."""
    if isinstance(value, dict):
        return {display(key): _without_atoms(inner, f"{pointer}/{key}", unknowns) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_atoms(inner, f"{pointer}/{index}", unknowns) for index, inner in enumerate(value)]
    if isinstance(value, str) and not is_literal(value):
        unknowns.add(f"#{pointer}", "part of it is known after the deployment")
        return display(value)
    return value
