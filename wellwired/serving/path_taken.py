"""The way of a request through the drawing of its wiring: which boxes and wires it took, and where it broke."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from wellwired.gateway.exchange import Exchange, Verdict
from wellwired.gateway.gateway import INTEGRATION_STEP
from wellwired.model.node import Node
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring, expand_stage_variables
from wellwired.reports.drawing import Drawing
from wellwired.reports.relations import CLIENT


@dataclass(frozen=True, slots=True)
class PathTaken:
    """Ids of elements in the drawing. broken: those at which the request was refused."""

    taken: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def find_path(exchange: Exchange, wiring: Wiring, drawing: Drawing, prefix: str) -> PathTaken:
    """The path of an exchange; prefix: of the ids in the drawing."""
    number = {address: place for place, box in enumerate(drawing.boxes) for address in box.addresses}
    places = list(dict.fromkeys(number[end] for end in _addresses(exchange, wiring) if end in number))
    boxes = [f"{prefix}b{place}" for place in places]
    keys = [drawing.boxes[place].key for place in places]
    steps = set(pairwise(keys))
    wires = {
        (wire.source, wire.target): f"{prefix}w{place}"
        for place, wire in enumerate(drawing.wires)
        if (wire.source, wire.target) in steps
    }
    is_refused = any(step.verdict is Verdict.REFUSED for step in exchange.steps)
    last = wires.get((keys[-2], keys[-1])) if len(keys) > 1 else None
    broken = (*boxes[-1:], *([last] if last else [])) if is_refused else ()
    return PathTaken((*boxes, *wires.values()), broken)


def _addresses(exchange: Exchange, wiring: Wiring) -> Iterator[str]:
    if exchange.api is None:
        return
    yield f"{CLIENT}:{exchange.api.address}"
    yield exchange.api.address
    if exchange.stage is not None:
        yield exchange.stage.address
    if exchange.method is not None:
        yield exchange.method.address
    if any(step.name == INTEGRATION_STEP for step in exchange.steps):
        function = _find_function(exchange, wiring)
        if function is not None:
            yield function.address


def _find_function(exchange: Exchange, wiring: Wiring) -> Node | None:
    try:
        integration = exchange.method.integration.known() if exchange.method is not None else None
        uri = integration.uri.known() if integration is not None else None
        if exchange.stage is None or not uri:
            return None
        spelled = expand_stage_variables(uri, exchange.stage.variables)
        target = wiring.find_target(spelled) if spelled else None
    except Unsettled:
        return None
    return target.function if target is not None else None
