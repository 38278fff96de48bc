"""The tree of an API's resources: whose child a path is, and what hangs in another API's tree.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.api import Method, Resource, RestApi
from wellwired.model.node import Node, Other
from wellwired.model.order import may_coexist
from wellwired.model.text import find_reference, is_literal
from wellwired.model.wiring import Wiring

ROOT: Final = "RootResourceId"
_VARIABLE: Final = re.compile(r"\{[^{}]+\}")


class Hanging(NamedTuple):
    """What a ParentId or ResourceId names.

    api: whose tree it is in, where that is known. fits: False for what is in no tree at all, such as the API itself.
    """

    node: Node
    api: RestApi | None
    fits: bool


def is_variable(part: str) -> bool:
    """Whether a path part is `{name}` or `{name+}`."""
    return is_literal(part) and _VARIABLE.fullmatch(part) is not None


def is_greedy(part: str) -> bool:
    """Whether a path part is `{name+}`, which takes in everything below."""
    return is_variable(part) and part.endswith("+}")


def families(wiring: Wiring, api: RestApi) -> Iterator[list[tuple[Resource, str]]]:
    """The resources of an API that have one parent, with their path parts; those that are not settled left out."""
    children: dict[str, list[tuple[Resource, str]]] = defaultdict(list)
    for resource in wiring.of_api(Resource, api):
        parent, part = resource.parent_id.if_known(), resource.path_part.if_known()
        if parent is not None and part is not None:
            children[parent].append((resource, part))
    yield from children.values()


def find_earlier(seen: list[Resource], resource: Resource) -> Resource | None:
    """The first of some resources that can exist together with another one."""
    return next((other for other in seen if may_coexist(other, resource)), None)


def find_hanging(wiring: Wiring, text: str | None) -> Hanging | None:
    """What a ParentId or ResourceId names among the nodes, or None where it is none of them or may be anything."""
    named = find_reference(text) if text else None
    node = wiring.find_at(named.address) if named is not None else None
    if named is None or node is None or isinstance(node, Other):
        return None
    if isinstance(node, RestApi):
        return Hanging(node, node, named.attribute == ROOT)
    if isinstance(node, Resource):
        return Hanging(node, wiring.find_api(node), named.attribute in ("", "ResourceId"))
    return Hanging(node, None, fits=False)


def find_stranger(wiring: Wiring, node: Resource | Method, text: str | None) -> Hanging | None:
    """What a node hangs on where that is in no tree, or in the tree of another API than its own."""
    found = find_hanging(wiring, text)
    if found is None or not found.fits:
        return found
    own = wiring.find_api(node)
    return found if own is not None and found.api is not None and found.api is not own else None
