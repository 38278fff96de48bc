"""Says every node of a wiring in words that do not hang on where it was read, so that two readings can be compared."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, get_origin

from wellwired.model.access import Policy, Role
from wellwired.model.compute import Alias, Function, LayerVersion, Permission, Version
from wellwired.model.node import Node, Other
from wellwired.model.setting import Setting, State
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION, find_hole, reference, references
from wellwired.model.wiring import Wiring
from wellwired.readers.live.spelling import FILLED_IN
from wellwired.readers.nodes import property_name

# Names that the nodes are told apart by anyway (a template leaves most of them to AWS), and what is never read live.
NOT_READ = frozenset({"role_name", "log_group_name", "code", "enable_key_rotation"})
Resolve = Callable[[str, str], str]


class Sayer:
    """Says nodes. physical: what a reference of a template stands for once it is deployed."""

    def __init__(self, wiring: Wiring, physical: Resolve, *, region: str, account: str) -> None:
        self.wiring, self.physical = wiring, physical
        self.pseudo = {PARTITION: "aws", REGION: region, ACCOUNT_ID: account}

    def text(self, value: str) -> str:
        for atom, meant in self.pseudo.items():
            value = value.replace(atom, meant)
        for found in list(references(value)):
            value = value.replace(reference(*found), self.physical(*found))
        return "?" if find_hole(value) is not None else value

    def value(self, value: Any) -> Any:
        if isinstance(value, Setting):
            return f"unknown: {value.reason}" if value.state is State.UNKNOWN else self.value(value.value)
        if isinstance(value, str):
            return self.text(value)
        if is_dataclass(value) and not isinstance(value, type):
            return self.settings(value)
        if isinstance(value, Mapping):
            return {self.text(str(key)): self.value(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            listed = [self.value(one) for one in value]
            return listed[0] if len(listed) == 1 and isinstance(value, list) else listed
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def settings(self, node: Any) -> dict[str, Any]:
        """What is set and is not what AWS gives of itself."""
        filled = FILLED_IN.get(type(node).__name__.replace("CompositeAlarm", "Alarm"), {})
        said = {}
        for item in fields(node):
            if get_origin(item.type) is not Setting or item.metadata.get("derived"):
                continue
            value = self.value(getattr(node, item.name))
            default = self.value(filled.get(property_name(item), []))
            if value not in (None, "", [], {}, False) and value != default:
                said[item.name] = value
        return said

    def nodes(self) -> Iterator[tuple[str, Any]]:
        """Name and settings of every node that both readers make."""
        for node in self.wiring.nodes:
            kind = type(node)
            if kind in (Other, LayerVersion, Policy, Version):
                continue  # Policy: said with its role. Version: a template's has no number yet. Layers: not read.
            said = {name: one for name, one in self.settings(node).items() if name not in NOT_READ}
            if isinstance(node, Function):
                said["environment"] = sorted((said.pop("environment", None) or {}).get("Variables", ()))
            if isinstance(node, Permission):  # a name and an ARN mean the same function
                said["function_name"] = self._function_arn(said["function_name"])
            if isinstance(node, Alias):
                said["function_version"] = said["function_version"].rpartition(":")[2]
            if isinstance(node, Role):
                said.pop("policies", None)
                said["documents"] = sorted(self._documents(node))
                said.pop("managed_policy_arns", None)
            yield f"{kind.__name__} {self._name(node, said)}", said

    def _function_arn(self, named: str) -> str:
        if named.startswith("arn:"):
            return named
        return f"arn:aws:lambda:{self.pseudo[REGION]}:{self.pseudo[ACCOUNT_ID]}:function:{named}"

    def _documents(self, role: Role) -> Iterator[str]:
        inline = [one.policy_document for one in role.policies.or_default(())]
        attached = [one.policy_document for one in self.wiring.policies_of(role)]
        for document in (*inline, *attached):
            statements = (document.known() or {}).get("Statement", [])
            yield from (json.dumps(self.value(one), sort_keys=True) for one in statements)
        managed = role.managed_policy_arns.or_default(())
        yield from (self.text(arn) for arn in managed if self.wiring.find(arn, Policy) is None)  # else said above

    def _name(self, node: Node, said: Mapping[str, Any]) -> str:
        if isinstance(node, Permission):
            return str(sorted(said.items()))
        path = getattr(node, "path", None)
        own: dict[str, object] = {
            "Method": f"{said.get('http_method')} {path.value if path else ''}",
            "Resource": path.value if path else "",
            "UsagePlanKey": "the only one",
            "Deployment": "the only one",
            "Account": "the only one",
            "GatewayResponse": said.get("response_type"),
            "MetricFilter": said.get("filter_pattern"),
            "TopicPolicy": said.get("topics"),
            "Subscription": said.get("protocol"),
            "BasePathMapping": said.get("base_path"),
            "EventInvokeConfig": said.get("qualifier"),
        }
        return str(own.get(type(node).__name__, self.text(node.physical_id)))


def said_of(sayer: Sayer) -> dict[str, Any]:
    """Everything that a wiring says, by node."""
    return dict(sayer.nodes())


def differences(template: Mapping[str, Any], live: Mapping[str, Any]) -> list[str]:
    """Every difference, as "node: setting: in the template, live"."""
    found = [f"{name}: only in the template" for name in template.keys() - live.keys()]
    found += [f"{name}: only live" for name in live.keys() - template.keys()]
    for name in template.keys() & live.keys():
        for key in template[name].keys() | live[name].keys():
            one, two = template[name].get(key), live[name].get(key)
            if one != two:
                found.append(f"{name}: {key}: {one!r}, {two!r}")
    return sorted(found)
