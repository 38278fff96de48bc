"""How the routes of an API ask who calls, and which of them ask less than the rest.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

from enum import Enum
from typing import Final

from wellwired.model.api import Method, RestApi
from wellwired.model.node import Json
from wellwired.model.policy import statements
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

# Last parts of paths that are open by custom: probes, documents, and the ways in.
_OPEN_BY_CUSTOM: Final = frozenset(
    {
        "health",
        "healthz",
        "healthcheck",
        "health-check",
        "live",
        "livez",
        "ready",
        "readyz",
        "ping",
        "status",
        "version",
    }
    | {"login", "logout", "signin", "signup", "register", "token", "refresh", "callback", "oauth", "oauth2", "auth"}
    | {
        "docs",
        "swagger",
        "openapi.json",
        "openapi.yaml",
        "favicon.ico",
        "robots.txt",
        "jwks.json",
        "webhook",
        "webhooks",
    }
)
_READING: Final = ("GET", "HEAD")


class Guard(Enum):
    """What a method asks for."""

    NOBODY = "nothing"
    KEY = "an API key"
    AUTHORIZER = "an authorizer or a signature"


def find_guard(method: Method) -> Guard:
    """What one method asks for; a key beside an authorizer counts as the authorizer."""
    if method.authorization_type.or_default("NONE") != "NONE":
        return Guard.AUTHORIZER
    return Guard.KEY if method.api_key_required.or_default(False) else Guard.NOBODY


def read_guards(wiring: Wiring, api: RestApi) -> "Guards":
    """The guards of an API's routes, read once a wiring."""
    made = wiring.once(_index)
    if id(api) not in made:
        raise Unsettled(f"what the routes of {api.label} ask for is not settled")
    return made[id(api)]


class Guards:
    """What the routes of one API ask for."""

    def __init__(self, wiring: Wiring, api: RestApi) -> None:
        self._narrowed = _is_narrowed(api.policy.known())
        routes = [method for method in wiring.of_api(Method, api) if _is_route(method)]
        found = [find_guard(method) for method in routes]
        self.count = sum(guard is not Guard.NOBODY for guard in found)
        self._asking = sum(guard is Guard.AUTHORIZER for guard in found)
        self._total = len(found)

    def judges(self, method: Method) -> bool:
        """Whether a method is one that should ask."""
        if self._narrowed or not _is_route(method):
            return False
        parts = (method.path.known() or "").lower().strip("/").split("/")
        return parts[-1] not in _OPEN_BY_CUSTOM and ".well-known" not in parts

    @property
    def all_but_one_ask(self) -> bool:
        """Whether every route but one asks an authorizer."""
        return self._asking == self._total - 1 > 0

    def outnumber(self, method: Method) -> bool:
        """Whether an open method stands out: some route asks, and for a reading one no fewer than do not."""
        reading = method.http_method.known() in _READING
        return self.count > 0 and (not reading or self.count * 2 >= self._total)


def _index(wiring: Wiring) -> dict[int, Guards]:
    found: dict[int, Guards] = {}
    for api in wiring.all(RestApi):
        try:
            found[id(api)] = Guards(wiring, api)
        except Unsettled:
            continue
    return found


def _is_route(method: Method) -> bool:
    integration = method.integration.known()
    return method.http_method.known() != "OPTIONS" and (integration is None or integration.type.known() != "MOCK")


def _is_narrowed(policy: Json | None) -> bool:
    """Whether a resource policy lets only some call: by a condition, a Deny, or by naming who."""
    found = list(statements(policy))
    return any(
        statement.get("Effect") == "Deny" or statement.get("Condition") or statement.get("Principal") not in _ANYBODY
        for statement in found
    )


_ANYBODY: Final = ("*", {"AWS": "*"}, {"AWS": ["*"]})
