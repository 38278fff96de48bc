"""Roles with their trust and policies; each role is read once, whoever names it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wellwired.model.access import InlinePolicy, Policy, Role
from wellwired.model.node import Node
from wellwired.model.setting import Setting, known, unknown
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.ground import Ground


@dataclass(slots=True)
class RoleReader:
    """Reads roles by ARN. `_read`: ARN to whether the role is there."""

    ground: Ground
    _read: dict[str, bool] = field(default_factory=dict)

    def read(self, arn: str | None, by: Node, property_path: str) -> None:
        """Put the role of this ARN onto the ground, or say that it is gone."""
        fields = (arn or "").split(":")
        if arn is None or len(fields) < 6 or not fields[5].startswith("role/"):
            return
        if fields[4] != self.ground.place.account:
            self.ground.note(f"role {arn}", "it belongs to another account")
            return
        if arn not in self._read:
            self._read[arn] = self._find(arn, fields[5].rpartition("/")[2])
        if not self._read[arn]:
            self.ground.gone("role", arn, by, property_path)

    def _find(self, arn: str, name: str) -> bool:
        try:
            answer = self.ground.access.ask(calls.ROLE, RoleName=name)["Role"]
        except Missing:
            return False
        except Unanswered as unanswered:
            reason = self.ground.miss(f"role {name}", unanswered)
            self.ground.add_unread(Role, f"iam:{name}", reason, physical_id=name, arn=arn)
            return True
        boundary = answer.get("PermissionsBoundary") or {}
        spelled = {
            "RoleName": name,
            "Path": answer.get("Path"),
            "AssumeRolePolicyDocument": answer.get("AssumeRolePolicyDocument"),
            "PermissionsBoundary": boundary.get("PermissionsBoundaryArn"),
        }
        self.ground.add(
            Role,
            f"iam:{name}",
            spelling.given("Role", spelled),
            at=arn,
            physical_id=name,
            arn=arn,
            policies=self._inline(name),
            managed_policy_arns=self._attached(name),
        )
        return True

    def _inline(self, role: str) -> Setting[tuple[InlinePolicy, ...]]:
        try:
            names = self.ground.access.listed(calls.ROLE_POLICIES, RoleName=role)
            return known(tuple(self._inline_policy(role, name) for name in names))
        except Missing:
            return known(())
        except Unanswered as unanswered:
            return unknown(self.ground.miss(f"the policies of role {role}", unanswered))

    def _inline_policy(self, role: str, name: str) -> InlinePolicy:
        document: Setting[Any]
        try:
            answer = self.ground.access.ask(calls.ROLE_POLICY, RoleName=role, PolicyName=name)
            document = known(answer.get("PolicyDocument"))
        except Missing:
            document = known({"Statement": []})
        except Unanswered as unanswered:
            document = unknown(self.ground.miss(f"policy {name} of role {role}", unanswered))
        return InlinePolicy(policy_name=known(name), policy_document=document)

    def _attached(self, role: str) -> Setting[tuple[str, ...]]:
        try:
            found = self.ground.access.listed(calls.ATTACHED, RoleName=role)
        except Missing:
            return known(())
        except Unanswered as unanswered:
            return unknown(self.ground.miss(f"the managed policies of role {role}", unanswered))
        arns = tuple(item["PolicyArn"] for item in found)
        for arn in self._of_customer(arns):
            self._add_policy(arn)
        return known(arns)

    def _of_customer(self, arns: tuple[str, ...]) -> Iterator[str]:
        """Those that AWS does not manage; what AWS's own grant is in the model's table."""
        yield from (arn for arn in arns if arn.split(":")[4] != "aws" and self._address(arn) not in self.ground.nodes)

    def _address(self, arn: str) -> str:
        return self.ground.address(self._name(arn))

    @staticmethod
    def _name(arn: str) -> str:
        return f"iam:policy {arn.partition(':policy/')[2]}"

    def _add_policy(self, arn: str) -> None:
        try:
            policy = self.ground.access.ask(calls.MANAGED_POLICY, PolicyArn=arn)["Policy"]
            version = self.ground.access.ask(calls.POLICY_VERSION, PolicyArn=arn, VersionId=policy["DefaultVersionId"])[
                "PolicyVersion"
            ]
        except (Missing, Unanswered) as failure:
            reason = failure.reason if isinstance(failure, Unanswered) else f"policy {arn} is gone meanwhile"
            self.ground.note(f"policy {arn}", reason)
            self.ground.add_unread(Policy, self._name(arn), reason, physical_id=arn, arn=arn, roles=known(()))
            return
        properties = {"PolicyDocument": version.get("Document")}
        self.ground.add(Policy, self._name(arn), properties, at=arn, physical_id=arn, arn=arn)
