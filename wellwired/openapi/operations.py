"""The methods of an API as the operations of its document."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Final

from wellwired.model.api import Method, MethodResponse, RestApi
from wellwired.model.json_schema import read_schema
from wellwired.model.node import Json
from wellwired.model.preflight import METHOD_HEADER
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.openapi.errors import GatewayErrors, find_validator, is_required
from wellwired.openapi.schemas import Schemas
from wellwired.openapi.security import Security
from wellwired.openapi.unknowns import Unknowns
from wellwired.openapi.written import Written

# ANY stands for these; OPTIONS is the browser's affair.
VERBS: Final = ("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH")
_PATH: Final = re.compile(r"/|(/([^{}/]+|\{[^{}/]+\}))+")
_VARIABLE: Final = re.compile(r"\{([^{}+]+)\+?\}")
_PARAMETER: Final = re.compile(r"method\.request\.(?:multivalue)?(querystring|header)\.(.+)")
_PLACES: Final = {"querystring": "query", "header": "header"}
# OpenAPI has no parameters of these names: https://spec.openapis.org/oas/v3.0.3#fixed-fields-10
_NAMED_ELSEWHERE: Final = ("accept", "content-type", "authorization")
_STATUS: Final = re.compile(r"[1-5][0-9]{2}")
_INLINE: Final = "inline"  # how the reader of bodies calls the model of a schema that is written in place
_SILENT: Final = {"description": "The function's answer; the API does not declare what it is."}


class Operations:
    """Writes the operations of one API; what they share is collected in the parts that it is given."""

    def __init__(self, wiring: Wiring, api: RestApi, schemas: Schemas, unknowns: Unknowns) -> None:
        self._wiring = wiring
        self._api = api
        self._schemas = schemas
        self._unknowns = unknowns
        self._ids: set[str] = set()
        self.security = Security(wiring, api, unknowns)
        self.errors = GatewayErrors(wiring, api, schemas, unknowns)

    def paths(self) -> dict[str, Json]:
        """Every path with its operations, in the order of their names; preflights are left out."""
        by_route: dict[tuple[str, str], Method] = {}
        anys: dict[str, Method] = {}
        for method in self._wiring.of_api(Method, self._api):
            path = self._unknowns.read_text(method.path, f"path of {method.label}")
            verb = self._unknowns.read(method.http_method, f"method of {method.label}", "")
            if path and not _PATH.fullmatch(path):
                self._unknowns.add(f"path {path}", "API Gateway takes no such path")
                continue
            if path and verb == "ANY":
                anys[path] = method
            elif path and verb in (*VERBS, "OPTIONS") and not _is_preflight(method):
                by_route[path, verb] = method
        for path, method in anys.items():
            for verb in VERBS:
                by_route.setdefault((path, verb), method)
        paths: dict[str, Json] = {}
        for path, verb in sorted(by_route, key=lambda route: (route[0], (*VERBS, "OPTIONS").index(route[1]))):
            spelled = _VARIABLE.sub(r"{\1}", path)
            paths.setdefault(spelled, {})[verb.lower()] = self._operation(by_route[path, verb], path, verb)
        return paths

    def _operation(self, method: Method, path: str, verb: str) -> Json:
        written = Written(self._api, method)
        operation: dict[str, Json] = dict(written.words)
        name = self._unknowns.read_text(method.operation_name, f"name of {method.route}")
        if method.http_method.if_known() == "ANY" and name:
            name = f"{name}{verb.capitalize()}"
        if name and name not in self._ids:
            self._ids.add(name)
            operation["operationId"] = name
        scopes = self.security.scopes_of(method)
        if scopes:
            asked = f"The access token must have one of the scopes: {', '.join(scopes)}."
            operation["description"] = "\n\n".join(filter(None, (operation.get("description"), asked)))
        parameters = list(self._parameters(method, path, written))
        if parameters:
            operation["parameters"] = parameters
        body = self._request_body(method, verb, written)
        if body:
            operation["requestBody"] = body
        operation["responses"] = self._responses(method, written)
        security = self.security.refer(method)
        if security:
            operation["security"] = security
        return operation

    def _parameters(self, method: Method, path: str, written: Written) -> Iterator[Json]:
        for match in _VARIABLE.finditer(path):
            greedy = {"description": "The rest of the path, slashes included."} if match[0].endswith("+}") else {}
            yield self._parameter("path", match[1], greedy, written, required=True)
        declared = self._unknowns.read(method.request_parameters, f"parameters of {method.route}", {})
        for name, required in declared.items():
            found = _PARAMETER.fullmatch(name)
            if found and not (found[1] == "header" and found[2].lower() in _NAMED_ELSEWHERE):
                yield self._parameter(_PLACES[found[1]], found[2], {}, written, required=is_required(required))

    def _parameter(self, place: str, name: str, own: dict[str, Json], written: Written, *, required: bool) -> Json:
        said = written.find_parameter(place, name)
        schema = self._schemas.spell(said.get("schema") or {}, f"parameter {name}") or {"type": "string"}
        described = said.get("description")
        words = {"description": described} if isinstance(described, str) else own
        return {"name": name, "in": place, **words, "required": required, "schema": schema}

    def _request_body(self, method: Method, verb: str, written: Written) -> Json:
        models = self._unknowns.read(method.request_models, f"request models of {method.route}", {})
        if verb in ("GET", "HEAD") or not models:
            return None
        content = {}
        has_members = False
        for kind, name in models.items():
            if kind == "$default" and len(models) > 1:
                continue
            if name == _INLINE and method.in_body:
                declared = written.find_body(kind)
                spelled = self._schemas.spell(declared, f"body of {method.route}")
            else:
                declared = self._schemas.find_schema(name)
                spelled = self._schemas.refer(name, _body_name(method, verb))
            content["*/*" if kind == "$default" else kind] = {"schema": spelled} if spelled else {}
            has_members = has_members or _requires_members(declared)
        validator = find_validator(self._wiring, method)
        is_checked = validator is not None and validator.validate_request_body.if_known() is True
        return {"required": is_checked and has_members, "content": content}

    def _responses(self, method: Method, written: Written) -> dict[str, Json]:
        found: dict[str, Json] = {}
        for response in self._unknowns.read(method.method_responses, f"responses of {method.route}", ()):
            status = self._unknowns.read(response.status_code, f"a status of {method.route}", "")
            if _STATUS.fullmatch(status):
                found[status] = self._response(method, status, response, written)
        for status, reference in self.errors.refer(method).items():
            if status in found:
                shared = self.errors.responses[reference["$ref"].rpartition("/")[2]]
                found[status]["content"] = {**shared.get("content", {}), **found[status].get("content", {})}
            else:
                found[status] = reference
        if not any(status.startswith("2") or status == "default" for status in found):
            found["default"] = _SILENT
        return {status: found[status] for status in sorted(found)}

    def _response(self, method: Method, status: str, response: MethodResponse, written: Written) -> Json:
        what = f"response {status} of {method.route}"
        words, schemas = written.find_response(status)
        rendered: dict[str, Json] = {"description": words or _phrase(status)}
        parameters = self._unknowns.read(response.response_parameters, f"headers of {what}", {})
        names = sorted(name.removeprefix(METHOD_HEADER) for name in parameters if name.startswith(METHOD_HEADER))
        headers = {name: {"schema": {"type": "string"}} for name in names if name.lower() != "content-type"}
        if headers:
            rendered["headers"] = headers
        models = self._unknowns.read(response.response_models, f"models of {what}", {})
        content = {
            kind: {"schema": schema} if (schema := self._schemas.refer(name, f"{_body_name(method)}{status}")) else {}
            for kind, name in models.items()
        }
        content |= {kind: {"schema": self._schemas.spell(schema, what)} for kind, schema in schemas.items() if schema}
        if content:
            rendered["content"] = content
        return rendered


def _is_preflight(method: Method) -> bool:
    integration = method.integration.if_known()
    is_mock = integration is not None and integration.type.if_known() == "MOCK"
    return is_mock and method.http_method.if_known() == "OPTIONS"


def _requires_members(schema: Json) -> bool:
    try:
        return read_schema(schema).requires_members
    except Unsettled:
        return False


def _body_name(method: Method, verb: str = "") -> str:
    words = re.findall("[A-Za-z0-9]+", f"{verb or method.http_method.if_known()} {method.path.if_known()}")
    return "".join(word.capitalize() if word.isupper() else word[:1].upper() + word[1:] for word in words) + "Body"


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return f"Status {status}"
