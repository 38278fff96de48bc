"""Which origins a function's answers let in, and what the preflight of its path promised.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from collections.abc import Iterator
from typing import NamedTuple

from wellwired.model.api import Method
from wellwired.model.compute import Function
from wellwired.model.invocations import read_invocations
from wellwired.model.preflight import ALLOW_ORIGIN, Preflight, read_cors
from wellwired.model.python_shape import Shape
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring


class Promise(NamedTuple):
    """A route that a function answers by proxy, and the preflight of its path, which lets an origin in."""

    route: Method
    preflight: Preflight


def find_promise(wiring: Wiring, function: Function) -> Promise | None:
    """The first route whose answers browsers wait for, or None."""
    for invocation in read_invocations(wiring).of(function):
        route = invocation.caller
        if not isinstance(route, Method) or not _is_proxy(route):
            continue
        preflight = read_cors(wiring, invocation.api).preflights.get(route.path.if_known() or "")
        if preflight is not None and ALLOW_ORIGIN in preflight.headers:
            return Promise(route, preflight)
    return None


def origins_of(response: Shape) -> tuple[object, ...] | None:
    """What a returned mapping can set Access-Control-Allow-Origin to: constants, or None for what is not settled.

    () where it certainly sets no such header; None where nobody knows whether it does.
    """
    names = [name for name in ("headers", "multiValueHeaders") if name in response.keys]
    if response.open and len(names) < 2:
        return None
    found: list[object] = []
    for name in names:
        for headers in response.keys[name]:
            if headers.kind == "none":
                continue
            if headers.kind != "mapping":
                return None
            origins = list(_origins(headers))
            if not origins and headers.open:
                return None
            found += origins
    return tuple(found)


def _origins(headers: Shape) -> Iterator[object]:
    for name, values in headers.keys.items():
        if name.lower() == ALLOW_ORIGIN:
            yield from (value.value if value.kind == "text" else None for value in values or (Shape("anything"),))


def _is_proxy(method: Method) -> bool:
    try:
        integration = method.integration.known()
        return integration is not None and integration.type.known() == "AWS_PROXY"
    except Unsettled:
        return False
