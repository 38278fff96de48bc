"""The log groups that stages and functions write to, and the metric filters on access logs: one call a group."""

from collections.abc import Iterator

from wellwired.facts import EXECUTION_LOG_GROUP
from wellwired.model.api import Stage
from wellwired.model.compute import Function
from wellwired.model.execution_roles import log_group_of
from wellwired.model.operations import LogGroup, MetricFilter
from wellwired.model.setting import Unsettled, known
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.ground import Ground


def read_log_groups(ground: Ground) -> None:
    """Put onto the ground the log groups of the stages and functions there; one that does not exist is left out."""
    access = dict.fromkeys(_access_groups(ground))
    for name in dict.fromkeys((*access, *_other_groups(ground))):
        if _read_group(ground, name) and name in access:
            _read_filters(ground, name)


def _access_groups(ground: Ground) -> Iterator[str]:
    for node in list(ground.nodes.values()):
        setting = node.access_log_setting.if_known() if isinstance(node, Stage) else None
        destination = (setting.destination_arn.if_known() if setting is not None else None) or ""
        name = destination.partition(":log-group:")[2].removesuffix(":*")
        if name and destination.startswith(ground.arn("logs", "")):
            yield name


def _other_groups(ground: Ground) -> Iterator[str]:
    for node in list(ground.nodes.values()):
        if isinstance(node, Stage) and node.stage_name.is_known:
            yield EXECUTION_LOG_GROUP.format(rest_api_id=node.rest_api_id.if_known(), stage_name=node.physical_id)
        if isinstance(node, Function):
            try:
                yield log_group_of(node)
            except Unsettled:
                yield f"/aws/lambda/{node.physical_id}"


def _read_group(ground: Ground, name: str) -> bool:
    arn = ground.arn("logs", f"log-group:{name}:*")
    try:
        # groups come in the order of their names: the one that is called just so is on the first page
        found = ground.access.ask(calls.LOG_GROUPS, logGroupNamePrefix=name).get("logGroups") or []
    except Missing:
        return False
    except Unanswered as unanswered:
        reason = ground.miss(f"log group {name}", unanswered)
        ground.add_unread(LogGroup, f"logs:{name}", reason, physical_id=name, arn=arn)
        return True
    for group in found:
        if group.get("logGroupName") == name:
            properties = {
                "LogGroupName": name,
                "RetentionInDays": group.get("retentionInDays"),
                "KmsKeyId": group.get("kmsKeyId"),
            }
            ground.add(LogGroup, f"logs:{name}", spelling.given("", properties), at=arn, physical_id=name, arn=arn)
            return True
    return False


def _read_filters(ground: Ground, group: str) -> None:
    at = ground.arn("logs", f"log-group:{group}:*")
    try:
        filters = ground.access.listed(calls.METRIC_FILTERS, logGroupName=group)
    except Missing:
        return
    except Unanswered as unanswered:
        reason = ground.miss(f"the metric filters of {group}", unanswered)
        ground.add_unread(MetricFilter, f"logs:{group} filters", reason, at=at, log_group_name=known(group))
        return
    for one in filters:
        transformations = [spelling.pascal(item) for item in one.get("metricTransformations") or ()]
        properties = {
            "LogGroupName": group,
            "FilterPattern": one.get("filterPattern"),
            "MetricTransformations": transformations,
        }
        ground.add(
            MetricFilter,
            f"logs:{group} filter {one.get('filterName')}",
            properties,
            at=at,
            physical_id=one.get("filterName", ""),
        )
