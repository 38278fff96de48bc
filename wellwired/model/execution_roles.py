"""The roles that functions run with, and the rights that each of them needs.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from wellwired.model.access import Role
from wellwired.model.compute import Function
from wellwired.model.node import Json
from wellwired.model.operations import LogGroup
from wellwired.model.policy import role_allows
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION
from wellwired.model.wiring import Wiring

LOG_ACTIONS: Final = ("logs:CreateLogStream", "logs:PutLogEvents")
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
NETWORK_ACTIONS: Final = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")
TRACE_ACTION: Final = "xray:PutTraceSegments"
_SENDING: Final = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}


def functions_with(wiring: Wiring, role: Role) -> tuple[Function, ...]:
    """The functions that run with a role; those whose role is not settled run with none."""
    return tuple(wiring.once(_index).get(id(role), ()))


def missing_log_actions(wiring: Wiring, role: Role, function: Function) -> list[str]:
    """What a role lacks to write a function's log."""
    group = log_group_of(function)
    arn = f"{_arn(wiring, 'logs')}:log-group:{group}"
    missing = [
        action
        for action in LOG_ACTIONS
        if not any(role_allows(wiring, role, action, resource) for resource in (f"{arn}:log-stream:any", arn))
    ]
    if not missing and wiring.find(group, LogGroup) is None and not find_named_group(function):
        made = any(role_allows(wiring, role, "logs:CreateLogGroup", one) for one in (arn, f"{arn}:log-stream:"))
        return [] if made else ["logs:CreateLogGroup"]
    return missing


def missing_network_actions(wiring: Wiring, role: Role, function: Function) -> list[str]:
    """What a role lacks to put a function into its VPC; nothing where it is in none."""
    vpc = function.vpc_config.known()
    if vpc is None or not vpc.subnet_ids.known():
        return []
    return [action for action in NETWORK_ACTIONS if not role_allows(wiring, role, action)]


def traces(function: Function) -> bool:
    """Whether a function sends traces of its own."""
    config = function.tracing_config.known()
    return isinstance(config, Mapping) and config.get("Mode") == "Active"


def find_missing_sending(wiring: Wiring, role: Role, function: Function) -> tuple[str, str] | None:
    """The action and the target that a role lacks to send a function's dead letters."""
    config: Json = function.dead_letter_config.known()
    target = config.get("TargetArn") if isinstance(config, Mapping) else None
    fields = target.split(":") if isinstance(target, str) else []
    action = _SENDING.get(fields[2]) if len(fields) > 5 else None
    if action is None or role_allows(wiring, role, action, str(target)):
        return None
    return action, str(target)


def _index(wiring: Wiring) -> dict[int, list[Function]]:
    found: dict[int, list[Function]] = defaultdict(list)
    for function in wiring.all(Function):
        try:
            role = wiring.find_role(function.role.known())
        except Unsettled:
            continue
        if role is not None:
            found[id(role)].append(function)
    return found


def log_group_of(function: Function) -> str:
    """The name of the log group that a function writes to, as symbolic text."""
    named = find_named_group(function)
    return named or f"/aws/lambda/{function.physical_id}"


def find_named_group(function: Function) -> str | None:
    """The log group that a function's LoggingConfig names, as symbolic text, or None."""
    config: Json = function.logging_config.known()
    named = config.get("LogGroup") if isinstance(config, Mapping) else None
    return named if isinstance(named, str) else None


def _arn(wiring: Wiring, service: str) -> str:
    return f"arn:{PARTITION}:{service}:{wiring.region or REGION}:{wiring.account or ACCOUNT_ID}"
