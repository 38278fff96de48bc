"""What an app's gateway serves: its API stages, their routes, and the keys that open them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wellwired.gateway.gateway import Gateway, ServedApi
from wellwired.gateway.identities import Identities
from wellwired.local.examples import example_of
from wellwired.model.api import Method
from wellwired.model.request_models import find_model
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring


@dataclass(frozen=True)
class Route:
    """One method of a deployed API: what a caller must send for it to be let in."""

    method: str
    path: str
    needs_key: bool
    authorization: str
    required_headers: tuple[str, ...] = ()
    required_queries: tuple[str, ...] = ()
    example_body: str | None = None


@dataclass(frozen=True)
class Endpoint:
    """One stage of one API: where it answers, with which keys, and its routes without the preflights."""

    api_name: str
    stage: str
    url: str
    keys: tuple[str, ...]
    routes: tuple[Route, ...]


def read_endpoints(
    wiring: Wiring, gateway: Gateway, api: ServedApi, identities: Identities, urls: Mapping[str, str]
) -> Iterator[Endpoint]:
    """The stages of an API. urls: where each answers, by its name."""
    name = identities.spell(api.node.api_name.if_known() or api.label)
    for stage, url in urls.items():
        methods = gateway.methods_of(api.api_id, stage)
        routes = sorted(_routes(wiring, api, methods), key=lambda one: (one.path.count("/"), one.path, one.method))
        yield Endpoint(name, stage, url, gateway.keys_of(api.api_id, stage), tuple(routes))


def _routes(wiring: Wiring, api: ServedApi, methods: Iterable[Method]) -> Iterator[Route]:
    for method in methods:
        verb = method.http_method.or_default("ANY").upper()
        if verb == "OPTIONS":
            continue
        parameters = method.request_parameters.if_known() or {}
        required = [name for name, must in parameters.items() if str(must).lower() == "true"]
        yield Route(
            method="GET" if verb == "ANY" else verb,
            path=method.path.or_default("/"),
            needs_key=bool(method.api_key_required.if_known()),
            authorization=method.authorization_type.if_known() or "NONE",
            required_headers=_named(required, "method.request.header."),
            required_queries=_named(required, "method.request.querystring."),
            example_body=_example_body(wiring, api, method),
        )


def _named(required: list[str], prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in required if name.startswith(prefix))


def _example_body(wiring: Wiring, api: ServedApi, method: Method) -> str | None:
    name = (method.request_models.if_known() or {}).get("application/json")
    try:
        model = find_model(wiring, api.node, name) if name else None
    except Unsettled:
        return None
    schema: Any = model.schema.if_known() if model is not None else None
    if isinstance(schema, str):
        try:
            schema = json.loads(schema)
        except ValueError:
            return None
    return json.dumps(example_of(schema)) if schema else None
