"""What an API has already that attaching has to fit in with: its one stage, account logging, an execution log."""

from aws_cdk import Annotations, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs.account_logging import AccountLogging, LoggingManagedElsewhere
from wellwired.constructs.existing import (
    ExistingApi,
    ExistingStage,
    find_api_resource,
    find_in_stack,
    find_stage_resource,
    get_api_id,
)
from wellwired.errors import WiringError
from wellwired.facts import EXECUTION_LOG_GROUP


def get_only_stage(rest_api: ExistingApi) -> ExistingStage:
    """The stage that the API's stack makes for it. Raises `WiringError` where there is none, or more than one."""
    resource = find_api_resource(rest_api)
    if resource is None:
        raise WiringError(
            "the API is imported, so that its stages are not known here",
            where=rest_api.node.path,
            remedy="attach in the app that makes it; or use ApiAlarms, ApiDashboard and UsagePlans with "
            "Stage.from_stage_attributes(...), which take an imported stage",
        )
    stack = Stack.of(resource)
    own_id = stack.resolve(resource.ref)
    stages = [one for one in find_in_stack(resource, apigateway.CfnStage) if stack.resolve(one.rest_api_id) == own_id]
    if len(stages) != 1:
        names = ", ".join(one.node.path for one in stages) or "none in its stack"
        raise WiringError(
            f"the API has not one stage but {names}",
            where=resource.node.path,
            remedy="pass stage=: one that is made as a resource; call attach once for each",
        )
    owner = stages[0].node.scope
    return owner if isinstance(owner, apigateway.Stage) else stages[0]


def choose_account_logging(
    stage: ExistingStage, given: AccountLogging | LoggingManagedElsewhere | None
) -> AccountLogging | LoggingManagedElsewhere:
    """What is given, or the account settings that the API's stack makes already, as `cloud_watch_role=True` does."""
    present = [one for one in find_in_stack(stage, apigateway.CfnAccount) if not _is_ours(one)]
    if present and isinstance(given, AccountLogging):
        raise WiringError(
            f"{present[0].node.path} sets the account's logging role already, and two of them undo each other",
            where=given.node.path,
            remedy="leave account_logging out to use that one; or set cloud_watch_role=False on the API: its role and "
            "account settings stay in the account, as the CDK retains them",
        )
    if given is not None:
        return given
    if not present:
        raise WiringError(
            "nothing here sets the account's logging role, without which a stage that logs cannot be deployed",
            where=stage.node.path,
            remedy="pass account_logging=AccountLogging(...), or AccountLogging.managed_elsewhere() where another "
            "stack or tool sets it; `aws apigateway get-account` shows what is there",
        )
    return LoggingManagedElsewhere(tuple(present))


def find_execution_log(scope: Construct, stage: ExistingStage) -> logs.ILogGroup | None:
    """The execution log group of a stage that logs already: API Gateway has made it, and it cannot be made again."""
    resource = find_stage_resource(stage)
    if resource is None:
        return None
    settings = Stack.of(resource).resolve(resource.method_settings) or []
    if not any(one.get("loggingLevel", "OFF") != "OFF" for one in settings):
        return None
    name = EXECUTION_LOG_GROUP.format(rest_api_id=get_api_id(stage), stage_name=resource.stage_name)
    Annotations.of(scope).add_warning_v2(
        "wellwired:unmanaged-execution-log",
        "The stage logs already, so API Gateway has made its execution log group, to be kept for ever. Once: aws logs "
        "put-retention-policy --retention-in-days 90 --log-group-name "
        f"{EXECUTION_LOG_GROUP.format(rest_api_id='API_ID', stage_name=resource.stage_name)}",
    )
    return logs.LogGroup.from_log_group_name(scope, "TheirExecutionLog", name)


def _is_ours(account: apigateway.CfnAccount) -> bool:
    return isinstance(account.node.scope, AccountLogging)
