"""What boto3 finds on the embedded AWS once the app is deployed."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import Deployed
from wellwired.facts import LOGGING_ROLE_ACTIONS

if TYPE_CHECKING:
    from mypy_boto3_apigateway.client import APIGatewayClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture(scope="module")
def gateway(deployed: Deployed) -> "APIGatewayClient":
    return deployed.session.client("apigateway", endpoint_url=deployed.emulator.endpoint)


@pytest.fixture(scope="module")
def api(gateway: "APIGatewayClient") -> str:
    (api,) = (one["id"] for one in gateway.get_rest_apis()["items"] if one["name"] == "orders-dev")
    return api


def logging_role(deployed: Deployed, gateway: "APIGatewayClient") -> dict[str, Any]:
    name = gateway.get_account()["cloudwatchRoleArn"].rsplit("/", 1)[1]
    iam = deployed.session.client("iam", endpoint_url=deployed.emulator.endpoint)
    role = iam.get_role(RoleName=name)["Role"]
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    documents = [iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in policies]
    return {"trust": role["AssumeRolePolicyDocument"], "policies": documents}


def test_the_account_logs_with_a_role_for_api_gateway(deployed: Deployed, gateway: "APIGatewayClient") -> None:
    role = logging_role(deployed, gateway)

    (trust,) = role["trust"]["Statement"]
    assert trust["Principal"] == {"Service": "apigateway.amazonaws.com"}
    assert trust["Action"] == "sts:AssumeRole"
    ((policy,),) = [document["Statement"] for document in role["policies"]]
    assert (set(policy["Action"]), policy["Resource"]) == (set(LOGGING_ROLE_ACTIONS), "*")


def test_the_stage_has_its_settings(gateway: "APIGatewayClient", api: str) -> None:
    stage = gateway.get_stage(restApiId=api, stageName="dev")
    setting = stage["methodSettings"]["*/*"]

    assert stage["tracingEnabled"] is True
    assert (setting["loggingLevel"], setting["metricsEnabled"], setting["dataTraceEnabled"]) == ("INFO", True, True)
    assert (setting["throttlingRateLimit"], setting["throttlingBurstLimit"]) == (50, 100)


def test_the_stage_has_its_access_log(deployed: Deployed, gateway: "APIGatewayClient", api: str) -> None:
    written = gateway.get_stage(restApiId=api, stageName="dev")["accessLogSettings"]
    logs = deployed.session.client("logs", endpoint_url=deployed.emulator.endpoint)
    groups = {group["arn"].removesuffix(":*") for group in logs.describe_log_groups()["logGroups"]}

    assert written["destinationArn"] in groups
    assert "$context.integrationErrorMessage" in written["format"]


def test_plan_stage_and_key_are_one_whole(gateway: "APIGatewayClient", api: str) -> None:
    (plan,) = (one for one in gateway.get_usage_plans()["items"] if one["name"] == "orders-dev/dev/basic")
    (key,) = gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]

    assert [(stage["apiId"], stage["stage"]) for stage in plan["apiStages"]] == [(api, "dev")]
    assert plan["throttle"] == {"rateLimit": 10.0, "burstLimit": 20}
    assert plan["quota"] == {"limit": 1000, "period": "DAY"}
    assert key["name"] == "orders-dev/dev/developer"


def test_log_groups_have_their_names_and_retention(deployed: Deployed, api: str) -> None:
    logs = deployed.session.client("logs", endpoint_url=deployed.emulator.endpoint)
    groups = {group["logGroupName"]: group.get("retentionInDays") for group in logs.describe_log_groups()["logGroups"]}

    assert groups[f"API-Gateway-Execution-Logs_{api}/dev"] == 14
    assert set(groups.values()) == {14}


def test_every_alarm_is_there_or_was_said_to_be_left_out(deployed: Deployed) -> None:
    cloudwatch = deployed.session.client("cloudwatch", endpoint_url=deployed.emulator.endpoint)
    there = {
        alarm["AlarmName"].removeprefix("orders-dev/dev/") for alarm in cloudwatch.describe_alarms()["MetricAlarms"]
    }
    left_out = {one.name.rsplit("/", 1)[1] for one in deployed.assembly.left_out if one.resource_type.endswith("Alarm")}

    assert there >= {"502", "504", "429", "5xx-count", "latency", "near-timeout", "OrdersFunction/throttles"}
    assert left_out == {"5xx-rate", "4xx-rate", "OrdersFunction-errors", "paging"}


def test_the_function_is_bounded_traced_and_logs_json(deployed: Deployed) -> None:
    functions = deployed.session.client("lambda", endpoint_url=deployed.emulator.endpoint)
    (function,) = (one for one in functions.list_functions()["Functions"] if "Orders" in one["FunctionName"])

    assert (function["Timeout"], function["MemorySize"]) == (10, 512)
    assert function["TracingConfig"]["Mode"] == "Active"
    assert function["LoggingConfig"]["LogFormat"] == "JSON"
