"""What every node of a wiring has: an address, a label, an origin, what it waits for, what may be allowed on it."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, Final

from wellwired.model.origin import Origin
from wellwired.model.record import Record, record

# Marks a field that only the live account tells: absent in every template.
LIVE: Final[Mapping[str, bool]] = {"derived": True, "live": True}

# A value as JSON spells it; strings in it may be symbolic text (see wellwired.model.text).
Json = Any


@record
class Node(Record):
    """One resource of an API's wiring; two nodes are the same node only if they are the same object.

    address: unique within a wiring: "stack/LogicalId", "stack/LogicalId#GET /items" inside an OpenAPI body, or an ARN.
    physical_id: what `Ref` returns, as symbolic text.
    arn: the resource's ARN as symbolic text, or "".
    depends_on: addresses that exist before this node does: DependsOn and references, direct ones only.
    condition: the name of the undecided condition under which the node exists, or "".
    allow: rule name to reason, from the resource's own metadata.
    """

    address: str
    origin: Origin = field(default_factory=Origin)
    physical_id: str = ""
    arn: str = ""
    depends_on: frozenset[str] = frozenset()
    condition: str = ""
    allow: Mapping[str, str] = field(default_factory=dict)
    resource_type: str = ""

    @property
    def name(self) -> str:
        """The logical id, or the last part of the address."""
        return self.address.partition("/")[2] or self.address

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<{self.label}>"

    @property
    def stack(self) -> str:
        """The stack or template that holds the node."""
        return self.address.partition("/")[0]

    @property
    def label(self) -> str:
        """How a message calls the node: its kind and its name."""
        return f"{type(self).__name__} {self.name}"


@record
class Other(Node):
    """A resource that the model does not describe; kept so that a reference to it is not called dangling."""

    properties: Mapping[str, Json] = field(default_factory=dict)
