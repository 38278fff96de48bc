"""attach: what it adds to an API in each style that teams have, and that it leaves everything else as it is."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sam as sam

from tests.constructs.construct_samples import (
    HELP_URL,
    REPOSITORY,
    SETTINGS,
    new_app,
    new_stack,
    of_type,
    one_of,
    resources_of,
)
from tests.constructs.existing_styles import STYLES, attach_options, make_orders, rest_api, solutions_constructs
from wellwired.constructs import AccountLogging, AttachedApi, Cors, NoReceiver, Plan, Throttle, attach
from wellwired.engine import judge
from wellwired.errors import WiringError
from wellwired.facts import GATEWAY_RESPONSE_STATUS
from wellwired.testing.subjects import read_subject

IN_THE_DOCUMENT = "x-amazon-apigateway-gateway-responses"
EVERYTHING: dict[str, Any] = {
    "stage_settings": SETTINGS,
    "help_url": HELP_URL,
    "notifications": NoReceiver("a test"),
    "cors": Cors(allow_origins=("https://app.example.com",)),
}
LOGS_ALONE = EVERYTHING | {"help_url": None, "notifications": None, "dashboard": False}
# Every property of theirs that may change, by type; docs/attach.md lists the same.
MAY_CHANGE = {
    "AWS::ApiGateway::Stage": {"AccessLogSetting", "DeploymentId", "MethodSettings", "TracingEnabled"},
    "AWS::ApiGateway::RestApi": {"Body"},
}
Template = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """One style's template before and after, and what attach returned."""

    before: Template
    after: Template
    attached: AttachedApi

    def of_type(self, kind: str) -> tuple[dict[str, Any], dict[str, Any]]:
        return of_type(self.before["Resources"], kind), of_type(self.after["Resources"], kind)


def template_of(stack: cdk.Stack) -> Template:
    return dict(assertions.Template.from_stack(stack).to_json())


@pytest.fixture(scope="module")
def compare() -> Callable[[str], Compared]:
    @cache
    def compare(style: str) -> Compared:
        before, after = new_stack(), new_stack()
        STYLES[style](before)
        attached = attach(STYLES[style](after), **EVERYTHING, **attach_options(style, after))
        return Compared(template_of(before), template_of(after), attached)

    return compare


@pytest.fixture(params=STYLES)
def compared(request: pytest.FixtureRequest, compare: Callable[[str], Compared]) -> Compared:
    return compare(request.param)


def without_deployments(template: Template) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in template["Resources"].items() if one["Type"] != "AWS::ApiGateway::Deployment"}


def test_no_resource_of_theirs_is_gone_or_of_another_kind(compared: Compared) -> None:
    after = compared.after["Resources"]
    kinds = {name: one["Type"] for name, one in without_deployments(compared.before).items()}
    assert {name: after[name]["Type"] for name in kinds if name in after} == kinds


def unlisted(resource: dict[str, Any]) -> dict[str, Any]:
    """What of a resource has to stay: all but the listed properties, and what a stage waits for."""
    may = MAY_CHANGE.get(resource["Type"], set())
    properties = {key: value for key, value in resource.get("Properties", {}).items() if key not in may}
    waits = {"DependsOn"} if resource["Type"] == "AWS::ApiGateway::Stage" else set()
    return {key: value for key, value in resource.items() if key not in waits} | {"Properties": properties}


def with_one_deployment_id(template: Template) -> Template:
    """The template with references to its deployment that do not tell its hash."""
    (logical_id,) = of_type(template["Resources"], "ApiGateway::Deployment")
    renamed: Template = json.loads(json.dumps(template).replace(f'"{logical_id}"', '"TheDeployment"'))
    return renamed


def test_no_property_of_theirs_changes_but_the_listed_ones(compared: Compared) -> None:
    attached = with_one_deployment_id(compared.after)["Resources"]
    for name, before in without_deployments(with_one_deployment_id(compared.before)).items():
        after = attached[name]
        assert unlisted(after) == unlisted(before)
        assert set(as_list(before.get("DependsOn"))) <= set(as_list(after.get("DependsOn")))


def test_the_page_lists_every_property_that_may_change() -> None:
    page = (REPOSITORY / "docs" / "attach.md").read_text()
    listed = page.split("## What changes of yours")[1].split("## In each style")[0]
    for kind, properties in MAY_CHANGE.items():
        assert all(f"`{name}`" in listed for name in (kind, *properties))


def test_outputs_parameters_and_conditions_of_theirs_stay(compared: Compared) -> None:
    assert {key: one for key, one in compared.after.items() if key != "Resources"} == {
        key: one for key, one in compared.before.items() if key != "Resources"
    }


def test_only_the_deployment_is_replaced_by_one_of_another_hash_that_says_the_same(compared: Compared) -> None:
    [[old, before]], [[new, after]] = (one.items() for one in compared.of_type("ApiGateway::Deployment"))
    assert new != old
    assert new.startswith(re.sub(r"[0-9a-f]{32}$", "", old)), "the CDK's own deployments end in such a hash"
    assert after["Properties"] == before["Properties"]
    assert set(as_list(before.get("DependsOn"))) <= set(as_list(after.get("DependsOn")))
    stage = one_of(compared.after["Resources"], "ApiGateway::Stage")
    assert stage["Properties"]["DeploymentId"] == {"Ref": new}


def as_list(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def test_every_error_of_the_gateway_is_answered_and_deployed(compared: Compared) -> None:
    resources = compared.after["Resources"]
    made = of_type(resources, "ApiGateway::GatewayResponse")
    body = one_of(resources, "ApiGateway::RestApi")["Properties"].get("Body")
    if body is None:
        assert {one["Properties"]["ResponseType"] for one in made.values()} == set(GATEWAY_RESPONSE_STATUS)
        assert set(made) <= set(one_of(resources, "ApiGateway::Deployment")["DependsOn"])
    else:
        assert not made, "an update of the document could take them away"
        assert set(body[IN_THE_DOCUMENT]) == set(GATEWAY_RESPONSE_STATUS)


@pytest.mark.parametrize("style", ["SpecRestApi", "SAM"])
def test_a_document_is_only_added_to_and_answers_as_resources_would(
    compare: Callable[[str], Compared], style: str
) -> None:
    before, after = (
        one["Properties"]["Body"] for found in compare(style).of_type("ApiGateway::RestApi") for one in found.values()
    )
    responses = after[IN_THE_DOCUMENT]
    assert {key: value for key, value in after.items() if key != IN_THE_DOCUMENT} == before
    made = of_type(compare("RestApi").after["Resources"], "ApiGateway::GatewayResponse").values()
    assert responses == {
        one["Properties"]["ResponseType"]: {
            "responseParameters": one["Properties"]["ResponseParameters"],
            "responseTemplates": one["Properties"]["ResponseTemplates"],
        }
        for one in made
    }


def test_the_stage_logs_after_the_accounts_role(compared: Compared) -> None:
    resources = compared.after["Resources"]
    stage = one_of(resources, "ApiGateway::Stage")
    (account,) = of_type(resources, "ApiGateway::Account")
    assert account in stage["DependsOn"]
    assert stage["Properties"]["MethodSettings"][0]["LoggingLevel"] == "INFO"
    assert "integrationErrorMessage" in stage["Properties"]["AccessLogSetting"]["Format"]


def test_the_function_behind_the_api_is_found_and_watched(compared: Compared) -> None:
    alarms = of_type(compared.after["Resources"], "CloudWatch::Alarm").values()
    durations = [one for one in alarms if one["Properties"].get("MetricName") == "Duration"]
    ((function, _),) = of_type(compared.after["Resources"], "Lambda::Function").items()
    assert [one["Properties"]["Dimensions"] for one in durations] == [
        [{"Name": "FunctionName", "Value": {"Ref": function}}]
    ]
    assert durations[0]["Properties"]["Threshold"] == 7_200  # 80 % of the 9 s that all of them say


def rules_broken(template: Template) -> set[str]:
    (wiring,) = read_subject(template).wirings
    return {finding.rule for finding in judge(wiring).findings}


def test_the_defects_of_the_stage_are_mended_and_none_is_brought(compared: Compared) -> None:
    before, after = rules_broken(compared.before), rules_broken(compared.after)
    # The account's own alarm has no topic here; it is not of attach's making.
    assert after - before <= {"mute-alarm"}
    assert before - after >= {"unwatched-api", "unmeasured-methods"}
    assert {"unlogged-stage", "reasonless-access-log", "missing-execution-log", "unthrottled-stage"}.isdisjoint(after)


def test_what_was_made_is_returned(compared: Compared) -> None:
    attached = compared.attached
    assert attached.stage_logs is not None
    assert attached.error_responses is not None
    assert attached.alarms is not None
    assert attached.dashboard is not None
    assert attached.usage_plans is None


def test_each_api_is_known_by_the_name_its_metrics_carry(compare: Callable[[str], Compared]) -> None:
    names = {style: compare(style).attached.alarms.identity.api_name for style in STYLES}  # type: ignore[union-attr]
    assert names.pop("SAM") == "Orders"  # the stack's
    assert names.pop("CloudFormation") == "shop"
    assert names.pop("SpecRestApi") == "Api"  # the construct's id, as the CDK names it
    assert set(names.values()) == {"Orders-api"}


def test_their_settings_for_a_method_are_kept_and_completed(compare: Callable[[str], Compared]) -> None:
    stage = one_of(compare("CloudFormation").after["Resources"], "ApiGateway::Stage")
    whole, method = stage["Properties"]["MethodSettings"]
    limits = {"ThrottlingBurstLimit": 7, "ThrottlingRateLimit": 5}
    assert method == whole | limits | {"HttpMethod": "GET", "ResourcePath": "/~1orders"}


def test_their_access_log_keeps_its_group_and_its_fields(compare: Callable[[str], Compared]) -> None:
    before, after = (
        one["Properties"]["AccessLogSetting"]
        for found in compare("Solutions Constructs").of_type("ApiGateway::Stage")
        for one in found.values()
    )
    assert after["DestinationArn"] == before["DestinationArn"]
    assert after["Format"].replace(" ", "").startswith(before["Format"][:-1])


def test_an_execution_log_that_api_gateway_has_made_is_used_and_not_made_again(
    compare: Callable[[str], Compared],
) -> None:
    before, after = compare("Solutions Constructs").of_type("Logs::LogGroup")
    assert after == before


def attach_logs(stack: cdk.Stack, api: Any, **options: Any) -> AttachedApi:
    arguments = LOGS_ALONE | {"account_logging": AccountLogging.managed_elsewhere()} | options
    return attach(api, **arguments)


def test_each_piece_can_be_left_out() -> None:
    before, stack = new_stack(), new_stack()
    rest_api(before)
    attached = attach_logs(stack, rest_api(stack))
    added = resources_of(stack).keys() - resources_of(before).keys()
    assert added == of_type(resources_of(stack), "Logs::LogGroup").keys(), "the deployment stays, too"
    assert (attached.alarms, attached.dashboard, attached.error_responses) == (None, None, None)


def test_alarms_alone_read_the_access_log_that_is_there() -> None:
    stack = new_stack()
    attached = attach(solutions_constructs(stack), **EVERYTHING | {"stage_settings": None, "help_url": None})
    (group,) = of_type(resources_of(stack), "Logs::LogGroup")
    filters = of_type(resources_of(stack), "Logs::MetricFilter").values()
    assert attached.stage_logs is None
    assert [one["Properties"]["LogGroupName"] for one in filters] == [{"Ref": group}] * 3


def test_alarms_without_an_access_log_are_refused() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="has no access log that is known here"):
        attach(rest_api(stack), **EVERYTHING | {"stage_settings": None})


def test_plans_come_beside_the_plan_that_is_there() -> None:
    stack = new_stack()
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    api.root.add_method("GET", apigateway.LambdaIntegration(make_orders(stack)), api_key_required=True)
    theirs = api.add_usage_plan("Partners")
    theirs.add_api_stage(stage=api.deployment_stage)
    plan = Plan(name="basic", throttle=Throttle(rate=10, burst=5), quota=None, keys=("shop",))
    attached = attach_logs(stack, api, plans=[plan])
    assert attached.usage_plans is not None
    plans = of_type(resources_of(stack), "ApiGateway::UsagePlan")
    assert len(plans) == 2
    assert {"ApiStages": [{"ApiId": {"Ref": "ApiF70053CD"}, "Stage": {"Ref": "ApiDeploymentStageprod3EB9684E"}}]} in [
        {
            "ApiStages": [
                {key: value for key, value in stage.items() if value} for stage in one["Properties"]["ApiStages"]
            ]
        }
        for one in plans.values()
    ]


def test_a_stage_throttle_below_what_a_plan_of_theirs_promises_fails_synth() -> None:
    stack = new_stack()
    api = rest_api(stack)
    plan = api.add_usage_plan("Big", throttle=apigateway.ThrottleSettings(rate_limit=500, burst_limit=100))
    plan.add_api_stage(stage=api.deployment_stage)
    attach_logs(stack, api)
    with pytest.raises(RuntimeError, match="promises more than the stage is to let through: rate 500 above 100"):
        resources_of(stack)


def test_account_logging_beside_the_apis_own_is_refused() -> None:
    stack = new_stack()
    api = apigateway.LambdaRestApi(stack, "Api", handler=make_orders(stack), cloud_watch_role=True)
    with pytest.raises(WiringError, match="Orders/Api/Account sets the account's logging role already"):
        attach_logs(stack, api, account_logging=AccountLogging(stack, "AccountLogging"))


def test_without_any_account_logging_it_is_refused() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="nothing here sets the account's logging role"):
        attach(rest_api(stack), **EVERYTHING)


def test_an_access_log_of_theirs_is_never_overwritten_unasked() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="has an access log already"):
        attach(solutions_constructs(stack), **EVERYTHING)


def test_an_imported_api_is_refused_with_what_to_use() -> None:
    stack = new_stack()
    api = apigateway.RestApi.from_rest_api_id(stack, "Theirs", "a1b2c3")
    with pytest.raises(WiringError, match="the API is imported") as caught:
        attach_logs(stack, api)
    assert "ApiAlarms" in str(caught.value)


def test_an_api_of_several_stages_wants_one_named() -> None:
    stack = new_stack()
    api = rest_api(stack)
    beta = apigateway.Stage(stack, "Beta", deployment=apigateway.Deployment(stack, "Second", api=api))
    with pytest.raises(WiringError, match=r"the API has not one stage but Orders/Api/DeploymentStage\.prod/Resource, "):
        attach_logs(stack, api)
    attached = attach_logs(stack, api, stage=beta, construct_id="Beta-WellWired")
    assert attached.stage is beta


def test_an_untransformed_sam_api_is_refused() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="AWS::Serverless::Api is transformed when it is deployed"):
        attach_logs(stack, sam.CfnApi(stack, "Api", stage_name="prod"))


def test_a_function_of_another_stack_has_to_be_named() -> None:
    app = new_app()
    elsewhere, stack = cdk.Stack(app, "Functions"), cdk.Stack(app, "Orders")
    function = make_orders(elsewhere)
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    api.root.add_method("GET", apigateway.LambdaIntegration(function))
    with pytest.raises(WiringError, match="invokes a function that is not made in its stack"):
        attach_logs(stack, api, dashboard=True)
    stack.node.try_remove_child("WellWired-Api")


def test_two_apis_of_one_stack_are_attached_side_by_side_unless_they_share_a_name() -> None:
    def attach_two(*names: str) -> cdk.Stack:
        stack = new_stack()
        function = make_orders(stack)
        for construct_id, name in zip(("One", "Two"), names, strict=True):
            api = apigateway.RestApi(stack, construct_id, rest_api_name=name, cloud_watch_role=False)
            api.root.add_method("GET", apigateway.LambdaIntegration(function))
            attach_logs(stack, api, notifications=NoReceiver("a test"))
        return stack

    assert len(of_type(resources_of(attach_two("one", "two")), "CloudWatch::CompositeAlarm")) == 2
    with pytest.raises(RuntimeError, match="has the same API name, one"):
        resources_of(attach_two("one", "one"))


def test_functions_and_their_log_groups_of_any_origin_can_be_named() -> None:
    stack = new_stack()
    version = lambda_.Version.from_version_arn(stack, "V", "arn:aws:lambda:eu-west-1:111122223333:function:billing:7")
    alias = lambda_.Alias.from_alias_attributes(stack, "Alias", alias_name="live", alias_version=version)
    log_group = logs.LogGroup.from_log_group_name(stack, "Execution", "API-Gateway-Execution-Logs_x/prod")
    attached = attach_logs(
        stack,
        rest_api(stack),
        functions=[version, alias],
        notifications=NoReceiver("a test"),
        execution_log_group=log_group,
    )
    throttles = [
        one["Properties"]
        for one in of_type(resources_of(stack), "CloudWatch::Alarm").values()
        if "throttles" in one["Properties"]["AlarmName"]
    ]
    assert len(throttles) == 1, "alias and version are of one function"
    assert attached.stage_logs is not None
    assert attached.stage_logs.execution_log_group is log_group
