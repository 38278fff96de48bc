"""What only a live account can tell: that something which is named is not there.

No template makes these nodes, so the rules that take them are silent on templates.
"""

from wellwired.model.node import Node
from wellwired.model.record import record


@record
class Gone(Node):
    """Something that a live resource names and AWS says does not exist.

    kind: "function", "alias", "version", "role", "topic" or "deployment". named: as it is spelled.
    named_by: addresses of the nodes that name it. property: where the first of them does.
    """

    kind: str
    named: str
    named_by: tuple[str, ...]
    property: str = ""
