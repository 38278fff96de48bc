"""In which order resources are created: what is sure to exist before what, in one stack, those it nests, and others.

A nested stack begins when what its resource waits for is there, and that resource is there when the whole stack is.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from wellwired.model.node import Node
from wellwired.model.wiring import Wiring

N = TypeVar("N", bound=Node)


def awaits(wiring: Wiring, node: Node, other: Node) -> bool:
    """Whether `other` is sure to exist before `node` is created, by DependsOn or references, however long the chain.

    A node inside another resource (`stack/Api#GET /items`) is created with that resource.
    """
    return _is_among(other, _created_before(wiring, node))


def are_made_together(wiring: Wiring, first: Node, second: Node) -> bool:
    """Whether one deployment makes two nodes: they are in one stack, or in stacks that nest one another."""
    return find_waiting_pair(wiring, first, second) is not None


def find_waiting_pair(wiring: Wiring, first: Node, second: Node) -> tuple[str, str] | None:
    """The resources of the innermost stack around two nodes of which one has to wait for the other, by logical id.

    None where the stacks of the nodes are deployed apart.
    """
    names = dict(_chain(wiring, first.address))
    return next(((names[stack], name) for stack, name in _chain(wiring, second.address) if stack in names), None)


def awaits_any(wiring: Wiring, node: Node, types: tuple[str, ...]) -> bool:
    """Whether a resource is sure to exist before `node` whose CloudFormation type begins like one of these.

    A nested stack that was read counts as the resources in it.
    """
    before, nested = _created_before(wiring, node), wiring.once(_nested)
    return any(
        other.resource_type.startswith(types) and other.address not in nested and _is_among(other, before)
        for other in wiring.nodes
    )


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


def _is_among(node: Node, before: frozenset[str]) -> bool:
    return _home(node.address) in before or _whole(node.stack) in before


def _walk(wiring: Wiring, node: Node) -> frozenset[str]:
    """Addresses, and whole stacks, that are there before a node."""
    nested = wiring.once(_nested)
    reached: set[str] = set()
    waiting = [*node.depends_on, *_before(wiring, node.stack)]
    if "#" in node.address:
        waiting.append(node.address)
    while waiting:
        address = _home(waiting.pop())
        if address in reached:
            continue
        reached.add(address)
        found = wiring.find_at(address)
        waiting += found.depends_on if found is not None else ()
        if wiring.stacks:
            waiting += nested.get(address, ())
            waiting += _before(wiring, address.partition("/")[0])
    return frozenset(reached)


def _before(wiring: Wiring, stack: str) -> Iterator[str]:
    """What is there before a stack begins."""
    place = wiring.stacks.get(stack)
    if place is not None:
        yield from map(_whole, place.after)
        maker = wiring.find_at(place.made_by)
        if maker is not None:
            yield from maker.depends_on
            yield from _before(wiring, maker.stack)


def _nested(wiring: Wiring) -> dict[str, list[str]]:
    """The stacks that are whole as soon as the resource that nests them, or the stack around them, is."""
    nested: dict[str, list[str]] = {}
    for stack, place in wiring.stacks.items():
        if place.made_by:
            for outer in (place.made_by, _whole(place.made_by.partition("/")[0])):
                nested.setdefault(outer, []).append(_whole(stack))
    return nested


def _chain(wiring: Wiring, address: str) -> Iterator[tuple[str, str]]:
    """The stack and the name of a resource, then of the one that nests that stack, and so on."""
    while address:
        stack, _, name = _home(address).partition("/")
        yield stack, name
        place = wiring.stacks.get(stack)
        address = place.made_by if place is not None else ""


def _whole(stack: str) -> str:
    """What stands for a stack that is there with all its resources; no node has this address."""
    return f"{stack}/"


def _home(address: str) -> str:
    return address.partition("#")[0]
