"""In which order the resources of one stack are created: what is sure to exist before what."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from wellwired.model.node import Node
from wellwired.model.wiring import Wiring

N = TypeVar("N", bound=Node)


def awaits(wiring: Wiring, node: Node, other: Node) -> bool:
    """Whether `other` is sure to exist before `node` is created, by DependsOn or references, however long the chain.

    A node inside another resource (`stack/Api#GET /items`) is created with that resource.
    """
    return _home(other.address) in _created_before(wiring, node)


def awaits_any(wiring: Wiring, node: Node, types: tuple[str, ...]) -> bool:
    """Whether a resource is sure to exist before `node` whose CloudFormation type begins like one of these."""
    found = (wiring.find_at(address) for address in _created_before(wiring, node))
    return any(other is not None and other.resource_type.startswith(types) for other in found)


def may_coexist(first: Node, second: Node) -> bool:
    """Whether two nodes can be created together: False where undecided conditions may part them."""
    return not first.condition or not second.condition or first.condition == second.condition


def pairs_that_meet(nodes: Iterable[N]) -> Iterator[tuple[N, N]]:
    """Each node that can be created together with an earlier one, with the first of those."""
    seen: list[N] = []
    for node in nodes:
        earlier = next((other for other in seen if may_coexist(other, node)), None)
        if earlier is not None:
            yield earlier, node
        seen.append(node)


def _created_before(wiring: Wiring, node: Node) -> frozenset[str]:
    known = wiring.once(_closures)
    found = known.get(node.address)
    if found is None:
        found = known[node.address] = _walk(wiring, node)
    return found


def _closures(_: Wiring) -> dict[str, frozenset[str]]:
    return {}


def _walk(wiring: Wiring, node: Node) -> frozenset[str]:
    reached: set[str] = set()
    waiting = [*node.depends_on]
    if "#" in node.address:
        waiting.append(node.address)
    while waiting:
        address = _home(waiting.pop())
        if address not in reached:
            reached.add(address)
            found = wiring.find_at(address)
            waiting += found.depends_on if found is not None else ()
    return frozenset(reached)


def _home(address: str) -> str:
    return address.partition("#")[0]
