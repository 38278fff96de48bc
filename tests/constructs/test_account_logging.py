"""AccountLogging: one role per account and region, with exactly its rights, that no stack takes away."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_sns as sns

from tests.constructs.construct_samples import SETTINGS, new_app, new_stack, of_type, one_of, resources_of
from wellwired.constructs import AccountLogging, StageLogs
from wellwired.errors import WiringError

ROLE_ARN = "arn:aws:iam::111122223333:role/gateway-logs"
LAMBDA_ALARM = {
    "Namespace": "AWS/Lambda",
    "MetricName": "ClaimedAccountConcurrency",
    "Statistic": "Maximum",
    "Period": 60,
    "Threshold": 900,
    "EvaluationPeriods": 10,
    "DatapointsToAlarm": 10,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "TreatMissingData": "notBreaching",
}


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    stack = new_stack("Account")
    AccountLogging(stack, "Logging", alarm_topic=sns.Topic(stack, "Topic"))
    return resources_of(stack)


@pytest.fixture(scope="module")
def adopted() -> dict[str, dict[str, Any]]:
    stack = new_stack("Account")
    AccountLogging.adopt(stack, "Logging", role_arn=ROLE_ARN)
    return resources_of(stack)


def test_only_api_gateway_may_assume_the_role(resources: dict[str, dict[str, Any]]) -> None:
    (statement,) = one_of(resources, "IAM::Role")["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "apigateway.amazonaws.com"},
    }


def test_the_role_may_do_exactly_what_logging_takes(resources: dict[str, dict[str, Any]]) -> None:
    properties = one_of(resources, "IAM::Role")["Properties"]
    (policy,) = properties["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Resource"] == "*"
    assert sorted(statement["Action"]) == [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
    ]
    assert "ManagedPolicyArns" not in properties
    assert not of_type(resources, "IAM::Policy"), "a policy of its own could come after the account was set to the role"


def test_the_account_is_set_to_the_role(resources: dict[str, dict[str, Any]]) -> None:
    (role_id,) = of_type(resources, "IAM::Role")
    account = one_of(resources, "ApiGateway::Account")
    assert account["Properties"] == {"CloudWatchRoleArn": {"Fn::GetAtt": [role_id, "Arn"]}}


@pytest.mark.parametrize("kind", ["IAM::Role", "ApiGateway::Account"])
def test_role_and_account_outlive_their_stack(resources: dict[str, dict[str, Any]], kind: str) -> None:
    resource = one_of(resources, kind)
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_claimed_concurrency_near_the_quota_alarms(resources: dict[str, dict[str, Any]]) -> None:
    properties = one_of(resources, "CloudWatch::Alarm")["Properties"]
    assert properties.items() >= LAMBDA_ALARM.items()
    assert "Dimensions" not in properties
    assert properties["AlarmName"] == "Account-ClaimedAccountConcurrency"
    assert "First step" in properties["AlarmDescription"]


def test_the_alarm_tells_the_topic_of_both_ends(resources: dict[str, dict[str, Any]]) -> None:
    (topic_id,) = of_type(resources, "SNS::Topic")
    properties = one_of(resources, "CloudWatch::Alarm")["Properties"]
    assert properties["AlarmActions"] == properties["OKActions"] == [{"Ref": topic_id}]


def test_an_adopted_role_is_set_and_nothing_made_in_its_place(adopted: dict[str, dict[str, Any]]) -> None:
    account = one_of(adopted, "ApiGateway::Account")
    assert account["Properties"] == {"CloudWatchRoleArn": ROLE_ARN}
    assert account["DeletionPolicy"] == "Retain"
    assert not of_type(adopted, "IAM::Role")
    assert not of_type(adopted, "IAM::Policy")


def test_without_a_topic_the_alarm_has_no_actions(adopted: dict[str, dict[str, Any]]) -> None:
    assert "AlarmActions" not in one_of(adopted, "CloudWatch::Alarm")["Properties"]


@pytest.mark.parametrize("arn", ["gateway-logs", "arn:aws:iam::111122223333:user/me", "arn:aws:iam::1:role/x"])
def test_only_a_role_arn_can_be_adopted(arn: str) -> None:
    with pytest.raises(WiringError, match=r"Account/Logging: .* is no role ARN"):
        AccountLogging.adopt(new_stack("Account"), "Logging", role_arn=arn)


def test_a_second_one_in_the_app_fails_synth_and_names_both() -> None:
    app = new_app()
    AccountLogging(cdk.Stack(app, "One"), "Logging")
    AccountLogging(cdk.Stack(app, "Two"), "Logging")
    with pytest.raises(RuntimeError, match=r"One/Logging/Account, Two/Logging/Account: .* more than once") as caught:
        app.synth()
    assert str(caught.value).count("more than once") == 1
    assert "keep one AccountLogging" in str(caught.value)


@pytest.mark.parametrize("names", [("Account", "Orders"), ("Orders", "Account")])
def test_a_rest_api_that_brings_its_own_role_fails_synth(names: tuple[str, str]) -> None:
    app = new_app()
    stacks = {name: cdk.Stack(app, name) for name in names}
    AccountLogging(stacks["Account"], "Logging")
    api = apigateway.RestApi(stacks["Orders"], "Api", cloud_watch_role=True)
    api.root.add_method("GET", apigateway.MockIntegration())
    with pytest.raises(RuntimeError, match="set cloud_watch_role=False"):
        app.synth()


def test_each_region_has_one_of_its_own() -> None:
    app = new_app()
    for region in ("eu-west-1", "us-east-1"):
        AccountLogging(cdk.Stack(app, region, env=cdk.Environment(account="1", region=region)), "Logging")
    assert len(app.synth().stacks) == 2


def test_each_stage_that_names_no_account_and_region_may_have_one_of_its_own() -> None:
    app = new_app()
    for name in ("Dev", "Prod"):
        AccountLogging(cdk.Stack(cdk.Stage(app, name), "Account"), "Logging")
    assert len(app.synth().stacks_recursively) == 2


@pytest.mark.parametrize(("around", "env"), [("Dev", None), ("", None), ("Prod", ("1", "eu-west-1"))])
def test_a_second_one_in_the_environment_of_a_stage_fails_synth(around: str, env: tuple[str, str] | None) -> None:
    app = new_app()
    environment = cdk.Environment(account=env[0], region=env[1]) if env else None
    dev = cdk.Stage(app, "Dev", env=environment)
    AccountLogging(cdk.Stack(dev, "Account"), "Logging")
    beside = {"Dev": dev, "": app, "Prod": cdk.Stage(app, "Prod", env=environment)}[around]
    AccountLogging(cdk.Stack(beside, "Again"), "Logging")
    with pytest.raises(RuntimeError, match="more than once"):
        app.synth()


def test_settings_managed_elsewhere_make_nothing_and_stages_wait_for_what_there_is() -> None:
    stack = new_stack()
    elsewhere = apigateway.CfnAccount(stack, "TheirAccount")
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    api.root.add_method("GET", apigateway.MockIntegration())
    account_logging = AccountLogging.managed_elsewhere(wait_for=[elsewhere])
    StageLogs(stack, "Logs", stage=api.deployment_stage, account_logging=account_logging, settings=SETTINGS)
    resources = resources_of(stack)
    assert "TheirAccount" in one_of(resources, "ApiGateway::Stage")["DependsOn"]
    assert not of_type(resources, "IAM::Role")
