"""What becomes of the access log that a stage writes already: kept as it is, or given the fields that it lacks."""

import json
import re
from enum import Enum
from typing import Final

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.access_log import FIELDS, FORMAT_LIMIT
from wellwired.constructs.existing import find_referred
from wellwired.errors import WiringError

_GROUP_ARN: Final = re.compile(r"arn:[a-z-]+:logs:[a-z0-9-]+:[0-9]{12}:log-group:(?P<name>[^:*]+)(:\*)?")


class ExistingAccessLog(Enum):
    """`KEEP` leaves it alone; `EXTEND` adds to a JSON format the fields that say why a call failed."""

    KEEP = "keep"
    EXTEND = "extend"


def find_access_log_group(scope: Construct, stage: apigateway.CfnStage) -> logs.ILogGroup | None:
    """The log group that a stage writes its access log to; None without one, or where it is not known which."""
    destination = _read(stage, "destinationArn")
    for resource in find_referred(stage, destination, logs.CfnLogGroup):
        owner = resource.node.scope
        if isinstance(owner, logs.LogGroup):
            return owner
        return logs.LogGroup.from_log_group_name(scope, "TheirAccessLog", resource.ref)
    known = _GROUP_ARN.fullmatch(destination) if isinstance(destination, str) else None
    return logs.LogGroup.from_log_group_name(scope, "TheirAccessLog", known["name"]) if known else None


def get_access_log_group(scope: Construct, stage: apigateway.CfnStage) -> logs.ILogGroup:
    """The log group that a stage writes its access log to. Raises `WiringError` where it is not known which."""
    group = find_access_log_group(scope, stage)
    if group is None:
        raise WiringError(
            "the stage's access log goes to no log group that is known here, so that nothing can count or query it",
            where=stage.node.path,
            remedy="have the stage write to a log group of its stack, or to one named by its literal ARN",
        )
    return group


def extend_format(stage: apigateway.CfnStage) -> str:
    """The stage's format with the fields of `wellwired.access_log` that it lacks; its own come first, as they are."""
    present = _read(stage, "format")
    try:
        fields = json.loads(present) if isinstance(present, str) else None
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise WiringError(
            "the stage's access log is not in JSON, so that no field can be added to it",
            where=stage.node.path,
            remedy="use ExistingAccessLog.KEEP, or take access log and format out of the stage's options",
        )
    extended = json.dumps({**fields, **{name: value for name, value in FIELDS.items() if name not in fields}})
    if len(extended) > FORMAT_LIMIT:
        raise WiringError(
            f"the stage's access log format and the added fields take {len(extended):,} bytes, API Gateway takes "
            f"{FORMAT_LIMIT:,}",
            where=stage.node.path,
            remedy="use ExistingAccessLog.KEEP, or shorten the format",
        )
    return extended


def _read(stage: apigateway.CfnStage, name: str) -> object:
    setting = Stack.of(stage).resolve(stage.access_log_setting)
    return setting.get(name) if isinstance(setting, dict) else None
