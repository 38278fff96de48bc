"""What an API tells browsers: the preflights that MOCK integrations answer, and which paths answer one at all.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from wellwired.model.api import GatewayResponse, Integration, IntegrationResponse, Method, RestApi
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import find_hole
from wellwired.model.wiring import Wiring

ALLOW_ORIGIN: Final = "access-control-allow-origin"
ALLOW_METHODS: Final = "access-control-allow-methods"
ALLOW_HEADERS: Final = "access-control-allow-headers"
ALLOW_CREDENTIALS: Final = "access-control-allow-credentials"
METHOD_HEADER: Final = "method.response.header."
GATEWAY_HEADER: Final = "gatewayresponse.header."
# Verbs that a browser sends whatever a preflight lists: https://fetch.spec.whatwg.org/#cors-safelisted-method
SIMPLE_VERBS: Final = ("GET", "HEAD", "POST")
# Gateway responses for routes that are not there: no page calls one, but by mistake.
NO_ROUTE_RESPONSES: Final = ("MISSING_AUTHENTICATION_TOKEN", "RESOURCE_NOT_FOUND")
_MAPPED: Final = ("integration.response.", "context.", "stageVariables.", "method.request.")
_STATUS: Final = re.compile(r"""["']?statusCode["']?\s*:\s*["']?(\d{3})\b""")


class Preflight(NamedTuple):
    """An OPTIONS method that API Gateway answers itself, with CORS headers.

    headers: lower-case name to what is sent, as symbolic text without the quotes of a mapping expression; None where
    it is taken from the request. spelled: lower-case name to the key in the template. place: the property path of
    the mapping that holds them. may_override: whether a template may set headers as well. unquoted: lower-case names
    of those that lack the quotes of a constant.
    """

    method: Method
    headers: Mapping[str, str | None]
    spelled: Mapping[str, str]
    place: str
    may_override: bool
    unquoted: frozenset[str] = frozenset()

    def place_of(self, header: str) -> str:
        """The property path of a header, or of the mapping where it is absent."""
        return f"{self.place}/{self.spelled[header]}" if header in self.spelled else self.place

    def listed(self, header: str) -> frozenset[str]:
        """The items of a header that holds a list, names of headers in lower case; none where it is absent.

        Verbs stay as they are spelled, for browsers compare them so.
        Raises `Unsettled` where the value hangs on the request or on something unknown.
        """
        value = self.headers.get(header, "")
        reason = "it is taken from the request" if value is None else find_hole(value)
        if value is None or reason:
            raise Unsettled(f"{self.spelled[header]} of {self.method.label}: {reason}")
        items = value if header == ALLOW_METHODS else value.lower()
        return frozenset(item.strip() for item in items.split(",") if item.strip())


@dataclass(slots=True)
class Cors:
    """What one API tells browsers. routes: methods other than OPTIONS, by path. preflights: by path.

    unsettled: why some path is not known, or "".
    """

    routes: dict[str, list[Method]] = field(default_factory=lambda: defaultdict(list))
    preflights: dict[str, Preflight] = field(default_factory=dict)
    unsettled: str = ""
    _answered: set[str] = field(default_factory=set)
    _greedy: set[str] = field(default_factory=set)

    @property
    def is_announced(self) -> bool:
        """Whether any preflight lets an origin in."""
        return any(ALLOW_ORIGIN in preflight.headers for preflight in self.preflights.values())

    def answers(self, path: str) -> bool:
        """Whether an OPTIONS request for a path finds a method: its own, or that of a greedy path above it."""
        if path in self._answered:
            return True
        parts = path.split("/")
        return any("/".join(parts[:count]) in self._greedy for count in range(1, len(parts)))

    def add(self, method: Method, preflight: Preflight | None) -> None:
        """Take one more method in, with the preflight that it is, if it is one."""
        path, verb = method.path.known(), method.http_method.known()
        if path is None or verb is None:
            return
        if verb in ("OPTIONS", "ANY"):
            self._answered.add(path)
            parent, _, last = path.rpartition("/")
            if last.endswith("+}"):
                self._greedy.add(parent)
        if verb != "OPTIONS":
            self.routes[path].append(method)
            return
        if preflight is not None:
            self.preflights[path] = preflight


def read_cors(wiring: Wiring, api: RestApi) -> Cors:
    """What an API tells browsers, indexed once a wiring."""
    return wiring.once(_index).get(id(api)) or Cors()


def find_preflight(wiring: Wiring, method: Method) -> Preflight | None:
    """The preflight that a method is, or None where it is another method or sets no CORS header."""
    return wiring.once(_read_preflights).get(id(method))


def _read_preflights(wiring: Wiring) -> dict[int, Preflight]:
    """The preflights among the nodes, by the method's identity."""
    read = ((method, _read_preflight(method)) for method in wiring.all(Method))
    return {id(method): preflight for method, preflight in read if preflight is not None}


def _read_preflight(method: Method) -> Preflight | None:
    integration = method.integration.if_known()
    if method.http_method.if_known() != "OPTIONS" or integration is None or integration.type.if_known() != "MOCK":
        return None
    answer = find_answer(integration)
    if answer is None:
        return None
    index, response = answer
    parameters = response.response_parameters.if_known() or {}
    spelled = {name.removeprefix(METHOD_HEADER).lower(): name for name in parameters if name.startswith(METHOD_HEADER)}
    if not any(name.startswith("access-control-") for name in spelled):
        return None
    return Preflight(
        method,
        {name: constant(parameters[key]) for name, key in spelled.items()},
        spelled,
        f"Integration/IntegrationResponses/{index}/ResponseParameters",
        _may_override(response),
        frozenset(name for name, key in spelled.items() if _lacks_quotes(parameters[key])),
    )


def find_answer(integration: Integration) -> tuple[int, IntegrationResponse] | None:
    """The response that a MOCK gives, with its place in the list; None where there is none for its status.

    API Gateway takes the response whose pattern fits the status of the request template, else the default one,
    which has no pattern.
    """
    status = find_template_status(integration)
    responses = integration.integration_responses.if_known() or ()
    default = None
    for index, response in enumerate(responses):
        pattern = response.selection_pattern.if_known()
        if not pattern and not response.selection_pattern.is_unknown:
            default = default or (index, response)
        elif pattern and status and _fits(pattern, status):
            return index, response
    return default


def find_template_status(integration: Integration) -> str | None:
    """The status that the request template of a MOCK sets for JSON, or None where it sets none that can be read."""
    template = (integration.request_templates.if_known() or {}).get("application/json")
    found = _STATUS.search(template) if template else None
    return found[1] if found else None


def constant(value: str) -> str | None:
    """What a response parameter sends, without its quotes; None where it is mapped from the request or answer."""
    text = value.strip()
    if text.startswith(_MAPPED):
        return None
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "'" else text


def is_constant_unquoted(value: str) -> bool:
    """Whether a response parameter is text without the single quotes that make it one; `Unsettled` on a hole."""
    if not _lacks_quotes(value):
        return False
    reason = find_hole(value)
    if reason:
        raise Unsettled(reason)
    return True


def sets_origin(response: GatewayResponse) -> bool:
    """Whether a gateway response tells a browser that it may be read."""
    return any(name.lower() == GATEWAY_HEADER + ALLOW_ORIGIN for name in response.response_parameters.or_default({}))


def _lacks_quotes(value: str) -> bool:
    text = value.strip()
    return not (text.startswith(_MAPPED) or (len(text) > 1 and text[0] == text[-1] == "'"))


def _index(wiring: Wiring) -> dict[int, Cors]:
    found: dict[int, Cors] = {}
    for api in wiring.all(RestApi):
        cors = found[id(api)] = Cors()
        for method in wiring.of_api(Method, api):
            reason = _find_doubt((method.path, method.http_method))
            if reason:
                cors.unsettled = reason
            else:
                cors.add(method, find_preflight(wiring, method))
    return found


def _find_doubt(settings: Iterable[Setting[str]]) -> str:
    return next((setting.reason for setting in settings if setting.is_unknown), "")


def _may_override(response: IntegrationResponse) -> bool:
    """Whether the answer's template may set headers.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
    """
    if response.response_templates.is_unknown:
        return True
    return any("responseOverride" in text for text in (response.response_templates.if_known() or {}).values())


def _fits(pattern: str, status: str) -> bool:
    try:
        return re.fullmatch(pattern, status) is not None
    except re.error:
        return False
