"""Which log groups hold the logs of an API: of its stages, and of the functions that it invokes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from wellwired.facts import EXECUTION_LOG_GROUP
from wellwired.model.account_logging import execution_log_group
from wellwired.model.api import Stage
from wellwired.model.compute import Function
from wellwired.model.execution_roles import log_group_of
from wellwired.model.invocations import callers_of
from wellwired.model.node import Other
from wellwired.model.operations import LogGroup
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

_EXECUTION: Final = EXECUTION_LOG_GROUP.partition("{")[0]
# The CDK's custom resource that sets the retention of a group which a service made.
_RETENTION_SETTER: Final = "Custom::LogRetention"


def log_groups_in_use(wiring: Wiring) -> Mapping[int, str]:
    """What is in each log group of an API, by the group's identity: "the access log of Stage Prod"."""
    return wiring.once(_index)


def find_execution_group(stage: Stage, wiring: Wiring) -> LogGroup | None:
    """The log group among the nodes that a stage's execution log goes to; raises `Unsettled` where that is unknown."""
    if not any(group.physical_id.startswith(_EXECUTION) for group in wiring.all(LogGroup)):
        return None
    return wiring.find(execution_log_group(stage, wiring.find_api(stage)), LogGroup)


def find_function_group(function: Function, wiring: Wiring) -> LogGroup | None:
    """The log group among the nodes that a function writes to; raises `Unsettled` where that is unknown."""
    return wiring.find(log_group_of(function), LogGroup)


def find_access_group(stage: Stage, wiring: Wiring) -> LogGroup | None:
    """The log group among the nodes that a stage's access log goes to; raises `Unsettled` where that is unknown."""
    setting = stage.access_log_setting.known()
    destination = setting.destination_arn.known() if setting is not None else None
    name = (destination or "").partition(":log-group:")[2].removesuffix(":*")
    return wiring.find(name, LogGroup) if name else None


def is_retained_by_resource(name: str, wiring: Wiring) -> bool:
    """Whether a custom resource of the CDK sets the retention of the group of this name."""
    setters = (other.properties for other in wiring.all(Other) if other.resource_type == _RETENTION_SETTER)
    return any(setter.get("LogGroupName") == name and "RetentionInDays" in setter for setter in setters)


def _index(wiring: Wiring) -> dict[int, str]:
    # of two that write to one group the first is named
    return {id(group): what for group, what in reversed(list(_pairs(wiring)))}


def _pairs(wiring: Wiring) -> Iterator[tuple[LogGroup, str]]:
    finds: list[tuple[Callable[[], LogGroup | None], str]] = []
    for stage in wiring.all(Stage):
        finds.append((partial(find_access_group, stage, wiring), f"the access log of {stage.label}"))
        finds.append((partial(find_execution_group, stage, wiring), f"the execution log of {stage.label}"))
    finds += [
        (partial(find_function_group, function, wiring), f"the log of {function.label}")
        for function in wiring.all(Function)
        if callers_of(wiring, function)
    ]
    for find, what in finds:
        try:
            group = find()
        except Unsettled:
            continue
        if group is not None:
            yield group, what
