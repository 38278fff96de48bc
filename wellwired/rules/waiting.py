"""How one resource is made to wait for others, wherever these are."""

from collections.abc import Iterable

from wellwired.model.node import Node
from wellwired.model.order import find_waiting_pair
from wellwired.model.wiring import Wiring
from wellwired.rules.invoke_reports import join_labels


def ask_to_wait(wiring: Wiring, node: Node, others: Iterable[Node]) -> str:
    """What to write so that `node` waits for the others: between nested stacks the resources that nest them wait."""
    waiting: dict[str, list[str]] = {}
    later: list[str] = []
    for other in others:
        pair = find_waiting_pair(wiring, node, other)
        if pair is None:
            later.append(other.stack)
        else:
            waiting.setdefault(pair[0], []).append(pair[1])
    said = [f"let {name} depend on {join_labels(awaited)}" for name, awaited in waiting.items()]
    if later:
        said.append(f"make a {type(node).__name__} that comes after stack {join_labels(later)}")
    return ", and ".join(said)
