"""What only an account tells of an API: what has gone since, what is not deployed, what is used up."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from wellwired.model.api import Deployment, Method
from wellwired.model.compute import Alias, Function
from wellwired.model.live import Gone
from wellwired.model.node import Node
from wellwired.model.plans import UsagePlanKey
from wellwired.model.setting import known
from wellwired.model.wiring import Wiring


def nothing_more(wiring: Wiring) -> Wiring:
    """The template says it all."""
    return wiring


def function_gone(wiring: Wiring) -> Wiring:
    """Somebody has deleted the function behind the routes."""
    kept = (node for node in wiring.nodes if not (isinstance(node, Function) and node.name == "ItemsFunction"))
    return _with(wiring, kept, kind="function", named="items-api-handler")


def alias_gone(wiring: Wiring) -> Wiring:
    """Somebody has deleted the alias that the routes call."""
    kept = (node for node in wiring.nodes if not isinstance(node, Alias))
    return _with(wiring, kept, kind="alias", named="items-api-handler:live")


def post_undeployed(wiring: Wiring) -> Wiring:
    """A method is newer than the stage's deployment."""
    return _changed(wiring, Deployment, undeployed=known(("POST /items is not in it",)))


def quota_used_up(wiring: Wiring) -> Wiring:
    """The key has made the calls of its period."""
    return _changed(wiring, UsagePlanKey, quota_left=known(0))


def _with(wiring: Wiring, nodes: Iterable[Node], *, kind: str, named: str) -> Wiring:
    callers = tuple(method.address for method in wiring.all(Method) if method.http_method.known() != "OPTIONS")
    gone = Gone(address=f"gone/{named}", kind=kind, named=named, named_by=callers, property="Integration/Uri")
    return Wiring([*nodes, gone], region=wiring.region, account=wiring.account)


def _changed(wiring: Wiring, kind: type[Node], **settings: Any) -> Wiring:
    nodes = (replace(node, **settings) if isinstance(node, kind) else node for node in wiring.nodes)
    return Wiring(nodes, region=wiring.region, account=wiring.account)
