"""What stands on the embedded AWS once deployed: its API stages, their routes, and the keys that open them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wellwired.local.emulator import Emulator
from wellwired.local.examples import example_of

if TYPE_CHECKING:
    from mypy_boto3_apigateway.client import APIGatewayClient

# By path and not by host name, which not every resolver finds on loopback.
URL_PATH = "/_aws/execute-api/{api}/{stage}"


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


def find_endpoints(emulator: Emulator, regions: tuple[str, ...]) -> list[Endpoint]:
    """Return every API stage that is deployed, in the order of their names."""
    found = []
    for region in regions:
        gateway = emulator.session(region).client("apigateway", endpoint_url=emulator.endpoint)
        for api in gateway.get_rest_apis(limit=500).get("items", []):
            stages = gateway.get_stages(restApiId=api["id"]).get("item", [])
            found += [_endpoint(gateway, emulator, api["id"], api["name"], stage["stageName"]) for stage in stages]
    return sorted(found, key=lambda endpoint: (endpoint.api_name, endpoint.stage))


def _endpoint(gateway: "APIGatewayClient", emulator: Emulator, api: str, name: str, stage: str) -> Endpoint:
    return Endpoint(
        api_name=name,
        stage=stage,
        url=emulator.endpoint + URL_PATH.format(api=api, stage=stage),
        keys=tuple(_keys_of(gateway, api, stage)),
        routes=tuple(
            sorted(_routes_of(gateway, api), key=lambda route: (route.path.count("/"), route.path, route.method))
        ),
    )


def _keys_of(gateway: "APIGatewayClient", api: str, stage: str) -> Iterator[str]:
    """Yield the value of each key of each usage plan of the stage. They open nothing but this machine's emulator."""
    values = {key["id"]: key["value"] for key in gateway.get_api_keys(includeValues=True, limit=500).get("items", [])}
    for plan in gateway.get_usage_plans(limit=500).get("items", []):
        if any(one.get("apiId") == api and one.get("stage") == stage for one in plan.get("apiStages", [])):
            for key in gateway.get_usage_plan_keys(usagePlanId=plan["id"], limit=500).get("items", []):
                yield values[key["id"]]


def _routes_of(gateway: "APIGatewayClient", api: str) -> Iterator[Route]:
    schemas = {model["name"]: model.get("schema", "") for model in gateway.get_models(restApiId=api).get("items", [])}
    for resource in gateway.get_resources(restApiId=api, limit=500, embed=["methods"]).get("items", []):
        for verb, method in resource.get("resourceMethods", {}).items():
            if verb == "OPTIONS":
                continue
            required = [name for name, must in method.get("requestParameters", {}).items() if must]
            yield Route(
                method="GET" if verb == "ANY" else verb,
                path=resource["path"],
                needs_key=method.get("apiKeyRequired", False),
                authorization=method.get("authorizationType", "NONE"),
                required_headers=_named(required, "method.request.header."),
                required_queries=_named(required, "method.request.querystring."),
                example_body=_example_body(method.get("requestModels", {}), schemas),
            )


def _named(required: list[str], prefix: str) -> tuple[str, ...]:
    return tuple(name.removeprefix(prefix) for name in required if name.startswith(prefix))


def _example_body(models: Mapping[str, str], schemas: Mapping[str, str]) -> str | None:
    schema = schemas.get(models.get("application/json", ""))
    if not schema:
        return None
    try:
        described: Any = json.loads(schema)
    except ValueError:
        return None
    return json.dumps(example_of(described))
