"""Which serverless resource an expanded one was made from, and where the route of an event stands."""

from collections.abc import Iterator
from typing import Any, Final

from wellwired.documents import Block
from wellwired.readers.openapi_operations import PREFIX

_PREFIX: Final = "AWS::Serverless::"
# Resources that the translator makes for events which name no API of their own.
_IMPLICIT: Final = ("ServerlessRestApi", "ServerlessHttpApi", "ServerlessDeploymentApplication")


def find_origin(name: str, resource: Any, written: Block) -> str | None:
    """The logical id, in the file, of what `name` was made from; None where it is the resource itself."""
    if name in written and _type_of(written[name]) == (resource.get("Type") if isinstance(resource, dict) else ""):
        return None
    serverless = [own for own, block in written.items() if _type_of(block).startswith(_PREFIX)]
    longest = max((own for own in serverless if name.startswith(own)), key=len, default=None)
    if longest is not None or not name.startswith(_IMPLICIT):
        return longest or next(iter(serverless), None)
    return next((own for own in serverless if any(True for _ in _events(written[own]))), next(iter(serverless), None))


def mark_routes(expanded: Block, written: Block) -> None:
    """Give every operation that an event made the place of that event."""
    routes = {route: place for own in written.values() for route, place in _events(own)}
    for resource in expanded.values():
        properties = resource.get("Properties") if isinstance(resource, Block) else None
        body = properties.get("Body") if isinstance(properties, Block) else None
        paths = body.get("paths") if isinstance(body, Block) else None
        for path, item in paths.items() if isinstance(paths, Block) else ():
            for verb in item if isinstance(item, Block) else ():
                if (path, verb) in routes:
                    item.offsets[verb] = routes[path, verb]


def _events(resource: Any) -> Iterator[tuple[tuple[str, str], int]]:
    """The API events of a serverless function: path and verb, and the offset of the event's name."""
    properties = resource.get("Properties") if isinstance(resource, Block) else None
    events = properties.get("Events") if isinstance(properties, Block) else None
    if not isinstance(events, Block):
        return
    for name, event in events.items():
        given = event.get("Properties") if isinstance(event, Block) and event.get("Type") == "Api" else None
        path, verb = (given.get("Path"), given.get("Method")) if isinstance(given, Block) else (None, None)
        if isinstance(path, str) and isinstance(verb, str):
            spelled = f"{PREFIX}any-method" if verb.lower() in ("any", "*") else verb.lower()
            yield (path, spelled), events.offsets.get(name, 0)


def _type_of(block: Any) -> str:
    kind = block.get("Type") if isinstance(block, dict) else None
    return kind if isinstance(kind, str) else ""
