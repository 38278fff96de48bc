"""How long a function may run, and how long API Gateway waits for it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from typing import NamedTuple

from wellwired.facts import FUNCTION_TIMEOUT_DEFAULT_S, INTEGRATION_TIMEOUT_MAX_MS
from wellwired.model.api import Integration, Method
from wellwired.model.compute import Function
from wellwired.model.invocations import callers_of
from wellwired.model.wiring import Wiring


class Wait(NamedTuple):
    """A method that waits for a function, and for how many milliseconds at most."""

    method: Method
    limit_ms: int


class Patience(NamedTuple):
    """How many milliseconds a function may run, and the methods that wait for it."""

    runs_ms: int
    waits: tuple[Wait, ...]


class LongTimeout(NamedTuple):
    """An integration timeout above 29 s. is_edge: whether the API is edge-optimised, where no quota raises it."""

    timeout_ms: int
    is_edge: bool


def find_patience(wiring: Wiring, function: Function) -> Patience:
    """A function's time and that of the methods in front of it; none of them where the response is streamed."""
    waits: list[Wait] = []
    for caller in callers_of(wiring, function):
        integration = caller.integration.known() if isinstance(caller, Method) else None
        if isinstance(caller, Method) and integration is not None and not _streams(integration):
            waits.append(Wait(caller, integration.timeout_in_millis.or_default(INTEGRATION_TIMEOUT_MAX_MS)))
    runs_s = function.timeout.or_default(FUNCTION_TIMEOUT_DEFAULT_S) if waits else 0
    return Patience(runs_s * 1000, tuple(waits))


def find_long_timeout(wiring: Wiring, method: Method) -> LongTimeout | None:
    """The timeout of a method's integration where it is above 29 s and the response is not streamed."""
    integration = method.integration.known()
    if integration is None:
        return None
    timeout_ms = integration.timeout_in_millis.known()
    if timeout_ms is None or timeout_ms <= INTEGRATION_TIMEOUT_MAX_MS or _streams(integration):
        return None
    api = wiring.find_api(method)
    if api is None:
        return LongTimeout(timeout_ms, is_edge=False)
    endpoint = api.endpoint_configuration.known()
    return LongTimeout(timeout_ms, is_edge=endpoint is None or "EDGE" in endpoint.types.or_default(("EDGE",)))


def _streams(integration: Integration) -> bool:
    return integration.response_transfer_mode.known() == "STREAM"
