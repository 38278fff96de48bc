"""Property paths of a resource to the places where the file spells them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from wellwired.documents import Block, Items, Source
from wellwired.model.origin import Position

_LONGEST_INDEX: Final = 7


class Place(NamedTuple):
    """Where a resource stands, and the properties to look its settings up in."""

    file: str
    position: Position | None
    properties: Any


class PropertyPlaces(Mapping[str, Position]):
    """Looks a path such as "MethodSettings/0/LoggingLevel" up in a file's data when it is asked for."""

    __slots__ = ("_root",)

    def __init__(self, root: Any) -> None:
        self._root = root

    def __getitem__(self, path: str) -> Position:
        found: Position | None = self.get(path)
        if found is None:
            raise KeyError(path)
        return found

    def get(self, path: str, default: Any = None) -> Any:
        """The place at the end of `path`; most paths that are asked for are not in the file."""
        found = _find(self._root, path.split("/"), getattr(self._root, "source", None))
        return default if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(self._root if isinstance(self._root, dict) else ())

    def __len__(self) -> int:
        return len(self._root) if isinstance(self._root, dict) else 0


def _find(value: Any, path: list[str], source: Source | None) -> Position | None:
    """The place at the end of `path`, unless it leads into another file."""
    if not isinstance(value, Items | Block) or value.source is not source:
        return None
    if isinstance(value, Items):
        index = int(path[0]) if path[0].isdecimal() and len(path[0]) < _LONGEST_INDEX else len(value)
        if index >= len(value):
            return None
        return value.find_position(index) if len(path) == 1 else _find(value[index], path[1:], source)
    if "Fn::If" in value and isinstance(value["Fn::If"], list):  # the path names what one of the branches holds
        return next((place for branch in value["Fn::If"][1:] if (place := _find(branch, path, source))), None)
    for taken in range(1, len(path) + 1):  # a key may hold slashes itself: "application/json"
        key = "/".join(path[:taken])
        if key in value:
            return value.find_position(key) if taken == len(path) else _find(value[key], path[taken:], source)
    return None
