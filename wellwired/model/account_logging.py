"""What the logs of stages hang on: one role that the account and region hand to API Gateway.

Execution logs, and access logs that go to CloudWatch Logs, are written with the role of `AWS::ApiGateway::Account`.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from wellwired.facts import APIGATEWAY_PRINCIPAL, EXECUTION_LOG_GROUP, LOGGING_ROLE_ACTIONS
from wellwired.model.access import Role
from wellwired.model.api import Account, RestApi, Stage
from wellwired.model.doubt import certainly, some
from wellwired.model.method_settings import logs, read_stage_settings
from wellwired.model.policy import role_allows, role_trusts
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION, hole
from wellwired.model.wiring import Wiring

# Without one of these nothing is written at all; the others of LOGGING_ROLE_ACTIONS read what was.
WRITE_ACTIONS: Final = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


def find_logging_property(stage: Stage) -> str | None:
    """The property by which a stage certainly logs with the account's role, or None."""
    try:
        for entry in read_stage_settings(stage).entries:
            if certainly(partial(logs, entry.setting)):
                return entry.property("LoggingLevel")
    except Unsettled:
        pass
    setting = stage.access_log_setting.if_known()
    destination = setting.destination_arn.if_known() if setting is not None else None
    return "AccessLogSetting" if destination and ":logs:" in destination else None


def logging_stages(wiring: Wiring) -> Iterator[Stage]:
    """The stages that certainly log with the account's role."""
    return (stage for stage in wiring.all(Stage) if find_logging_property(stage) is not None)


def find_account_role(wiring: Wiring, account: Account) -> Role | None:
    """The role of the account settings, or None where it is none of this wiring's."""
    return wiring.find_role(account.cloud_watch_role_arn.known())


def execution_log_group(stage: Stage, api: RestApi | None) -> str:
    """The name of the log group that API Gateway writes a stage's execution log to, as symbolic text."""
    rest_api_id = api.physical_id if api is not None else stage.rest_api_id.if_known() or hole("which API it is")
    name = stage.stage_name.if_known() or hole("the name of the stage")
    return EXECUTION_LOG_GROUP.format(rest_api_id=rest_api_id, stage_name=name)


def missing_actions(wiring: Wiring, role: Role) -> list[str]:
    """What a role lacks of the rights that API Gateway asks for, on the groups that it would write.

    Nothing for a role that API Gateway may not assume at all: it is the wrong role, not one with the wrong rights.
    """
    return wiring.once(_find_missing, role)


def _find_missing(wiring: Wiring, role: Role) -> list[str]:
    if certainly(lambda: not role_trusts(role, APIGATEWAY_PRINCIPAL)):
        return []
    where = f"arn:{PARTITION}:logs:{wiring.region or REGION}:{wiring.account or ACCOUNT_ID}:log-group"
    groups = [f"{where}:{group}" for group in sorted({_group(stage, wiring) for stage in logging_stages(wiring)})]
    stage = hole("which stages log is not known")
    unseen = EXECUTION_LOG_GROUP.format(rest_api_id=stage, stage_name=stage)
    return [
        action
        for action in LOGGING_ROLE_ACTIONS
        if not all(_may(wiring, role, action, group) for group in groups or [f"{where}:{unseen}"])
    ]


def _group(stage: Stage, wiring: Wiring) -> str:
    """The name of a log group that a stage writes."""
    setting = stage.access_log_setting.if_known()
    if find_logging_property(stage) != "AccessLogSetting" or setting is None:
        return execution_log_group(stage, wiring.find_api(stage))
    return (setting.destination_arn.if_known() or "").partition(":log-group:")[2].removesuffix(":*")


def _may(wiring: Wiring, role: Role, action: str, group: str) -> bool:
    spellings = (f"{group}:log-stream:any", f"{group}:*", group)
    return some(partial(role_allows, wiring, role, action, resource) for resource in spellings)
