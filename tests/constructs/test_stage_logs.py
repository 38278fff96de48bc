"""StageLogs: a stage that tells what happened, to groups that expire, after the role that lets it write."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from tests.constructs.construct_samples import SETTINGS, as_text, new_app, new_stack, of_type, one_of, resources_of
from wellwired.access_log import FIELDS
from wellwired.constructs import AccountLogging, MethodOverride, StageLogs, StageSettings, Throttle
from wellwired.errors import WiringError

ELSEWHERE = AccountLogging.managed_elsewhere()
STAGE_WIDE = {
    "HttpMethod": "*",
    "ResourcePath": "/*",
    "LoggingLevel": "INFO",
    "DataTraceEnabled": False,
    "MetricsEnabled": True,
    "ThrottlingRateLimit": 100,
    "ThrottlingBurstLimit": 200,
}


def make_stage(stack: cdk.Stack, **stage_options: Any) -> apigateway.Stage:
    """The stage of a RestApi as somebody has it already."""
    api = apigateway.RestApi(
        stack, "Api", cloud_watch_role=False, deploy_options=apigateway.StageOptions(stage_name="live", **stage_options)
    )
    api.root.add_method("GET", apigateway.MockIntegration())
    return api.deployment_stage


def resources_with(settings: StageSettings = SETTINGS, **stage_options: Any) -> dict[str, dict[str, Any]]:
    stack = new_stack()
    stage = make_stage(stack, **stage_options)
    StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=settings)
    return resources_of(stack)


def method_settings(resources: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    settings: list[dict[str, Any]] = one_of(resources, "ApiGateway::Stage")["Properties"]["MethodSettings"]
    return settings


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    return resources_with()


@pytest.fixture(scope="module")
def overridden() -> dict[str, dict[str, Any]]:
    """A traced development stage with a key, overrides of its own, and one that its maker wrote before."""
    stack = new_stack()
    stage = make_stage(
        stack,
        cache_cluster_enabled=True,
        method_options={
            "/orders/GET": apigateway.MethodDeploymentOptions(caching_enabled=True),
            "/orders/POST": apigateway.MethodDeploymentOptions(throttling_burst_limit=7),
        },
    )
    settings = StageSettings(
        throttle=Throttle(rate=100, burst=200),
        production=False,
        data_trace=True,
        retention=logs.RetentionDays.ONE_WEEK,
        removal_policy=cdk.RemovalPolicy.DESTROY,
        encryption_key=kms.Key(stack, "Key"),
        method_overrides={
            "POST /orders": MethodOverride(throttle=Throttle(rate=5, burst=9)),
            "GET /": MethodOverride(log_level=apigateway.MethodLoggingLevel.ERROR, data_trace=False),
        },
    )
    StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=settings)
    return resources_of(stack)


def find_group(resources: dict[str, dict[str, Any]], part: str) -> tuple[str, dict[str, Any]]:
    (found,) = [(name, one) for name, one in of_type(resources, "Logs::LogGroup").items() if part in name]
    return found


def test_the_execution_log_group_has_the_name_that_api_gateway_looks_for(resources: dict[str, dict[str, Any]]) -> None:
    (api_id,) = of_type(resources, "ApiGateway::RestApi")
    _, group = find_group(resources, "ExecutionLog")
    assert as_text(group["Properties"]["LogGroupName"]) == f"API-Gateway-Execution-Logs_{{{api_id}}}/live"


def test_the_execution_log_group_is_made_before_the_stage(resources: dict[str, dict[str, Any]]) -> None:
    name, _ = find_group(resources, "ExecutionLog")
    assert name in one_of(resources, "ApiGateway::Stage")["DependsOn"]


@pytest.mark.parametrize("part", ["ExecutionLog", "AccessLog"])
def test_both_groups_expire_and_stay_when_the_stack_goes(resources: dict[str, dict[str, Any]], part: str) -> None:
    _, group = find_group(resources, part)
    assert group["Properties"]["RetentionInDays"] == 90
    assert group["DeletionPolicy"] == "Retain"


def test_the_access_log_holds_every_field_as_json(resources: dict[str, dict[str, Any]]) -> None:
    name, _ = find_group(resources, "AccessLog")
    setting = one_of(resources, "ApiGateway::Stage")["Properties"]["AccessLogSetting"]
    assert json.loads(setting["Format"]) == dict(FIELDS)
    destination = as_text(setting["DestinationArn"])
    assert destination == f"arn:{{Partition}}:logs:{{Region}}:{{AccountId}}:log-group:{{{name}}}"


def test_every_method_is_logged_measured_and_limited_by_one_entry(resources: dict[str, dict[str, Any]]) -> None:
    assert method_settings(resources) == [STAGE_WIDE]


def test_the_stage_is_traced(resources: dict[str, dict[str, Any]]) -> None:
    assert one_of(resources, "ApiGateway::Stage")["Properties"]["TracingEnabled"] is True


def test_metrics_and_traces_can_be_left_out() -> None:
    settings = StageSettings(throttle=Throttle(rate=1, burst=1), detailed_metrics=False, tracing=False)
    resources = resources_with(settings)
    assert method_settings(resources)[0]["MetricsEnabled"] is False
    assert one_of(resources, "ApiGateway::Stage")["Properties"]["TracingEnabled"] is False


def test_an_override_keeps_every_other_setting_of_the_stage(overridden: dict[str, dict[str, Any]]) -> None:
    whole, *entries = method_settings(overridden)
    assert whole == STAGE_WIDE | {"DataTraceEnabled": True}
    by_key = {(entry["HttpMethod"], entry["ResourcePath"]): entry for entry in entries}
    assert by_key["POST", "/~1orders"] == whole | {
        "HttpMethod": "POST",
        "ResourcePath": "/~1orders",
        "ThrottlingRateLimit": 5,
        "ThrottlingBurstLimit": 9,
    }
    assert by_key["GET", "/"] == whole | {
        "HttpMethod": "GET",
        "ResourcePath": "/",
        "LoggingLevel": "ERROR",
        "DataTraceEnabled": False,
    }


def test_method_options_of_the_stage_no_longer_drop_its_logging(overridden: dict[str, dict[str, Any]]) -> None:
    whole, *entries = method_settings(overridden)
    (cached,) = [entry for entry in entries if entry.get("CachingEnabled")]
    assert cached == whole | {"HttpMethod": "GET", "ResourcePath": "/~1orders", "CachingEnabled": True}


def test_there_is_one_entry_for_every_method(overridden: dict[str, dict[str, Any]]) -> None:
    keys = [(entry["HttpMethod"], entry["ResourcePath"]) for entry in method_settings(overridden)]
    assert keys.count(("*", "/*")) == 1
    assert len(set(keys)) == len(keys)


def test_a_key_encrypts_both_groups_and_lets_cloudwatch_logs_use_it(overridden: dict[str, dict[str, Any]]) -> None:
    (key_id,) = of_type(overridden, "KMS::Key")
    for part in ("ExecutionLog", "AccessLog"):
        _, group = find_group(overridden, part)
        assert group["Properties"]["KmsKeyId"] == {"Fn::GetAtt": [key_id, "Arn"]}
    statements = one_of(overridden, "KMS::Key")["Properties"]["KeyPolicy"]["Statement"]
    (grant,) = [s for s in statements if "Service" in s["Principal"]]
    assert as_text(grant["Principal"]["Service"]) == "logs.{Region}.{URLSuffix}"
    assert {"kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"} <= set(grant["Action"])
    pattern = grant["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert as_text(pattern) == "arn:{Partition}:logs:{Region}:{AccountId}:*"


def test_retention_and_removal_are_settings(overridden: dict[str, dict[str, Any]]) -> None:
    for part in ("ExecutionLog", "AccessLog"):
        _, group = find_group(overridden, part)
        assert (group["Properties"]["RetentionInDays"], group["DeletionPolicy"]) == (7, "Delete")


def test_the_stage_waits_for_the_account_in_its_stack() -> None:
    stack = new_stack()
    account = AccountLogging(stack, "AccountLogging")
    StageLogs(stack, "Logs", stage=make_stage(stack), account_logging=account, settings=SETTINGS)
    resources = resources_of(stack)
    (account_id,) = of_type(resources, "ApiGateway::Account")
    assert account_id in one_of(resources, "ApiGateway::Stage")["DependsOn"]


def test_the_stack_of_the_stage_waits_for_the_stack_of_the_account() -> None:
    app = new_app()
    account = AccountLogging(cdk.Stack(app, "Account"), "Logging")
    stack = cdk.Stack(app, "Orders")
    StageLogs(stack, "Logs", stage=make_stage(stack), account_logging=account, settings=SETTINGS)
    dependencies = [artifact.id for artifact in app.synth().get_stack_by_name("Orders").dependencies]
    assert "Account" in dependencies


def test_an_execution_log_group_that_is_there_already_is_used() -> None:
    stack = new_stack()
    existing = logs.LogGroup.from_log_group_name(stack, "Existing", "API-Gateway-Execution-Logs_a1/live")
    made = StageLogs(
        stack,
        "Logs",
        stage=make_stage(stack),
        account_logging=ELSEWHERE,
        settings=SETTINGS,
        execution_log_group=existing,
    )
    assert made.execution_log_group is existing
    assert len(of_type(resources_of(stack), "Logs::LogGroup")) == 1


def test_data_trace_in_production_needs_a_reason() -> None:
    with pytest.raises(WiringError, match="data trace is on for the stage in production") as caught:
        StageSettings(throttle=Throttle(rate=1, burst=1), data_trace=True)
    assert "data_trace_reason" in str(caught.value)


def test_data_trace_of_one_method_in_production_needs_a_reason() -> None:
    with pytest.raises(WiringError, match="data trace is on for POST /orders in production"):
        StageSettings(
            throttle=Throttle(rate=1, burst=1), method_overrides={"POST /orders": MethodOverride(data_trace=True)}
        )


def test_data_trace_that_a_stage_has_for_a_method_needs_a_reason() -> None:
    with pytest.raises(WiringError, match="data trace is on for GET /~1orders in production"):
        resources_with(method_options={"/orders/GET": apigateway.MethodDeploymentOptions(data_trace_enabled=True)})


def test_the_reason_for_data_trace_is_kept_in_the_template_and_allows_it() -> None:
    settings = StageSettings(throttle=Throttle(rate=1, burst=1), data_trace=True, data_trace_reason="case 4711")
    resources = resources_with(settings)
    assert method_settings(resources)[0]["DataTraceEnabled"] is True
    assert one_of(resources, "ApiGateway::Stage")["Metadata"]["wellwired"] == {"allow": {"logged-payload": "case 4711"}}


@pytest.mark.parametrize(
    ("stage_options", "said"),
    [
        ({"throttling_rate_limit": 5}, "throttling_rate_limit=5, StageLogs says 100"),
        ({"logging_level": apigateway.MethodLoggingLevel.ERROR}, "logging_level=ERROR, StageLogs says INFO"),
        ({"data_trace_enabled": True}, "data_trace_enabled=True, StageLogs says False"),
    ],
)
def test_a_stage_that_says_otherwise_is_refused(stage_options: dict[str, Any], said: str) -> None:
    with pytest.raises(WiringError, match=said):
        resources_with(**stage_options)


def test_a_stage_that_says_the_same_is_fine() -> None:
    resources = resources_with(throttling_rate_limit=100, metrics_enabled=True, caching_enabled=True)
    assert method_settings(resources) == [STAGE_WIDE | {"CachingEnabled": True}]


def test_an_imported_stage_is_refused() -> None:
    stack = new_stack()
    api = apigateway.RestApi.from_rest_api_id(stack, "Theirs", "a1b2c3")
    stage = apigateway.Stage.from_stage_attributes(stack, "Stage", rest_api=api, stage_name="live")
    with pytest.raises(WiringError, match="the stage live is imported"):
        StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=SETTINGS)


def test_a_stage_with_an_access_log_is_refused() -> None:
    stack = new_stack()
    destination = apigateway.LogGroupLogDestination(logs.LogGroup(stack, "Theirs"))
    stage = make_stage(stack, access_log_destination=destination)
    with pytest.raises(WiringError, match="has an access log already"):
        StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=SETTINGS)


def test_settings_that_are_a_token_are_refused() -> None:
    stack = new_stack()
    stage = make_stage(stack)
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.method_settings = cdk.Token.as_any([])
    with pytest.raises(WiringError, match="are a token"):
        StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=SETTINGS)


def test_a_stage_without_an_execution_log_is_refused() -> None:
    with pytest.raises(WiringError, match="log_level is OFF"):
        StageSettings(throttle=Throttle(rate=1, burst=1), log_level=apigateway.MethodLoggingLevel.OFF)
    with pytest.raises(WiringError, match=r"method_overrides\['GET /'\].log_level is OFF"):
        StageSettings(
            throttle=Throttle(rate=1, burst=1),
            method_overrides={"GET /": MethodOverride(log_level=apigateway.MethodLoggingLevel.OFF)},
        )


@pytest.mark.parametrize("name", ["/orders", "GET", "GET orders", "get /orders", ""])
def test_an_override_names_a_method_and_a_path(name: str) -> None:
    with pytest.raises(WiringError, match="names no method"):
        StageSettings(throttle=Throttle(rate=1, burst=1), method_overrides={name: MethodOverride()})


def test_a_stage_above_the_account_is_refused_until_the_account_is_known_to_allow_more() -> None:
    with pytest.raises(WiringError, match="the rate of the stage, 20000, is above the account's own limit"):
        StageSettings(throttle=Throttle(rate=20_000, burst=5_000))
    with pytest.raises(WiringError, match="the burst of the override of GET /, 9000"):
        StageSettings(
            throttle=Throttle(rate=1, burst=1),
            method_overrides={"GET /": MethodOverride(throttle=Throttle(rate=1, burst=9_000))},
        )
    raised = Throttle(rate=20_000, burst=10_000)
    assert StageSettings(throttle=raised, account_throttle=raised).throttle is raised
