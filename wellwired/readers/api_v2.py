"""API Gateway v2 domain names and mappings, read as version 1's where they may serve a REST API.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.node import Json, Node
from wellwired.model.text import find_reference
from wellwired.readers.scope import Resource, Scope

_DOMAIN: Final = "AWS::ApiGatewayV2::DomainName"
_MAPPING: Final = "AWS::ApiGatewayV2::ApiMapping"
_REST_API: Final = "AWS::ApiGateway::RestApi"
V2_MODELLED: Final[Mapping[str, type[Node]]] = {_DOMAIN: DomainName, _MAPPING: BasePathMapping}


def may_serve_rest(resource: Resource, properties: Mapping[str, Json], scope: Scope) -> bool:
    """Whether requests through a domain or mapping may reach a REST API, not only HTTP and WebSocket APIs."""
    if resource.type == _MAPPING:
        return _may_be_rest(properties.get("ApiId"), scope)
    name = scope.identity(resource.name).physical_id
    served = [api for domain, api in _mappings(scope) if domain == name]
    if served:
        return any(_may_be_rest(api, scope) for api in served)
    return any(one.type == _REST_API for inside in scope.app.scopes.values() for one in inside.resources.values())


def _may_be_rest(api_id: Json, scope: Scope) -> bool:
    """Only an id that certainly names another kind of API rules a REST API out."""
    named = find_reference(api_id) if isinstance(api_id, str) else None
    found = scope.app.find_resource(named.address) if named is not None else None
    return found is None or found[1].resources[found[0]].type == _REST_API


def _mappings(scope: Scope) -> Iterator[tuple[Any, Any]]:
    """Domain name and API of every v2 mapping in reach."""
    for inside in scope.app.scopes.values():
        for resource in inside.resources.values():
            if resource.type == _MAPPING and not inside.is_left_out(resource.name):
                properties = resource.properties
                yield tuple(inside.resolve_apart(properties.get(key)) for key in ("DomainName", "ApiId"))


def read_as_v1(resource_type: str, properties: Mapping[str, Json]) -> dict[str, Json]:
    """The properties as version 1 spells them."""
    if resource_type == _MAPPING:
        renamed = {"ApiId": "RestApiId", "ApiMappingKey": "BasePath"}
        return {renamed.get(name, name): value for name, value in properties.items()}
    configurations = properties.get("DomainNameConfigurations")
    first = configurations[0] if isinstance(configurations, list) and configurations else {}
    if not isinstance(first, dict):
        return dict(properties)
    kind = first.get("EndpointType", "REGIONAL")
    certificate = "CertificateArn" if kind == "EDGE" else "RegionalCertificateArn"
    settings = {"EndpointConfiguration": {"Types": [kind]}}
    settings |= {certificate: first["CertificateArn"]} if "CertificateArn" in first else {}
    settings |= {"SecurityPolicy": first["SecurityPolicy"]} if "SecurityPolicy" in first else {}
    return dict(properties) | settings
