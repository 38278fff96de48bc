"""attach: the kit on a REST API that a stack has already, in one statement, with nothing of it renamed or replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aws_cdk import CfnResource, Duration, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs.account_logging import AccountLogging, LoggingManagedElsewhere
from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver
from wellwired.constructs.alarm_thresholds import AlarmThresholds
from wellwired.constructs.api_alarms import ApiAlarms
from wellwired.constructs.api_dashboard import ApiDashboard
from wellwired.constructs.attachable import choose_account_logging, find_execution_log, get_only_stage
from wellwired.constructs.budgets import check_own_name
from wellwired.constructs.cors import Cors
from wellwired.constructs.error_responses import ErrorResponses
from wellwired.constructs.existing import ExistingApi, ExistingFunction, ExistingStage, find_stage_resource
from wellwired.constructs.existing_access_log import ExistingAccessLog, get_access_log_group
from wellwired.constructs.existing_plans import check_promised_throttles
from wellwired.constructs.invoked_functions import get_invoked_functions
from wellwired.constructs.notifications import Notifications
from wellwired.constructs.plan import Plan
from wellwired.constructs.renewed_deployment import find_deployment
from wellwired.constructs.stage_logs import StageLogs
from wellwired.constructs.stage_settings import StageSettings
from wellwired.constructs.usage_plans import UsagePlans
from wellwired.errors import WiringError


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedApi:
    """What `attach` made for one stage; None for what was left out."""

    stage: ExistingStage
    stage_logs: StageLogs | None
    error_responses: ErrorResponses | None
    usage_plans: UsagePlans | None
    alarms: ApiAlarms | None
    dashboard: ApiDashboard | None


def attach(
    rest_api: ExistingApi,
    *,
    stage_settings: StageSettings | None,
    help_url: str | None,
    notifications: Notifications | AlarmTopics | NoReceiver | None,
    account_logging: AccountLogging | LoggingManagedElsewhere | None = None,
    cors: Cors | None = None,
    plans: Sequence[Plan] = (),
    dashboard: bool = True,
    functions: Sequence[ExistingFunction] | None = None,
    thresholds: AlarmThresholds | None = None,
    integration_timeout: Duration | None = None,
    stage: ExistingStage | None = None,
    existing_access_log: ExistingAccessLog | None = None,
    execution_log_group: logs.ILogGroup | None = None,
    kept_responses: Sequence[str] = (),
    construct_id: str | None = None,
) -> AttachedApi:
    """Log, limit, answer for and watch an API made by the CDK, by CfnInclude or by Solutions Constructs.

    Each of `stage_settings`, `help_url` and `notifications` is left out by saying None. Without `account_logging` the
    account settings of the API's own stack are used, where it has any. `functions` are those that the API invokes,
    found where its stack makes them. `stage` is needed where the API has several. What exists is added to or, where it
    contradicts, refused with `WiringError`; docs/attach.md lists every property that changes.
    """
    _check_kind(rest_api)
    # In the stack and not below the API: what waits for the API would wait for all of this, too.
    place = Construct(Stack.of(rest_api), construct_id or _choose_id(rest_api))
    stage = stage or get_only_stage(rest_api)
    stage_logs = error_responses = None
    if stage_settings is not None:
        check_promised_throttles(place, stage, stage_settings.throttle)
        stage_logs = StageLogs(
            place,
            "StageLogs",
            stage=stage,
            account_logging=choose_account_logging(stage, account_logging),
            settings=stage_settings,
            existing_access_log=existing_access_log,
            execution_log_group=execution_log_group or find_execution_log(place, stage),
        )
    if help_url is not None:
        deployment = _find_unfollowed_deployment(rest_api, stage)
        answers: dict[str, Any] = {"cors": cors, "kept_responses": kept_responses, "deployment": deployment}
        error_responses = ErrorResponses(place, "ErrorResponses", rest_api=rest_api, help_url=help_url, **answers)
    watched = _Watched(place, rest_api, stage, stage_logs, functions, integration_timeout)
    alarms = None if notifications is None else watched.make_alarms(notifications, thresholds)
    return AttachedApi(
        stage=stage,
        stage_logs=stage_logs,
        error_responses=error_responses,
        usage_plans=UsagePlans(place, "UsagePlans", stage=stage, plans=plans) if plans else None,
        alarms=alarms,
        dashboard=watched.make_dashboard(alarms) if dashboard else None,
    )


@dataclass(frozen=True)
class _Watched:
    """The stage as alarms and dashboard see it alike: by its access log and the functions behind it."""

    place: Construct
    rest_api: ExistingApi
    stage: ExistingStage
    stage_logs: StageLogs | None
    named_functions: Sequence[ExistingFunction] | None
    integration_timeout: Duration | None

    def make_alarms(
        self, notifications: Notifications | AlarmTopics | NoReceiver, thresholds: AlarmThresholds | None
    ) -> ApiAlarms:
        alarms = ApiAlarms(
            self.place,
            "Alarms",
            stage=self.stage,
            access_log_group=self.access_log_group,
            functions=self.functions,
            notifications=notifications,
            thresholds=thresholds,
            integration_timeout=self.integration_timeout,
        )
        check_own_name(self.place, self.rest_api, alarms.identity.api_name)
        return alarms

    def make_dashboard(self, alarms: ApiAlarms | None) -> ApiDashboard:
        return ApiDashboard(
            self.place,
            "Dashboard",
            stage=self.stage,
            access_log_group=self.access_log_group,
            functions=self.functions,
            alarms=alarms,
            integration_timeout=self.integration_timeout,
            trace_log_groups=[self.stage_logs.execution_log_group] if self.stage_logs else [],
        )

    @cached_property
    def functions(self) -> Sequence[ExistingFunction]:
        return get_invoked_functions(self.rest_api) if self.named_functions is None else self.named_functions

    @cached_property
    def access_log_group(self) -> logs.ILogGroup:
        if self.stage_logs is not None:
            return self.stage_logs.access_log_group
        resource = find_stage_resource(self.stage)
        if resource is None or resource.access_log_setting is None:
            raise WiringError(
                "the stage has no access log that is known here, and alarms and dashboard read it",
                where=self.stage.node.path,
                remedy="pass stage_settings=StageSettings(...), or notifications=None and dashboard=False",
            )
        return get_access_log_group(self.place, resource)


def _check_kind(rest_api: ExistingApi) -> None:
    kind = rest_api.cfn_resource_type if isinstance(rest_api, CfnResource) else "AWS::ApiGateway::RestApi"
    if kind != "AWS::ApiGateway::RestApi":
        raise WiringError(
            f"{kind} is transformed when it is deployed: its stage and its deployment are in no template here",
            where=rest_api.node.path,
            remedy="include what the transform made: `aws cloudformation get-template --template-stage Processed`",
        )


def _choose_id(rest_api: ExistingApi) -> str:
    """An id that stays while the API stays where it is, and is unlike that of another API in the stack."""
    path = rest_api.node.path.removeprefix(Stack.of(rest_api).node.path).strip("/")
    return f"WellWired-{path.replace('/', '-')}"


def _find_unfollowed_deployment(
    rest_api: ExistingApi, stage: ExistingStage
) -> apigateway.Deployment | apigateway.CfnDeployment | None:
    """The stage's deployment, unless the API follows it on its own."""
    follows = not isinstance(rest_api, apigateway.CfnRestApi) and rest_api.latest_deployment is not None
    return None if follows else find_deployment(stage)
