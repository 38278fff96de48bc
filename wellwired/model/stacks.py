"""Where stacks stand in a deployment: which resource makes one, and which are there before it."""

from typing import NamedTuple


class StackPlace(NamedTuple):
    """The place of one stack.

    made_by: address of the resource that nests it, "" where it is deployed by itself. after: stacks that are there
    before it, because it reads their outputs, or because the app says so.
    """

    made_by: str = ""
    after: frozenset[str] = frozenset()
