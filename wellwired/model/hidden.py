"""What may make resources that nobody can see from here: absence is then no proof."""

from typing import Final

from wellwired.model.node import Node, Other
from wellwired.model.wiring import Wiring

# How readers begin their notes about what brings in resources of its own.
_MAKERS: Final = ("Transform", "Fn::Transform among", "Fn::ForEach")
_OPAQUE: Final = ("AWS::CloudFormation::Stack", "AWS::CloudFormation::CustomResource", "AWS::Serverless::", "Custom::")


def find_hidden_maker(wiring: Wiring) -> str:
    """Why the wiring may hold resources that were not read (a macro, an unsettled loop), or ""."""
    return next((f"{note.what}: {note.reason}" for note in wiring.unplaced if note.what.startswith(_MAKERS)), "")


def find_opaque_user(wiring: Wiring, node: Node) -> str:
    """What is handed a node and may do anything with it (a stack that was not read, a custom resource), or ""."""
    for other in wiring.all(Other):
        opaque = other.resource_type.startswith(_OPAQUE) and node.address in other.depends_on
        if opaque and f"{other.stack}.{other.name}" not in wiring.once(_stacks):
            return f"{other.name} ({other.resource_type})"
    return ""


def _stacks(wiring: Wiring) -> frozenset[str]:
    """The stacks that were read; a nested one is called after its parent and its resource there."""
    return frozenset(node.stack for node in wiring.nodes)
