"""Each construct alone on what a stack has already: imported, included from a template, or made by the CDK."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import cloudformation_include

from tests.constructs.construct_samples import HELP_URL, SETTINGS, as_text, new_stack, of_type, one_of, resources_of
from tests.constructs.existing_styles import INCLUDED, included_methods, rest_api, spec_rest_api
from wellwired.access_log import FIELDS
from wellwired.constructs import (
    AccountLogging,
    ApiAlarms,
    ApiDashboard,
    ErrorResponses,
    ExistingAccessLog,
    Firewall,
    NoReceiver,
    Plan,
    StageLogs,
    StageSettings,
    Throttle,
    UsagePlans,
)
from wellwired.constructs.existing_access_log import find_access_log_group
from wellwired.constructs.invoked_functions import get_invoked_functions
from wellwired.constructs.stage_identity import get_stage_identity
from wellwired.errors import WiringError

ELSEWHERE = AccountLogging.managed_elsewhere()
IN_THE_DOCUMENT = "x-amazon-apigateway-gateway-responses"


@pytest.fixture
def stack() -> cdk.Stack:
    return new_stack()


def include(stack: cdk.Stack, **parameters: Any) -> cloudformation_include.CfnInclude:
    return cloudformation_include.CfnInclude(stack, "Template", template_file=str(INCLUDED / "methods.yaml"))


def included_stage(template: cloudformation_include.CfnInclude) -> apigateway.CfnStage:
    stage = template.get_resource("Prod")
    assert isinstance(stage, apigateway.CfnStage)
    return stage


def included_function(template: cloudformation_include.CfnInclude) -> lambda_.CfnFunction:
    function = template.get_resource("Orders")
    assert isinstance(function, lambda_.CfnFunction)
    return function


def logged_stage(stack: cdk.Stack, **options: Any) -> apigateway.Stage:
    """A stage with an access log, of its own format where `access_log_format` says so."""
    stage_options = apigateway.StageOptions(**options)
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False, deploy_options=stage_options)
    api.root.add_method("GET", apigateway.MockIntegration())
    return api.deployment_stage


def destination(stack: cdk.Stack, name: str = "Theirs") -> apigateway.LogGroupLogDestination:
    return apigateway.LogGroupLogDestination(logs.LogGroup(stack, name))


def test_alarms_and_dashboard_watch_what_a_template_includes(stack: cdk.Stack) -> None:
    template = include(stack)
    group = logs.LogGroup(stack, "Log")
    watched: dict[str, Any] = {
        "stage": included_stage(template),
        "access_log_group": group,
        "functions": [included_function(template)],
    }
    included_stage(template).access_log_setting = apigateway.CfnStage.AccessLogSettingProperty(
        destination_arn=group.log_group_arn, format='{"status":"$context.status"}'
    )
    alarms = ApiAlarms(stack, "Alarms", notifications=NoReceiver("a test"), **watched)
    ApiDashboard(stack, "Dashboard", alarms=alarms, **watched)
    assert alarms.identity.dimensions == {"ApiName": "shop", "Stage": "prod"}
    properties = [one["Properties"] for one in of_type(resources_of(stack), "CloudWatch::Alarm").values()]
    (duration,) = [one for one in properties if one["AlarmName"].endswith("Template-Orders/duration")]
    assert duration["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": "Orders"}}]
    assert duration["Threshold"] == 7_200


def test_plans_limit_an_included_stage_and_wait_for_it(stack: cdk.Stack) -> None:
    stage = included_stage(include(stack))
    fast = Plan(name="fast", throttle=Throttle(rate=10, burst=5), quota=None, keys=("shop",))
    UsagePlans(stack, "Plans", stage=stage, plans=[fast])
    plan = one_of(resources_of(stack), "ApiGateway::UsagePlan")
    (of_stage,) = plan["Properties"]["ApiStages"]
    assert (of_stage["ApiId"], of_stage["Stage"]) == ({"Ref": "Api"}, {"Ref": "Prod"})
    assert plan["DependsOn"] == ["Prod"]


def test_a_plan_above_what_an_included_stage_lets_through_is_refused(stack: cdk.Stack) -> None:
    plan = Plan(
        name="fast",
        throttle=Throttle(rate=10, burst=5),
        quota=None,
        keys=("shop",),
        method_throttles={"GET /orders": Throttle(rate=6, burst=5)},
    )
    with pytest.raises(WiringError, match="the rate of the plan 'fast' on GET /orders, 6, is above the stage's 5"):
        UsagePlans(stack, "Plans", stage=included_stage(include(stack)), plans=[plan])


@pytest.mark.parametrize("imported", ["version", "alias"])
def test_an_imported_version_or_alias_is_watched_by_its_functions_name(stack: cdk.Stack, imported: str) -> None:
    version = lambda_.Version.from_version_arn(stack, "V", "arn:aws:lambda:eu-west-1:111122223333:function:billing:7")
    alias = lambda_.Alias.from_alias_attributes(stack, "A", alias_name="live", alias_version=version)
    status = apigateway.AccessLogFormat.custom('{"id":"$context.requestId","status":"$context.status"}')
    stage = logged_stage(stack, access_log_destination=destination(stack), access_log_format=status)
    ApiAlarms(
        stack,
        "Alarms",
        stage=stage,
        access_log_group=logs.LogGroup(stack, "Log"),
        functions=[version if imported == "version" else alias],
        notifications=NoReceiver("a test"),
    )
    alarms = json.dumps(of_type(resources_of(stack), "CloudWatch::Alarm"))
    assert '{"Name": "FunctionName", "Value": "billing"}' in alarms
    assert "billing:" not in alarms, "no metric has a qualifier in this dimension"


def test_an_api_imported_by_its_id_is_refused_as_metrics_know_it_by_its_name(stack: cdk.Stack) -> None:
    api = apigateway.RestApi.from_rest_api_id(stack, "Theirs", "a1b2c3")
    stage = apigateway.Stage.from_stage_attributes(stack, "Stage", rest_api=api, stage_name="live")
    with pytest.raises(WiringError, match="the API Theirs is imported by its id") as caught:
        get_stage_identity(stack, stage)
    assert "from_rest_api_attributes(rest_api_name=" in str(caught.value)


def test_an_included_name_that_is_a_parameter_is_refused_until_it_is_given(stack: cdk.Stack) -> None:
    template = include(stack)
    api = template.get_resource("Api")
    assert isinstance(api, apigateway.CfnRestApi)
    api.name = cdk.CfnParameter(stack, "Name").value_as_string
    with pytest.raises(WiringError, match="the API's name is known only at deployment") as caught:
        get_stage_identity(stack, included_stage(template))
    assert "CfnInclude(parameters=...)" in str(caught.value)


def test_error_responses_of_an_included_api_want_its_deployment_and_renew_it(stack: cdk.Stack) -> None:
    api = included_methods(stack)
    with pytest.raises(WiringError, match="no deployment of this API is known here"):
        ErrorResponses(stack, "Undeployed", rest_api=api, help_url=HELP_URL)

    def deployment_id(help_url: str) -> str:
        stack = new_stack()
        template = include(stack)
        api, deployment = template.get_resource("Api"), template.get_resource("Deployment")
        assert isinstance(api, apigateway.CfnRestApi)
        assert isinstance(deployment, apigateway.CfnDeployment)
        ErrorResponses(stack, "Errors", rest_api=api, help_url=help_url, deployment=deployment)
        resources = resources_of(stack)
        (made,) = of_type(resources, "ApiGateway::Deployment")
        assert one_of(resources, "ApiGateway::Stage")["Properties"]["DeploymentId"] == {"Ref": made}
        return made

    assert deployment_id(HELP_URL) == deployment_id(HELP_URL)
    assert deployment_id(HELP_URL) != deployment_id("https://docs.example.com/other")


def test_a_document_that_answers_a_type_itself_is_refused_unless_that_is_kept() -> None:
    def answering(stack: cdk.Stack, **options: Any) -> dict[str, Any]:
        api = spec_rest_api(stack)
        resource = api.node.default_child
        assert isinstance(resource, apigateway.CfnRestApi)
        resource.body = {**resource.body, IN_THE_DOCUMENT: {"THROTTLED": {"statusCode": 420}}}
        ErrorResponses(stack, "Errors", rest_api=api, help_url=HELP_URL, **options)
        body: dict[str, Any] = one_of(resources_of(stack), "ApiGateway::RestApi")["Properties"]["Body"]
        return body

    with pytest.raises(WiringError, match="the API answers THROTTLED already"):
        answering(new_stack())
    responses = answering(new_stack(), kept_responses=["THROTTLED"])[IN_THE_DOCUMENT]
    assert responses["THROTTLED"] == {"statusCode": 420}
    assert len(responses) == 21


def test_a_document_that_is_elsewhere_is_refused_with_what_to_do_by_hand(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "documents")
    definition = apigateway.ApiDefinition.from_bucket(bucket, "api.yaml")
    api = apigateway.SpecRestApi(stack, "Api", api_definition=definition, cloud_watch_role=False)
    with pytest.raises(WiringError, match="the API's OpenAPI document is not in the template") as caught:
        ErrorResponses(stack, "Errors", rest_api=api, help_url=HELP_URL)
    assert IN_THE_DOCUMENT in str(caught.value)


def test_a_response_that_the_api_has_already_fails_synth_unless_it_is_kept() -> None:
    def answering(**options: Any) -> dict[str, dict[str, Any]]:
        stack = new_stack()
        api = rest_api(stack)
        ErrorResponses(stack, "Errors", rest_api=api, help_url=HELP_URL, **options)
        api.add_gateway_response("Theirs", type=apigateway.ResponseType.THROTTLED)
        return of_type(resources_of(stack), "ApiGateway::GatewayResponse")

    with pytest.raises(RuntimeError, match="Orders/Api/Theirs/Resource: the API answers THROTTLED already"):
        answering()
    assert len(answering(kept_responses=["THROTTLED"])) == 21


def test_a_kept_response_that_does_not_exist_is_refused(stack: cdk.Stack) -> None:
    with pytest.raises(WiringError, match="kept_responses names THROTTLE, which is no type"):
        ErrorResponses(stack, "Errors", rest_api=rest_api(stack), help_url=HELP_URL, kept_responses=["THROTTLE"])


def stage_with_logs(stage: apigateway.Stage, existing: ExistingAccessLog) -> dict[str, Any]:
    stack = cdk.Stack.of(stage)
    StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=SETTINGS, existing_access_log=existing)
    setting: dict[str, Any] = one_of(resources_of(stack), "ApiGateway::Stage")["Properties"]["AccessLogSetting"]
    return setting


def test_an_access_log_is_kept_as_it_is(stack: cdk.Stack) -> None:
    common = apigateway.AccessLogFormat.clf()
    stage = logged_stage(stack, access_log_destination=destination(stack), access_log_format=common)
    setting = stage_with_logs(stage, ExistingAccessLog.KEEP)
    assert setting["Format"] == common.to_string()
    assert "Theirs" in json.dumps(setting["DestinationArn"])
    assert [name for name in of_type(resources_of(stack), "Logs::LogGroup") if "AccessLog" in name] == []


def test_an_extended_access_log_keeps_its_own_fields_where_names_meet(stack: cdk.Stack) -> None:
    theirs = apigateway.AccessLogFormat.custom('{"id":"$context.requestId","team":"shop","ip":"-"}')
    stage = logged_stage(stack, access_log_destination=destination(stack), access_log_format=theirs)
    fields = json.loads(stage_with_logs(stage, ExistingAccessLog.EXTEND)["Format"])
    assert fields == {**FIELDS, "id": "$context.requestId", "team": "shop", "ip": "-"}


def test_an_access_log_that_is_no_json_cannot_be_extended(stack: cdk.Stack) -> None:
    common = apigateway.AccessLogFormat.clf()
    stage = logged_stage(stack, access_log_destination=destination(stack), access_log_format=common)
    with pytest.raises(WiringError, match="is not in JSON, so that no field can be added"):
        stage_with_logs(stage, ExistingAccessLog.EXTEND)


def test_a_format_that_would_grow_beyond_what_api_gateway_takes_is_refused(stack: cdk.Stack) -> None:
    long = apigateway.AccessLogFormat.custom(json.dumps({"id": "$context.requestId", "team": "x" * 2_500}))
    stage = logged_stage(stack, access_log_destination=destination(stack), access_log_format=long)
    with pytest.raises(WiringError, match="API Gateway takes 3,072"):
        stage_with_logs(stage, ExistingAccessLog.EXTEND)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:logs:eu-west-1:111122223333:log-group:shop/access", "shop/access"),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:shop:*", "shop"),
        ("arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-shop", None),
    ],
)
def test_the_group_of_a_literal_destination_is_found(stack: cdk.Stack, arn: str, name: str | None) -> None:
    stage = included_stage(include(stack))
    stage.access_log_setting = apigateway.CfnStage.AccessLogSettingProperty(destination_arn=arn, format="{}")
    group = find_access_log_group(stack, stage)
    assert (group.log_group_name if group else None) == name


def test_an_access_log_that_goes_elsewhere_than_to_a_known_group_is_refused(stack: cdk.Stack) -> None:
    stage = logged_stage(stack)
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    firehose = "arn:aws:firehose:eu-west-1:111122223333:deliverystream/amazon-apigateway-shop"
    resource.access_log_setting = apigateway.CfnStage.AccessLogSettingProperty(destination_arn=firehose, format="{}")
    with pytest.raises(WiringError, match="goes to no log group that is known here"):
        stage_with_logs(stage, ExistingAccessLog.KEEP)


def test_tracing_that_is_on_is_not_switched_off_unasked(stack: cdk.Stack) -> None:
    stage = logged_stage(stack, tracing_enabled=True)
    untraced = StageSettings(throttle=Throttle(rate=1, burst=1), tracing=False)
    with pytest.raises(WiringError, match="the stage says tracing_enabled=True, StageLogs says False"):
        StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=untraced)


def test_an_included_stage_gets_its_logs_after_the_role(stack: cdk.Stack) -> None:
    account = AccountLogging(stack, "AccountLogging")
    stage = included_stage(include(stack))
    StageLogs(stack, "Logs", stage=stage, account_logging=account, settings=SETTINGS)
    resources = resources_of(stack)
    stage_resource = one_of(resources, "ApiGateway::Stage")
    assert set(of_type(resources, "ApiGateway::Account")) < set(stage_resource["DependsOn"])
    names = {as_text(one["Properties"].get("LogGroupName")) for one in of_type(resources, "Logs::LogGroup").values()}
    assert "API-Gateway-Execution-Logs_{Api}/prod" in names


def test_a_firewall_guards_an_included_stage(stack: cdk.Stack) -> None:
    acl = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"
    Firewall(stack, "Firewall", stage=included_stage(include(stack)), web_acl_arn=acl)
    guarded = as_text(one_of(resources_of(stack), "WAFv2::WebACLAssociation")["Properties"]["ResourceArn"])
    assert guarded.endswith("/restapis/{Api}/stages/{Prod}")


def test_a_cache_of_another_size_is_not_overwritten(stack: cdk.Stack) -> None:
    stage = logged_stage(stack, cache_cluster_enabled=True, cache_cluster_size="1.6")
    cached = StageSettings(throttle=Throttle(rate=1, burst=1), cache_cluster_size="0.5")
    with pytest.raises(WiringError, match=r"the stage says cache_cluster_size=1\.6, StageLogs says 0\.5"):
        StageLogs(stack, "Logs", stage=stage, account_logging=ELSEWHERE, settings=cached)


def test_functions_behind_methods_versions_and_documents_are_found(stack: cdk.Stack) -> None:
    api = spec_rest_api(stack)
    (found,) = get_invoked_functions(api)
    assert found.node.path == "Orders/Handler"
    version = lambda_.Version(stack, "Version", lambda_=found)  # type: ignore[arg-type]
    second = apigateway.RestApi(stack, "Second", cloud_watch_role=False)
    second.root.add_method("GET", apigateway.LambdaIntegration(version))
    assert [one.node.path for one in get_invoked_functions(second)] == ["Orders/Handler"]


def test_an_api_without_functions_is_refused(stack: cdk.Stack) -> None:
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    api.root.add_method("GET", apigateway.MockIntegration())
    with pytest.raises(WiringError, match="the API invokes no function that is known here"):
        get_invoked_functions(api)
