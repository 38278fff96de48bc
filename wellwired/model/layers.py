"""What the layers of a function bring: the Python modules below /opt/python that its code can import.

Source: https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html
"""

from typing import NamedTuple

from wellwired.model.compute import Function, LayerVersion
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring


class Layered(NamedTuple):
    """Top-level modules in the layers that are at hand, and why there may be others: "" where there are none."""

    modules: frozenset[str]
    others: str


def find_layered(wiring: Wiring, function: Function) -> Layered:
    """The modules that the layers of a function bring."""
    modules: frozenset[str] = frozenset()
    others = ""
    try:
        for text in function.layers.known() or ():
            layer = wiring.find(text, LayerVersion)
            held = layer.modules if layer is not None else None
            modules |= (held.if_known() if held is not None else None) or frozenset()
            if held is None or not held.is_known:
                others = "a layer that is not read here"
    except Unsettled as unsettled:
        others = unsettled.reason
    return Layered(modules, others)
