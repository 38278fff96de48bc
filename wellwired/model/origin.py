"""Where a node was read: a place in a file, a construct path, or an ARN."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Position(NamedTuple):
    """A place in a text file; both numbers count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a node comes from.

    `positions` maps property paths of the node ("MethodSettings/0/LoggingLevel", as spelled in the file) to
    their places; a reader may fill it lazily. Comparing two origins ignores it.
    """

    file: str = ""
    position: Position | None = None
    construct_path: str = ""
    arn: str = ""
    positions: Mapping[str, Position] = field(default_factory=dict, compare=False, repr=False)

    def find_position(self, property_path: str) -> Position | None:
        """The place of the property, of the nearest property around it, or of the node itself."""
        path = property_path
        while path:
            found = self.positions.get(path)
            if found:
                return found
            path = path.rpartition("/")[0]
        return self.position
