"""What the parts of a wiring are called in a sentence: by route, by stage, by the construct or the logical id."""

import re
from typing import Final

from wellwired.comparison.statement import Subject
from wellwired.model.api import Method, Stage
from wellwired.model.node import Node
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import OfApi, Wiring

_CALLED: Final = {"RestApi": "API", "ApiKey": "API key", "WebAcl": "web ACL", "DomainName": "domain"}


def name_of(node: Node) -> str:
    """A resource's own name: its construct below the stack, without the CDK's last part, or its logical id."""
    path = node.origin.construct_path.removesuffix("/Resource").partition("/")[2]
    return display(path or node.name.partition("#")[0])


def call(node: Node) -> str:
    """What a sentence calls a node."""
    if isinstance(node, Method):
        return display(node.route)
    if isinstance(node, Stage):
        return f"stage {display(node.stage_name.if_known() or name_of(node))}"
    kind = type(node).__name__
    return f"{_CALLED.get(kind) or _words(kind)} {name_of(node)}"


def subject_of(node: Node, owner: str = "") -> Subject:
    """A node as the subject of statements."""
    return Subject(call(node), node.origin.file, owner)


def owner_of(wiring: Wiring, node: OfApi) -> str:
    """The API that a node belongs to, "" where that is not settled."""
    try:
        api = wiring.find_api(node)
    except Unsettled:
        return ""
    return call(api) if api is not None else ""


def _words(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
