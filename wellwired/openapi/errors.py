"""Errors that API Gateway answers itself, as responses: which ones a method can meet, and what they look like.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from wellwired.facts import GATEWAY_REFERENCE_CODE
from wellwired.model.api import GatewayResponse, Method, RequestValidator, RestApi
from wellwired.model.edge import WebAclAssociation
from wellwired.model.gateway_templates import MESSAGE_STRING, fill_variables
from wellwired.model.node import Json
from wellwired.model.preflight import GATEWAY_HEADER, constant
from wellwired.model.setting import Unsettled
from wellwired.model.text import is_literal
from wellwired.model.ways_in import read_stage_arn
from wellwired.model.wiring import Wiring
from wellwired.openapi.json_values import UnreadableValue, read_value
from wellwired.openapi.schemas import Schemas
from wellwired.openapi.unknowns import Unknowns

_AUTHORIZERS: Final = ("CUSTOM", "COGNITO_USER_POOLS")
_MESSAGE: Final = "a message of API Gateway"
_WITHOUT_BODY: Final = ("GET", "HEAD")
_STATUS: Final = re.compile(r"[1-5][0-9]{2}")
# What a browser asks of headers is no affair of a client's code.
_UNTOLD: Final = ("content-type", "access-control-")


class GatewayErrors:
    """The customised gateway responses of one API, as components that operations refer to."""

    def __init__(self, wiring: Wiring, api: RestApi, schemas: Schemas, unknowns: Unknowns) -> None:
        self._wiring = wiring
        self._api = api
        self._schemas = schemas
        self._unknowns = unknowns
        self._by_type = {
            name: response
            for response in wiring.of_api(GatewayResponse, api)
            if (name := unknowns.read(response.response_type, response.label, ""))
        }
        self._is_filtered = _has_firewall(wiring, api)
        self._bodies = {name: _read_bodies(response) for name, response in self._by_type.items()}
        self._components: dict[tuple[str, tuple[str, ...]], str] = {}
        self.responses: dict[str, Json] = {}

    def refer(self, method: Method) -> dict[str, Json]:
        """What a method's callers may meet: status to reference."""
        met = set(_find_met(self._wiring, method, self._api, is_filtered=self._is_filtered))
        by_status: dict[str, list[str]] = {}
        for name, response in sorted(self._by_type.items()):
            if name in met and (status := self._find_status(name, response)):
                by_status.setdefault(status, []).append(name)
        return {status: self._component(status, tuple(names)) for status, names in sorted(by_status.items())}

    def _find_status(self, name: str, response: GatewayResponse) -> str:
        """The status, or 4XX or 5XX where it is the cause's own; "" for a type that API Gateway does not know."""
        own = self._unknowns.read(response.status_code, f"status of {response.label}", "")
        return own if _STATUS.fullmatch(own) else GATEWAY_REFERENCE_CODE.get(name, "-").split("-")[1]

    def _component(self, status: str, names: tuple[str, ...]) -> Json:
        if (status, names) not in self._components:
            others = sum(1 for other, _ in self._components if other == status)
            component = f"Status{status}" if not others else f"Status{status}.{others + 1}"
            self._components[status, names] = component
            self.responses[component] = self._render(names)
        return {"$ref": f"#/components/responses/{self._components[status, names]}"}

    def _render(self, names: tuple[str, ...]) -> Json:
        headers: dict[str, list[str | None]] = {}
        kinds: dict[str, list[Json]] = {}
        for name in names:
            for header, value in _read_headers(self._by_type[name]):
                if not header.lower().startswith(_UNTOLD):
                    headers.setdefault(header, []).append(value)
            for kind, body in self._bodies[name].items():
                kinds.setdefault(kind, []).append(body)
        rendered: dict[str, Json] = {"description": "; ".join(dict.fromkeys(self._title(name) for name in names))}
        if headers:
            rendered["headers"] = {header: _render_header(headers[header]) for header in sorted(headers)}
        if kinds:
            rendered["content"] = {kind: self._render_body(kind) for kind in sorted(kinds)}
        return rendered

    def _title(self, name: str) -> str:
        titles = (body.get("title") for body in self._bodies[name].values() if isinstance(body, Mapping))
        given = next((title for title in titles if isinstance(title, str) and title != _MESSAGE), "")
        return given or name.replace("_", " ").capitalize()

    def _render_body(self, kind: str) -> Json:
        """One schema for all error bodies of a content type, so that clients have one type for them."""
        bodies = [found[kind] for found in self._bodies.values() if kind in found]
        if any(body is None for body in bodies):
            return {}
        name = "Problem" if kind == "application/problem+json" else "GatewayError"
        return {"schema": {"$ref": f"#/components/schemas/{self._schemas.add(name, _shape(bodies))}"}}


def _find_met(wiring: Wiring, method: Method, api: RestApi, *, is_filtered: bool) -> Iterator[str]:
    """The types of gateway responses that a call of a method can end in."""
    kind = method.authorization_type.if_known() or "NONE"
    yield from ("DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED")
    if kind != "NONE" or api.policy.if_known() is not None:
        yield "ACCESS_DENIED"
    if kind in _AUTHORIZERS:
        yield from ("UNAUTHORIZED", "AUTHORIZER_FAILURE", "AUTHORIZER_CONFIGURATION_ERROR")
    if kind == "AWS_IAM":
        yield from ("MISSING_AUTHENTICATION_TOKEN", "INVALID_SIGNATURE", "EXPIRED_TOKEN")
    if method.api_key_required.if_known():
        yield from ("INVALID_API_KEY", "QUOTA_EXCEEDED")
    if method.http_method.if_known() not in _WITHOUT_BODY:
        yield "REQUEST_TOO_LARGE"
    if is_filtered:
        yield "WAF_FILTERED"
    integration = method.integration.if_known()
    integration_type = integration.type.if_known() if integration is not None else None
    if integration_type != "MOCK":
        yield from ("API_CONFIGURATION_ERROR", "INTEGRATION_FAILURE", "INTEGRATION_TIMEOUT")
    if integration_type not in ("AWS_PROXY", "HTTP_PROXY"):
        yield "UNSUPPORTED_MEDIA_TYPE"
    validator = find_validator(wiring, method)
    if validator is not None and validator.validate_request_body.if_known() and method.request_models.if_known():
        yield "BAD_REQUEST_BODY"
    required = [name for name, asked in (method.request_parameters.if_known() or {}).items() if is_required(asked)]
    asks = any(not name.startswith("method.request.path.") for name in required)
    if validator is not None and validator.validate_request_parameters.if_known() and asks:
        yield "BAD_REQUEST_PARAMETERS"


def is_required(value: Json) -> bool:
    """Whether a method's `RequestParameters` says that one is required; templates spell that as text too."""
    return str(value).lower() == "true"


def find_validator(wiring: Wiring, method: Method) -> RequestValidator | None:
    """The validator of a method, or None where it has none or it is not settled which."""
    try:
        return wiring.find(method.request_validator_id.known(), RequestValidator)
    except Unsettled:
        return None


def _has_firewall(wiring: Wiring, api: RestApi) -> bool:
    for association in wiring.all(WebAclAssociation):
        named = read_stage_arn(association.resource_arn.if_known() or "").api
        try:
            if named and wiring.find(named, RestApi) is api:
                return True
        except Unsettled:
            continue
    return False


def _read_headers(response: GatewayResponse) -> Iterator[tuple[str, str | None]]:
    """Name and value of each header; None for a value that hangs on the request or the deployment."""
    for name, value in (response.response_parameters.if_known() or {}).items():
        if name.lower().startswith(GATEWAY_HEADER):
            sent = constant(value)
            yield name[len(GATEWAY_HEADER) :], sent if sent is not None and is_literal(sent) else None


def _render_header(values: Iterable[str | None]) -> Json:
    constants = list(dict.fromkeys(values))
    known = [value for value in constants if value is not None]
    return {"schema": {"type": "string", **({"enum": known} if known and len(known) == len(constants) else {})}}


def _read_bodies(response: GatewayResponse) -> dict[str, Json]:
    """The JSON body by content type, with stand-ins for variables; None for one that is no JSON.

    A Content-Type among the headers stands for that of the template.
    """
    sent = next((value for name, value in _read_headers(response) if name.lower() == "content-type"), None)
    bodies = {}
    for kind, text in (response.response_templates.if_known() or {}).items():
        filled = fill_variables(text.replace(MESSAGE_STRING, json.dumps(_MESSAGE)))
        try:
            bodies[sent or kind] = read_value(filled)
        except UnreadableValue:
            bodies[sent or kind] = None
    return bodies


def _shape(values: list[Json]) -> Json:
    """The JSON schema that all values fit; a message of API Gateway may be null."""
    if all(isinstance(value, Mapping) for value in values):
        names = dict.fromkeys(name for value in values for name in value)
        required = [name for name in names if all(name in value for value in values)]
        properties = {name: _shape([value[name] for value in values if name in value]) for name in names}
        return {"type": "object", "properties": properties, "required": required}
    if all(isinstance(value, list) for value in values):
        items = [item for value in values for item in value]
        return {"type": "array", "items": _shape(items) if items else {}}
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return {"type": ["string", "null"]} if _MESSAGE in values else {"type": "string"}
    return {"type": _SINGLE[kinds.pop()]} if len(kinds) == 1 and kinds <= set(_SINGLE) else {}


_SINGLE: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", float: "number"}
