"""What the embedded AWS made of an app's resources: physical ids by address, and the values of API keys."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wellwired.local.assembly import stack_names
from wellwired.local.emulator import Emulator
from wellwired.model.node import Node
from wellwired.model.plans import ApiKey
from wellwired.model.wiring import Wiring

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.client import CloudFormationClient

_NESTED = "AWS::CloudFormation::Stack"


@dataclass(frozen=True)
class DeployedIds:
    """Physical ids by the stack's name and the logical id."""

    by_stack: Mapping[str, Mapping[str, str]]
    names: Mapping[str, str]

    def find(self, node: Node) -> str | None:
        """The physical id of a node; that of a nested stack's resource where no other stack has its logical id."""
        stack = self.names.get(node.stack, node.stack)
        if stack in self.by_stack:
            return self.by_stack[stack].get(node.name)
        found = [ids[node.name] for ids in self.by_stack.values() if node.name in ids]
        return found[0] if len(found) == 1 else None

    def of(self, wiring: Wiring) -> dict[str, str]:
        """The physical ids of a wiring's resources, by address."""
        found = ((node.address, self.find(node)) for node in wiring.nodes if "#" not in node.address)
        return {address: physical for address, physical in found if physical}


def read_deployed_ids(emulator: Emulator, source: Path, region: str) -> DeployedIds:
    """What stands in a region. source: the assembly that was deployed."""
    formation = emulator.session(region).client("cloudformation", endpoint_url=emulator.endpoint)
    by_stack = {name: dict(_ids(formation, name)) for name in _stacks(formation)}
    return DeployedIds(by_stack, stack_names(source))


def _stacks(formation: "CloudFormationClient") -> Iterator[str]:
    for page in formation.get_paginator("describe_stacks").paginate():
        for stack in page["Stacks"]:
            if stack["StackStatus"] != "DELETE_COMPLETE":
                yield stack["StackName"]


def _ids(formation: "CloudFormationClient", stack: str) -> Iterator[tuple[str, str]]:
    for page in formation.get_paginator("list_stack_resources").paginate(StackName=stack):
        for item in page["StackResourceSummaries"]:
            physical = item.get("PhysicalResourceId")
            if physical and item["ResourceType"] != _NESTED:
                yield item["LogicalResourceId"], physical


def read_key_values(emulator: Emulator, wiring: Wiring, ids: Mapping[str, str], region: str) -> dict[str, str]:
    """The values of the wiring's API keys, by address. They open nothing but this machine's copy."""
    gateway = emulator.session(region).client("apigateway", endpoint_url=emulator.endpoint)
    pages = gateway.get_paginator("get_api_keys").paginate(includeValues=True)
    values = {item["id"]: item["value"] for page in pages for item in page.get("items", [])}
    found = ((key.address, values.get(ids.get(key.address, ""))) for key in wiring.all(ApiKey))
    return {address: value for address, value in found if value}
