"""Property paths of a resource to the places where the file spells them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from wellwired.model.origin import Position
from wellwired.readers.documents import Block, Items


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
        found = _find(self._root, path.split("/"))
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._root if isinstance(self._root, dict) else ())

    def __len__(self) -> int:
        return len(self._root) if isinstance(self._root, dict) else 0


def _find(value: Any, path: list[str]) -> Position | None:
    if type(value) is Items:
        index = int(path[0]) if path[0].isdigit() and len(path[0]) < len(str(len(value))) + 1 else len(value)
        if index >= len(value):
            return None
        return value.find_position(index) if len(path) == 1 else _find(value[index], path[1:])
    if type(value) is not Block:
        return None
    if "Fn::If" in value and isinstance(value["Fn::If"], list):  # the path names what one of the branches holds
        return next((place for branch in value["Fn::If"][1:] if (place := _find(branch, path))), None)
    for taken in range(1, len(path) + 1):  # a key may hold slashes itself: "application/json"
        key = "/".join(path[:taken])
        if key in value:
            return value.find_position(key) if taken == len(path) else _find(value[key], path[taken:])
    return None
