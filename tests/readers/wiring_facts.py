"""What a wiring says, without where it was read: for comparing spellings."""

from dataclasses import fields
from typing import Any

from wellwired.model.node import Node
from wellwired.model.wiring import Wiring


def facts_of(node: Node) -> dict[str, Any]:
    """Every field of a node but its origin."""
    return {item.name: getattr(node, item.name) for item in fields(node) if item.name != "origin"}


def facts(wiring: Wiring, *, without: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Logical id to what the node says."""
    return {
        node.name: {name: value for name, value in facts_of(node).items() if name not in without}
        for node in wiring.nodes
    }
