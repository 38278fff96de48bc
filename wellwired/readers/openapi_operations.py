"""One operation of an OpenAPI body as the properties of an `AWS::ApiGateway::Method`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from wellwired.model.node import Json
from wellwired.model.text import find_hole, is_literal

PREFIX: Final = "x-amazon-apigateway-"
VERBS: Final = ("get", "put", "post", "delete", "options", "head", "patch", f"{PREFIX}any-method")
_MAX_REFERENCES: Final = 20
_INTEGRATION: Final = {
    "httpMethod": "IntegrationHttpMethod",
    "uri": "Uri",
    "credentials": "Credentials",
    "connectionType": "ConnectionType",
    "connectionId": "ConnectionId",
    "timeoutInMillis": "TimeoutInMillis",
    "contentHandling": "ContentHandling",
    "requestTemplates": "RequestTemplates",
    "requestParameters": "RequestParameters",
    "cacheKeyParameters": "CacheKeyParameters",
    "cacheNamespace": "CacheNamespace",
    "responseTransferMode": "ResponseTransferMode",
}
_RESPONSE: Final = {
    "statusCode": "StatusCode",
    "responseParameters": "ResponseParameters",
    "responseTemplates": "ResponseTemplates",
    "contentHandling": "ContentHandling",
}
# What tells in a security scheme how API Gateway knows who calls.
_PROOFS: Final = (f"{PREFIX}authorizer", f"{PREFIX}authtype")
_PLACES: Final = {"header": "header", "query": "querystring", "path": "path"}


class Document:
    """A whole OpenAPI document: what operations share, and local references."""

    def __init__(self, body: Mapping[str, Json]) -> None:
        self.body = body

    def follow(self, value: Json) -> Json:
        """What a `{"$ref": "#/..."}` stands for, or the value itself."""
        for _ in range(_MAX_REFERENCES):
            pointer = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(pointer, str) or not pointer.startswith("#/"):
                return value
            value = self._find(pointer)
        return None

    def _find(self, pointer: str) -> Json:
        value: Json = self.body
        for part in pointer[2:].split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def security_schemes(self) -> Mapping[str, Mapping[str, Json]]:
        """The ways to prove who calls, by name."""
        components = self.body.get("components")
        found = components.get("securitySchemes") if isinstance(components, dict) else None
        schemes = found if isinstance(found, dict) else self.body.get("securityDefinitions")
        listed = schemes if isinstance(schemes, dict) else {}
        followed = {name: self.follow(scheme) for name, scheme in listed.items()}
        return {name: scheme for name, scheme in followed.items() if isinstance(scheme, dict)}


def read_operation(
    document: Document, item: Mapping[str, Json], verb: str, authorizers: Mapping[str, str]
) -> dict[str, Any]:
    """The properties of the method behind `item[verb]`.

    authorizers: names of security schemes to the authorizers' ids. RequestValidatorId comes out as the validator's
    name in the body.
    """
    spec = document.follow(item[verb])
    operation: Mapping[str, Json] = spec if isinstance(spec, dict) else {}
    properties: dict[str, Any] = _authorization(document, operation, authorizers)
    if "operationId" in operation:
        properties["OperationName"] = operation["operationId"]
    validator = operation.get(f"{PREFIX}request-validator", document.body.get(f"{PREFIX}request-validator"))
    if isinstance(validator, str):
        properties["RequestValidatorId"] = validator
    properties |= _parameters(document, item, operation)
    responses = operation.get("responses")
    if isinstance(responses, dict) and responses:
        properties["MethodResponses"] = [_method_response(document, *pair) for pair in responses.items()]
    integration = document.follow(operation.get(f"{PREFIX}integration"))
    if integration is not None:
        properties["Integration"] = read_integration(integration)
    return properties


def read_integration(spec: Json) -> Json:
    """The properties of an integration; what is no mapping is handed on, for the reader to say so."""
    if not isinstance(spec, dict):
        return spec
    properties = {to: spec[given] for given, to in _INTEGRATION.items() if given in spec}
    for given, to in (("type", "Type"), ("passthroughBehavior", "PassthroughBehavior")):
        value = spec.get(given)
        if value is not None:
            properties[to] = value.upper() if isinstance(value, str) and is_literal(value) else value
    responses = spec.get("responses")
    if isinstance(responses, dict):
        properties["IntegrationResponses"] = [_integration_response(*pair) for pair in responses.items()]
    elif responses is not None:
        properties["IntegrationResponses"] = responses
    return properties


def _integration_response(pattern: str, spec: Json) -> Json:
    if not isinstance(spec, dict):
        return spec
    properties = {to: spec[given] for given, to in _RESPONSE.items() if given in spec}
    return properties if pattern == "default" else {**properties, "SelectionPattern": pattern}


def _method_response(document: Document, status: str, spec: Json) -> Json:
    headers = _mapping(_mapping(document.follow(spec)).get("headers"))
    response: dict[str, Json] = {"StatusCode": str(status)}
    if headers:
        response["ResponseParameters"] = {f"method.response.header.{name}": False for name in headers}
    return response


def _authorization(document: Document, operation: Mapping[str, Json], authorizers: Mapping[str, str]) -> dict[str, Any]:
    """Type, authorizer, scopes and key from `security`; API Gateway joins what stands in several entries.

    The document's own `security` counts for nothing:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    """
    properties: dict[str, Any] = {"AuthorizationType": "NONE", "ApiKeyRequired": False}
    if _mapping(operation.get(f"{PREFIX}auth")).get("type") == "AWS_IAM":
        properties["AuthorizationType"] = "AWS_IAM"
    schemes = document.security_schemes()
    for name, scopes in _required(operation.get("security")):
        scheme = schemes.get(name, {})
        spec = _mapping(scheme.get(f"{PREFIX}authorizer"))
        kind = str(scheme.get(f"{PREFIX}authtype", "")).lower()
        doubt = next((one for one in map(scheme.get, _PROOFS) if isinstance(one, str) and find_hole(one)), None)
        if spec:
            is_cognito = str(spec.get("type", "")).lower() == "cognito_user_pools"
            properties["AuthorizationType"] = "COGNITO_USER_POOLS" if is_cognito else "CUSTOM"
            properties["AuthorizerId"] = authorizers[name]
            if isinstance(scopes, list) and scopes:
                properties["AuthorizationScopes"] = scopes
        elif doubt is not None:
            properties |= {"AuthorizationType": doubt, "AuthorizerId": doubt}
        elif kind == "awssigv4":
            properties["AuthorizationType"] = "AWS_IAM"
        elif _is_api_key(scheme):
            properties["ApiKeyRequired"] = True
    return properties


def find_unenforced(document: Document, spec: Json) -> tuple[str, ...]:
    """The schemes that an operation asks for by the document, and that API Gateway does not look at.

    Those are schemes without an authorizer or a meaning of AWS's, and all that the document asks for at its root.
    None where nobody has to prove anything, or something else is proved.
    """
    operation = _mapping(document.follow(spec))
    schemes = document.security_schemes()
    own = operation.get("security")
    asked = document.body.get("security") if own is None else own
    names = [name for name, _ in _required(asked) if name in schemes]
    optional = not isinstance(asked, list) or {} in asked
    if optional or _authorization(document, operation, dict.fromkeys(schemes, ""))["AuthorizationType"] != "NONE":
        return ()
    return tuple(names if own is None else (name for name in names if not _is_api_key(schemes[name])))


def _is_api_key(scheme: Mapping[str, Json]) -> bool:
    return scheme.get("type") == "apiKey" and str(scheme.get("name", "")).lower() == "x-api-key"


def _required(security: Json) -> Iterator[tuple[str, Json]]:
    for entry in security if isinstance(security, list) else ():
        yield from _mapping(entry).items()


def _parameters(document: Document, item: Mapping[str, Json], operation: Mapping[str, Json]) -> dict[str, Any]:
    """RequestParameters and RequestModels: those of the path and of the operation."""
    required: dict[str, Json] = {}
    models: dict[str, Json] = {}
    for listed in (item.get("parameters"), operation.get("parameters")):
        for spec in listed if isinstance(listed, list) else ():
            parameter = _mapping(document.follow(spec))
            place, name = _PLACES.get(str(parameter.get("in"))), parameter.get("name")
            if place and isinstance(name, str):
                required[f"method.request.{place}.{name}"] = parameter.get("required", False)
            elif parameter.get("in") == "body":
                models["application/json"] = _model_name(parameter.get("schema"))
    content = _mapping(_mapping(document.follow(operation.get("requestBody"))).get("content"))
    models |= {
        kind: _model_name(_mapping(spec).get("schema")) for kind, spec in content.items() if "schema" in _mapping(spec)
    }
    found: dict[str, Any] = {}
    if required:
        found["RequestParameters"] = required
    if models:
        found["RequestModels"] = models
    return found


def _model_name(schema: Json) -> str:
    """The model that a schema names; one spelled in place gets a name of its own from API Gateway."""
    pointer = _mapping(schema).get("$ref")
    return pointer.rpartition("/")[2] if isinstance(pointer, str) else "inline"


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
