"""OpenAPI bodies of REST APIs to the nodes that `AWS::ApiGateway::Method` and the like give.

Reads OpenAPI 3 and Swagger 2 with Amazon's extensions. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from wellwired.documents import Block, load, read_document
from wellwired.errors import UnreadableError
from wellwired.model.api import Authorizer, GatewayResponse, Method, Model, RequestValidator, RestApi
from wellwired.model.api import Resource as ApiResource
from wellwired.model.node import Json, Node
from wellwired.model.origin import Origin
from wellwired.model.setting import absent, known
from wellwired.model.text import display, find_hole, reference
from wellwired.readers.assets import find_asset, spell_asset
from wellwired.readers.nodes import Fitting, read_fields
from wellwired.readers.openapi_operations import PREFIX, VERBS, Document, find_unenforced, read_operation
from wellwired.readers.openapi_places import NOT_AT_HAND, OperationPlaces, find_block
from wellwired.readers.scope import Resource, Scope

# What the body says of the API itself, as extension and property; the body wins over an absent property only.
_API_EXTENSIONS: Final = {
    "policy": "Policy",
    "binary-media-types": "BinaryMediaTypes",
    "api-key-source": "ApiKeySourceType",
    "minimum-compression-size": "MinimumCompressionSize",
}
_AUTHORIZER_PROPERTIES: Final = {
    "authorizerUri": "AuthorizerUri",
    "authorizerCredentials": "AuthorizerCredentials",
    "authorizerResultTtlInSeconds": "AuthorizerResultTtlInSeconds",
    "identitySource": "IdentitySource",
    "identityValidationExpression": "IdentityValidationExpression",
    "providerARNs": "ProviderARNs",
}
_OF_ONE_HEADER: Final = ("TOKEN", "COGNITO_USER_POOLS")


def read_body(rest_api: RestApi, raw: Any, scope: Scope) -> Iterator[Node]:
    """The API as its body completes it, then the nodes that the body holds.

    raw: the body as the template spells it, with positions; `rest_api.body` is the same with its functions
    worked out. A body that is not known leaves the API alone, and is noted.
    """
    body = rest_api.body.if_known()
    if not isinstance(body, dict) or not isinstance(body.get("paths", {}), dict):
        scope.note(f"Body of {rest_api.name}", rest_api.body.reason or "it is no OpenAPI document with paths")
        yield rest_api
        return
    yield from _Body(rest_api, body, _find_written(raw, scope), scope).nodes()


def read_stored_body(rest_api: RestApi, resource: Resource, scope: Scope) -> Iterator[Node]:
    """The same where the body is a file of its own, which CloudFormation hands over as it stands."""
    path = find_asset(rest_api.body_s3_location.if_known(), resource, scope)
    document = None
    if path is not None and path.is_file():
        try:
            document = read_document(load(path, spell_asset(path, scope)))
        except UnreadableError as error:
            scope.app.unread.append(error)
    if not isinstance(document, Block):
        scope.note(f"resource {rest_api.name}", f"its definition {NOT_AT_HAND}")
        yield rest_api
        return
    stored = replace(rest_api, body=known(document), body_s3_location=absent())
    yield from read_body(stored, document, scope)


def _find_written(raw: Any, scope: Scope) -> Block | None:
    """The block in which the body's keys stand: in place, or in the file that AWS::Include names."""
    if isinstance(raw, Block) and "Fn::Transform" in raw and len(raw) == 1:
        raw = scope.find_include(raw["Fn::Transform"])
    return raw if isinstance(raw, Block) else None


class _Body:
    """One body while it is read."""

    def __init__(self, rest_api: RestApi, body: Mapping[str, Json], written: Block | None, scope: Scope) -> None:
        self.api = rest_api
        self.body = body
        self.written = written
        self.scope = scope
        self.fitting = Fitting()

    def nodes(self) -> Iterator[Node]:
        """Every node of the body, and the notes about what did not fit."""
        yield self._complete_api()
        yield from self._validators()
        yield from self._models()
        yield from self._authorizers()
        yield from self._gateway_responses()
        yield from self._routes()
        for misfit in self.fitting.misfits:
            self.scope.note(f"Body of {self.api.name}", misfit)

    def _complete_api(self) -> RestApi:
        """The API with what only the body gives: name, policy, media types, endpoint."""
        given: dict[str, Json] = {
            name: self.body[f"{PREFIX}{extension}"]
            for extension, name in _API_EXTENSIONS.items()
            if f"{PREFIX}{extension}" in self.body
        }
        info = self.body.get("info")
        if isinstance(info, dict) and "title" in info:
            given["Name"] = info["title"]
        endpoint = self._endpoint()
        if endpoint.get("disableExecuteApiEndpoint") is not None:
            given["DisableExecuteApiEndpoint"] = endpoint["disableExecuteApiEndpoint"]
        if endpoint.get("vpcEndpointIds") is not None:
            given["EndpointConfiguration"] = {"Types": ["PRIVATE"], "VpcEndpointIds": endpoint["vpcEndpointIds"]}
        read = read_fields(RestApi, given, self.fitting)
        fresh: dict[str, Any] = {name: value for name, value in read.items() if getattr(self.api, name).is_absent}
        return replace(self.api, **fresh)

    def _endpoint(self) -> Mapping[str, Json]:
        name = f"{PREFIX}endpoint-configuration"
        servers = self.body.get("servers")
        first = servers[0] if isinstance(servers, list) and servers and isinstance(servers[0], dict) else {}
        found = self.body.get(name, first.get(name))
        return found if isinstance(found, dict) else {}

    def _validators(self) -> Iterator[Node]:
        for name, spec in _mapping(self.body.get(f"{PREFIX}request-validators")).items():
            properties = {
                "Name": name,
                "ValidateRequestBody": _mapping(spec).get("validateRequestBody", False),
                "ValidateRequestParameters": _mapping(spec).get("validateRequestParameters", False),
            }
            yield self._node(RequestValidator, f"validator {name}", properties, f"{PREFIX}request-validators", name)

    def _models(self) -> Iterator[Node]:
        components = _mapping(self.body.get("components"))
        schemas = _mapping(components.get("schemas")) or _mapping(self.body.get("definitions"))
        where = ("components", "schemas") if components else ("definitions",)
        for name, schema in schemas.items():
            properties = {"Name": name, "ContentType": "application/json", "Schema": schema}
            yield self._node(Model, f"model {name}", properties, *where, name)

    def _authorizers(self) -> Iterator[Node]:
        for name, scheme in Document(self.body).security_schemes().items():
            spec = scheme.get(f"{PREFIX}authorizer")
            if not isinstance(spec, dict):
                continue
            kind = str(spec.get("type", "")).upper()
            properties = {"Name": name, "Type": kind} | {
                to: spec[given] for given, to in _AUTHORIZER_PROPERTIES.items() if given in spec
            }
            # Where one header tells the caller, it is the one that the scheme names.
            if "IdentitySource" not in properties and kind in _OF_ONE_HEADER and scheme.get("in") == "header":
                properties["IdentitySource"] = f"method.request.header.{scheme.get('name')}"
            where = ("components", "securitySchemes") if "components" in self.body else ("securityDefinitions",)
            yield self._node(Authorizer, f"authorizer {name}", properties, *where, name, in_body=True)

    def _gateway_responses(self) -> Iterator[Node]:
        for name, spec in _mapping(self.body.get(f"{PREFIX}gateway-responses")).items():
            given = _mapping(spec)
            names = {
                "statusCode": "StatusCode",
                "responseParameters": "ResponseParameters",
                "responseTemplates": "ResponseTemplates",
            }
            properties = {"ResponseType": name} | {to: given[key] for key, to in names.items() if key in given}
            where = (f"{PREFIX}gateway-responses", name)
            yield self._node(GatewayResponse, f"response {name}", properties, *where, in_body=True)

    def _routes(self) -> Iterator[Node]:
        document = Document(self.body)
        made: set[str] = set()
        for path, item in _mapping(self.body.get("paths")).items():
            item = document.follow(item)
            if not isinstance(item, dict):
                self.scope.note(f"Body of {self.api.name}", f"path {display(path)[:80]} is no mapping")
                continue
            yield from self._resources(path, made)
            for verb in VERBS:
                if verb in item:
                    yield self._method(document, path, verb, item)

    def _resources(self, path: str, made: set[str]) -> Iterator[Node]:
        """A resource for the path and for each path above it, as API Gateway makes them."""
        parts = [part for part in path.split("/") if part]
        for count in range(1, len(parts) + 1):
            whole = "/" + "/".join(parts[:count])
            if whole in made:
                continue
            made.add(whole)
            above = "/" + "/".join(parts[: count - 1])
            parent = reference(self.api.address, "RootResourceId") if count == 1 else self._atom(above)
            properties = {"ParentId": parent, "PathPart": parts[count - 1]}
            yield self._node(ApiResource, whole, properties, "paths", path, path=known(whole))

    def _method(self, document: Document, path: str, verb: str, item: Mapping[str, Json]) -> Node:
        name = "ANY" if verb.startswith(PREFIX) else verb.upper()
        properties = read_operation(document, item, verb, self._authorizer_atoms())
        validator = properties.pop("RequestValidatorId", None)
        if validator is not None and self._imports_validator(validator):
            properties["RequestValidatorId"] = self._atom(f"validator {validator}")
        whole = path if path == "/" else path.rstrip("/")
        node: Method = self._node(
            Method,
            f"{name} {whole}",
            {**properties, "HttpMethod": name},
            *("paths", path, verb),
            path=known(whole),
            in_body=True,
            unenforced_security=find_unenforced(document, item[verb]),
        )
        written = find_block(self.written, ("paths", path, verb))
        return replace(node, origin=replace(node.origin, positions=OperationPlaces(written))) if written else node

    def _imports_validator(self, name: str) -> bool:
        """Whether the import makes something of a validator's name; one that nothing defines is worth a warning to it.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-errors-warnings.html
        """
        if name in _mapping(self.body.get(f"{PREFIX}request-validators")) or find_hole(name) is not None:
            return True
        if self.api.fail_on_warnings.is_unknown or self.api.fail_on_warnings.or_default(False):
            return True
        self.scope.note(
            f"request validator {name} of {self.api.name}", "the document does not define it: nobody checks"
        )
        return False

    def _authorizer_atoms(self) -> Mapping[str, str]:
        names = Document(self.body).security_schemes()
        return {name: self._atom(f"authorizer {name}") for name in names}

    def _atom(self, inside: str) -> str:
        return reference(f"{self.api.address}#{inside}")

    def _node(self, kind: type[Any], inside: str, properties: Mapping[str, Json], *where: str, **extra: Any) -> Any:
        """A node of the body at the path `where`; everything in a body belongs to its API and is deployed with it."""
        block = find_block(self.written, where[:-1])
        position = block.find_position(where[-1]) if block is not None else None
        origin = Origin(
            file=block.source.file if block is not None else self.api.origin.file,
            position=position or self.api.origin.find_position("Body"),
            construct_path=self.api.origin.construct_path,
        )
        given = {**properties}
        if any(item.name == "rest_api_id" for item in fields(kind)):
            given["RestApiId"] = self.api.physical_id
        return kind(
            address=f"{self.api.address}#{inside}",
            origin=origin,
            physical_id=self._atom(inside),
            depends_on=frozenset({self.api.address}),
            condition=self.api.condition,
            allow=self.api.allow,
            resource_type=_TYPES[kind],
            **(read_fields(kind, given, self.fitting) | extra),
        )


_TYPES: Final[Mapping[type[Node], str]] = {
    ApiResource: "AWS::ApiGateway::Resource",
    Authorizer: "AWS::ApiGateway::Authorizer",
    GatewayResponse: "AWS::ApiGateway::GatewayResponse",
    Method: "AWS::ApiGateway::Method",
    Model: "AWS::ApiGateway::Model",
    RequestValidator: "AWS::ApiGateway::RequestValidator",
}


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
