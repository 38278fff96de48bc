"""Reads, writes and takes back the one thing that a change is about."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from wellwired.access_log import render_format
from wellwired.aws_access import AbsentError, Account, error_code, plain_errors
from wellwired.errors import WellwiredError
from wellwired.facts import APIGATEWAY_PRINCIPAL, ASSUME_ROLE_ACTION, LOGGING_ROLE_ACTIONS
from wellwired.logs_switch.change import Change, Kind, Value

if TYPE_CHECKING:
    from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef

_LOGGING: Final = ("loggingLevel", "dataTraceEnabled")
POLICY_NAME: Final = "WriteLogs"
_DESCRIPTION: Final = "Made by `wellwired logs on`: lets API Gateway write the logs of REST APIs"
# IAM is eventually consistent: API Gateway refuses a role for some seconds after it was made.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html
_PATIENCE: Final = 90.0  # seconds
_PAUSE: Final = 5.0
_TRUST: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": APIGATEWAY_PRINCIPAL}, "Action": ASSUME_ROLE_ACTION}
        ],
    }
)
_POLICY: Final = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": list(LOGGING_ROLE_ACTIONS), "Resource": "*"}],
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The things of one account and stage that changes are about."""

    account: Account
    rest_api_id: str
    stage_name: str
    sleep: Callable[[float], None] = time.sleep

    def read(self, kind: Kind, target: str) -> Value:
        """What is there now; None for nothing."""
        with plain_errors(f"{kind} {target}"):
            match kind:
                case Kind.ROLE:
                    return self._read_role(target)
                case Kind.ACCOUNT:
                    arn = self.account.apigateway.get_account().get("cloudwatchRoleArn")
                    return {"role": arn} if arn else None
                case Kind.LOG_GROUP:
                    return self._read_group(target)
                case Kind.ACCESS_LOG:
                    found: Mapping[str, Any] = self._stage().get("accessLogSettings") or {}
                    kept = {name: found[name] for name in ("destinationArn", "format") if found.get(name)}
                    return kept or None
                case Kind.METHOD_SETTING:
                    entry = self._stage().get("methodSettings", {}).get(target)
                    return None if entry is None else logging_of(entry)

    def apply(self, change: Change) -> None:
        """Put `change.after` there."""
        with plain_errors(f"{change.kind} {change.target}"):
            match change.kind:
                case Kind.ROLE:
                    self._make_role(change.target)
                case Kind.ACCOUNT:
                    self._set_account(str((change.after or {})["role"]))
                case Kind.LOG_GROUP:
                    self._make_group(change.target, int((change.after or {})["retentionInDays"]))
                case _:
                    self._write_stage(change, change.after)

    def rest_of(self, change: Change) -> Value:
        """What a method setting holds beside logging; None for other kinds."""
        if change.kind is not Kind.METHOD_SETTING:
            return None
        with plain_errors(f"{change.kind} {change.target}"):
            entry = self._stage().get("methodSettings", {}).get(change.target, {})
        return {name: value for name, value in entry.items() if name not in _LOGGING}

    def has_stage(self) -> bool:
        """Whether the stage is still there."""
        try:
            with plain_errors(f"stage {self.stage_name} of {self.rest_api_id}"):
                self._stage()
        except AbsentError:
            return False
        return True

    def restore(self, change: Change, rest: Value = None) -> None:
        """Put `change.before` back; a method setting that others use by now (its `rest` differs) is only silenced."""
        if change.kind is Kind.METHOD_SETTING and change.before is None and rest not in (None, self.rest_of(change)):
            change = replace(change, before={"loggingLevel": "OFF", "dataTraceEnabled": False})
        with plain_errors(f"{change.kind} {change.target}"):
            match change.kind:
                case Kind.ROLE:
                    self._delete_role(change.target)
                case Kind.ACCOUNT:
                    self._set_account(str((change.before or {}).get("role", "")))
                case Kind.LOG_GROUP:
                    self.account.logs.delete_log_group(logGroupName=change.target)
                case _:
                    self._write_stage(change, change.before)

    def _stage(self) -> Mapping[str, Any]:
        return self.account.apigateway.get_stage(restApiId=self.rest_api_id, stageName=self.stage_name)

    def _write_stage(self, change: Change, value: Value) -> None:
        # https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateStage-Patch
        operations: list[PatchOperationTypeDef]
        if change.kind is Kind.ACCESS_LOG:
            operations = [
                {"op": "replace", "path": f"/accessLogSettings/{name}", "value": str(item)}
                for name, item in (value or {}).items()
            ] or [{"op": "remove", "path": "/accessLogSettings"}]
        elif value is None:
            operations = [{"op": "remove", "path": f"/{change.target}"}]
        else:
            operations = [
                {"op": "replace", "path": f"/{change.target}/logging/loglevel", "value": str(value["loggingLevel"])},
                {
                    "op": "replace",
                    "path": f"/{change.target}/logging/dataTrace",
                    "value": "true" if value["dataTraceEnabled"] else "false",
                },
            ]
        self.account.apigateway.update_stage(
            restApiId=self.rest_api_id, stageName=self.stage_name, patchOperations=operations
        )

    def _set_account(self, role: str) -> None:
        from botocore.exceptions import ClientError

        waited = 0.0
        while True:
            try:
                self.account.apigateway.update_account(
                    patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
                )
            except ClientError as error:
                passing = role and error_code(error) in ("BadRequestException", "TooManyRequestsException")
                if not passing or waited >= _PATIENCE:
                    raise
                self.sleep(_PAUSE)
                waited += _PAUSE
            else:
                return

    def _read_role(self, name: str) -> Value:
        from botocore.exceptions import ClientError

        try:
            return {"arn": self.account.iam.get_role(RoleName=name)["Role"]["Arn"]}
        except ClientError as error:
            if error_code(error) in ("NoSuchEntity", "NoSuchEntityException"):
                return None
            raise

    def _make_role(self, name: str) -> None:
        # Told again after a crash between the two calls: each may be done already.
        if self._read_role(name) is None:
            self.account.iam.create_role(
                RoleName=name, AssumeRolePolicyDocument=_TRUST, Description=_DESCRIPTION, MaxSessionDuration=3600
            )
        self.account.iam.put_role_policy(RoleName=name, PolicyName=POLICY_NAME, PolicyDocument=_POLICY)

    def _delete_role(self, name: str) -> None:
        iam = self.account.iam
        others = [item for item in iam.list_role_policies(RoleName=name)["PolicyNames"] if item != POLICY_NAME]
        others += [item["PolicyName"] for item in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
        if others:
            raise WellwiredError(
                f"the role has policies that were not set here: {', '.join(others)}",
                where=f"role {name}",
                remedy="take them off, or keep the role: wellwired logs off --leave-changed",
            )
        try:
            with plain_errors(name):
                iam.delete_role_policy(RoleName=name, PolicyName=POLICY_NAME)
        except AbsentError:
            pass  # taken off before a crash
        iam.delete_role(RoleName=name)

    def _read_group(self, name: str) -> Value:
        for item in self.account.logs.describe_log_groups(logGroupNamePrefix=name, limit=50)["logGroups"]:
            if item["logGroupName"] == name:
                return {"retentionInDays": item.get("retentionInDays", 0)}
        return None

    def _make_group(self, name: str, days: int) -> None:
        if self._read_group(name) is None:
            self.account.logs.create_log_group(logGroupName=name)
        self.account.logs.put_retention_policy(logGroupName=name, retentionInDays=days)


def logging_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What a method setting says of logging; what it says of anything else is nobody's business here."""
    return {
        "loggingLevel": entry.get("loggingLevel") or "OFF",
        "dataTraceEnabled": bool(entry.get("dataTraceEnabled", False)),
    }


def access_log_of(arn: str) -> dict[str, Any]:
    """The access log setting that is put where there was none."""
    return {"destinationArn": arn, "format": render_format()}
