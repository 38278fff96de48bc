"""A template's wiring as it was deployed: every reference is what the stack's resource is called in the account.

So a template and the account can be set side by side: the same node has the same address, and the same text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final, get_origin

from wellwired.errors import UsageError
from wellwired.model.api import Account, GatewayResponse, Method, Resource, Stage
from wellwired.model.compute import Alias, Function
from wellwired.model.edge import BasePathMapping
from wellwired.model.node import Node, Other
from wellwired.model.operations import TopicPolicy
from wellwired.model.origin import Origin
from wellwired.model.plans import UsagePlanKey
from wellwired.model.setting import Setting, absent, known, unknown
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION, display, is_literal, reference, references
from wellwired.model.wiring import Wiring
from wellwired.readers.live import calls
from wellwired.readers.live.access import LiveAccess, Missing, Unanswered
from wellwired.readers.live.session import Place
from wellwired.readers.live.spelling import FILLED_IN
from wellwired.readers.nodes import property_name

_UNREAD = frozenset(
    {"code", "code_place", "content_place", "modules", "environment", "source", "enable_key_rotation"}
)  # not kept live


def read_physical_ids(access: LiveAccess, template: Wiring, stack: str) -> dict[str, str]:
    """Address in the template to physical id. `stack`: what the template's stack is called, "" for as in the template.

    Raises `UsageError` where no stack of the account is the template's.
    """
    named = sorted({node.stack for node in template.nodes})
    found: dict[str, str] = {}
    for name in named:
        try:
            items = access.listed(calls.STACK, StackName=stack if stack and len(named) == 1 else name)
        except (Missing, Unanswered):
            continue
        found |= {f"{name}/{item['LogicalResourceId']}": str(item.get("PhysicalResourceId", "")) for item in items}
    if not found:
        raise UsageError(
            f"no stack of the account is called {' or '.join(named)}",
            remedy="add --stack with the name of the stack that the template was deployed as",
        )
    return found


def as_deployed(template: Wiring, ids: Mapping[str, str], place: Place) -> Wiring:
    """The template's wiring with literal texts; what cannot be told from here is unknown."""
    spell = _Speller(ids, place)
    return Wiring([spell.node(node) for node in template.nodes], region=place.region, account=place.account)


class _Speller:
    def __init__(self, ids: Mapping[str, str], place: Place) -> None:
        self._ids = ids
        self._pseudo = {PARTITION: place.partition, REGION: place.region, ACCOUNT_ID: place.account}

    def text(self, text: str) -> str:
        if is_literal(text):
            return text
        for atom, meant in self._pseudo.items():
            text = text.replace(atom, meant)
        for found in list(references(text)):
            identity = self._ids.get(found.address)
            if identity and not found.attribute:
                text = text.replace(reference(*found), identity)
        return text

    def node(self, node: Node) -> Node:
        settings: dict[str, Any] = {"physical_id": self.text(node.physical_id), "arn": self.text(node.arn)}
        if not isinstance(node, Other):
            settings |= self._settings(node)
        return replace(node, **settings)

    def _settings(self, record: Any) -> dict[str, Any]:
        filled = FILLED_IN.get(type(record).__name__, {})
        settings: dict[str, Any] = {}
        for item in fields(record):
            if get_origin(item.type) is not Setting or item.metadata.get("live"):
                continue
            if item.name in _UNREAD and isinstance(record, Node):
                settings[item.name] = absent()
                continue
            setting: Setting[Any] = getattr(record, item.name)
            if setting.is_known:
                value = self.value(setting.value)
                is_own = value in (None, "", (), {}) or value == filled.get(property_name(item), ())
                settings[item.name] = absent() if is_own else known(value)
                left = value if isinstance(value, str) and not is_literal(value) else ""
                if left:
                    settings[item.name] = unknown(f"{display(left)} is not known from here")
        return settings

    def value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **self._settings(value))
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one) for key, one in value.items()}
        if isinstance(value, tuple | list):
            return type(value)(self.value(one) for one in value)
        return value


# What tells nodes apart that have no name of their own in the account, or another than CloudFormation gives them.
_TOLD_APART: Final[Mapping[type[Node], tuple[str, ...]]] = {
    Account: (),
    GatewayResponse: ("response_type",),
    TopicPolicy: ("topics",),
    UsagePlanKey: ("usage_plan_id", "key_id"),
    BasePathMapping: ("domain_name", "base_path"),
}


def align(live: Wiring, deployed: Wiring) -> Wiring:
    """The live wiring with its nodes called as the template calls them, and with what the template allows on them."""
    homes = {_key(node): node for node in deployed.nodes}
    return Wiring(
        [_moved(node, homes.get(_key(node))) for node in live.nodes],
        unplaced=live.unplaced,
        region=live.region,
        account=live.account,
    )


def allow_as(live: Wiring, aligned: Wiring) -> Wiring:
    """The live wiring under its own names, with what the template allows."""
    nodes = [replace(node, allow=twin.allow) for node, twin in zip(live.nodes, aligned.nodes, strict=True)]
    return Wiring(nodes, unplaced=live.unplaced, region=live.region, account=live.account)


def _moved(node: Node, home: Node | None) -> Node:
    changed: dict[str, Any] = {}
    if isinstance(node, Function):
        changed = dict.fromkeys(_UNREAD & {item.name for item in fields(node)}, absent())
    if isinstance(node, Alias) and str(node.function_version.if_known()).isdigit():
        # a template names the version, which is the function's ARN and the number
        version = f"{node.arn.rpartition(':')[0]}:{node.function_version.if_known()}"
        changed["function_version"] = known(version)
    if home is None:
        return replace(node, origin=Origin(arn=node.origin.arn), **changed)
    origin = Origin(home.origin.file, home.origin.position, home.origin.construct_path, node.origin.arn)
    waits = home.depends_on  # in which order things were made, nobody can see any more
    return replace(node, address=home.address, origin=origin, allow=home.allow, depends_on=waits, **changed)


def _key(node: Node) -> tuple[str, ...]:
    kind = type(node).__name__
    api = getattr(node, "rest_api_id", None)
    owner = str(api.if_known()) if isinstance(api, Setting) else ""
    if isinstance(node, Method):
        return kind, owner, node.route
    if isinstance(node, Resource):
        return kind, owner, str(node.path.if_known())
    told = _TOLD_APART.get(type(node))
    if told is not None:
        return (kind, owner, *(str(getattr(node, name).if_known()) for name in told))
    if isinstance(node, Stage) or (node.physical_id and kind not in ("Permission",)):
        return kind, owner, node.arn or node.physical_id
    return (kind, owner, *_content(node))


def _content(node: Node) -> Iterable[str]:
    """What tells nodes without a name of their own apart: all that they say."""
    for item in fields(node):
        setting = getattr(node, item.name)
        if isinstance(setting, Setting) and setting.is_known and not item.metadata.get("derived"):
            yield f"{item.name}={setting.value}"
