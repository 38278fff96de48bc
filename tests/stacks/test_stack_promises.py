"""What the kit promises of the deployed stacks, one named assertion each; the constructs' own tests are finer."""

import json
import re
from typing import Any

import pytest

from stacks.acknowledgements import ACKNOWLEDGED
from tests.stacks.conftest import Synthesised
from wellwired.facts import LOGGING_ROLE_ACTIONS
from wellwired.synth.verdict import judge_templates

pytestmark = pytest.mark.xdist_group("stacks")  # they share one synthesis

ALARM_NAMES = {
    *("502", "504", "429", "5xx-rate", "5xx-count", "4xx-rate", "latency", "near-timeout"),
    *("OrdersFunction/errors", "OrdersFunction/throttles", "OrdersFunction/duration"),
}


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {key: one for key, one in template["Resources"].items() if one["Type"] == f"AWS::{kind}"}


def only(template: dict[str, Any], kind: str) -> dict[str, Any]:
    ((_, resource),) = of_type(template, kind).items()
    return resource


def properties(template: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = only(template, kind)["Properties"]
    return found


def methods(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [method["Properties"] for method in of_type(template, "ApiGateway::Method").values()]


# The account


def test_the_logging_role_is_for_api_gateway_alone_and_may_log_and_nothing_else(dev: Synthesised) -> None:
    role = properties(dev.account, "IAM::Role")

    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert (trust["Principal"], trust["Action"]) == ({"Service": "apigateway.amazonaws.com"}, "sts:AssumeRole")
    ((policy,),) = [one["PolicyDocument"]["Statement"] for one in role["Policies"]]
    assert (set(policy["Action"]), policy["Resource"]) == (set(LOGGING_ROLE_ACTIONS), "*")
    assert "ManagedPolicyArns" not in role


def test_account_and_role_outlive_the_stack(dev: Synthesised) -> None:
    for kind in ("ApiGateway::Account", "IAM::Role"):
        resource = only(dev.account, kind)
        assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_the_account_alarms_on_claimed_concurrency(dev: Synthesised) -> None:
    alarm = properties(dev.account, "CloudWatch::Alarm")

    assert (alarm["MetricName"], alarm["Statistic"], alarm["Threshold"]) == (
        "ClaimedAccountConcurrency",
        "Maximum",
        900,
    )


def test_no_stage_is_deployed_before_the_account_can_log(both: Synthesised) -> None:
    artifacts = json.loads((both.folder / "manifest.json").read_text())["artifacts"]
    (api,) = (artifact for name, artifact in artifacts.items() if re.fullmatch(r"orders-\w+", name))

    assert "wellwired-account" in api["dependencies"]


# The API


def test_the_api_is_regional_and_named_after_its_stage_in_ascii(dev: Synthesised, prod: Synthesised) -> None:
    for synthesised, name in ((dev, "orders-dev"), (prod, "orders-prod")):
        api = properties(synthesised.api, "ApiGateway::RestApi")
        assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
        assert api["Name"] == name


def test_every_route_is_a_lambda_proxy_integration_by_post(both: Synthesised) -> None:
    integrations = [method["Integration"] for method in methods(both.api) if method["HttpMethod"] != "OPTIONS"]

    assert len(integrations) == 4
    assert {(one["Type"], one["IntegrationHttpMethod"]) for one in integrations} == {("AWS_PROXY", "POST")}


def test_one_permission_lets_this_api_call_the_function(both: Synthesised) -> None:
    permission = properties(both.api, "Lambda::Permission")
    (api,) = of_type(both.api, "ApiGateway::RestApi")

    assert (permission["Principal"], permission["Action"]) == ("apigateway.amazonaws.com", "lambda:InvokeFunction")
    assert {"Ref": api} in permission["SourceArn"]["Fn::Join"][1]


def test_every_route_but_health_asks_for_a_key_and_no_preflight_does(both: Synthesised) -> None:
    keyed = [method.get("ApiKeyRequired", False) for method in methods(both.api) if method["HttpMethod"] != "OPTIONS"]
    preflights = [method for method in methods(both.api) if method["HttpMethod"] == "OPTIONS"]

    assert sorted(keyed) == [False, True, True, True]
    assert len(preflights) == 3
    assert all(not one.get("ApiKeyRequired") and one["AuthorizationType"] == "NONE" for one in preflights)


def test_a_new_order_is_checked_for_its_shape_before_the_function_is_asked(both: Synthesised) -> None:
    (post,) = (method for method in methods(both.api) if method["HttpMethod"] == "POST")
    validator = both.api["Resources"][post["RequestValidatorId"]["Ref"]]["Properties"]
    models = [both.api["Resources"][one["Ref"]]["Properties"] for one in post["RequestModels"].values()]

    assert validator["ValidateRequestBody"] is True
    assert [model["Schema"]["required"] for model in models] == [["item", "quantity"]] * len(models)


def test_the_deployment_waits_for_every_method_and_every_gateway_response(both: Synthesised) -> None:
    waits = set(only(both.api, "ApiGateway::Deployment")["DependsOn"])

    assert waits >= set(of_type(both.api, "ApiGateway::Method"))
    assert waits >= set(of_type(both.api, "ApiGateway::GatewayResponse"))


# The stage


def test_the_stage_logs_measures_traces_and_throttles_every_method(dev: Synthesised, prod: Synthesised) -> None:
    for synthesised, data_trace, rate, burst in ((dev, True, 50, 100), (prod, False, 500, 1000)):
        stage = properties(synthesised.api, "ApiGateway::Stage")
        (setting,) = stage["MethodSettings"]
        assert setting == {
            "ResourcePath": "/*",
            "HttpMethod": "*",
            "LoggingLevel": "INFO",
            "DataTraceEnabled": data_trace,
            "MetricsEnabled": True,
            "ThrottlingRateLimit": rate,
            "ThrottlingBurstLimit": burst,
        }
        assert stage["TracingEnabled"] is True


def test_the_access_log_is_json_that_says_who_called_what_and_why_it_failed(both: Synthesised) -> None:
    written = json.loads(properties(both.api, "ApiGateway::Stage")["AccessLogSetting"]["Format"])

    assert set(written.values()) >= {
        *("$context.requestId", "$context.extendedRequestId", "$context.identity.apiKeyId"),
        *("$context.identity.sourceIp", "$context.authorizer.principalId", "$context.resourcePath"),
        *("$context.status", "$context.responseLatency", "$context.integrationLatency"),
        *("$context.error.message", "$context.error.responseType", "$context.integrationErrorMessage"),
        *("$context.integration.status", "$context.authorizer.error", "$context.wafResponseCode"),
    }


def test_the_execution_log_exists_under_its_exact_name_before_the_stage_does(both: Synthesised) -> None:
    stage = only(both.api, "ApiGateway::Stage")
    (api,) = of_type(both.api, "ApiGateway::RestApi")
    name = {"Fn::Join": ["", ["API-Gateway-Execution-Logs_", {"Ref": api}, f"/{stage['Properties']['StageName']}"]]}
    groups = of_type(both.api, "Logs::LogGroup")
    (execution,) = (key for key, group in groups.items() if group["Properties"].get("LogGroupName") == name)

    assert execution in stage["DependsOn"]


def test_every_log_group_expires(dev: Synthesised, prod: Synthesised) -> None:
    for synthesised, days, fate in ((dev, 14, "Delete"), (prod, 90, "Retain")):
        groups = of_type(synthesised.api, "Logs::LogGroup").values()
        assert [group["Properties"]["RetentionInDays"] for group in groups] == [days] * 3
        assert {group["DeletionPolicy"] for group in groups} == {fate}


# What clients see


def test_every_gateway_error_is_a_problem_that_browsers_may_read(dev: Synthesised) -> None:
    responses = [one["Properties"] for one in of_type(dev.api, "ApiGateway::GatewayResponse").values()]

    assert len(responses) == 21
    for response in responses:
        headers = response["ResponseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'http://localhost:3000'"
        assert "StatusCode" not in response


def test_both_429s_say_when_to_come_back_and_are_told_apart(both: Synthesised) -> None:
    responses = {
        one["Properties"]["ResponseType"]: one["Properties"]
        for one in of_type(both.api, "ApiGateway::GatewayResponse").values()
    }
    throttled, exceeded = responses["THROTTLED"], responses["QUOTA_EXCEEDED"]

    for response in (throttled, exceeded):
        assert re.fullmatch(r"'\d+'", response["ResponseParameters"]["gatewayresponse.header.Retry-After"])
    assert throttled["ResponseTemplates"] != exceeded["ResponseTemplates"]


def test_the_function_and_the_gateway_allow_the_same_origins(both: Synthesised) -> None:
    origins = properties(both.api, "Lambda::Function")["Environment"]["Variables"]["ALLOWED_ORIGINS"]
    response = next(iter(of_type(both.api, "ApiGateway::GatewayResponse").values()))["Properties"]

    allowed = response["ResponseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"]
    assert allowed == f"'{origins}'"


# Who may call how often


def test_each_plan_has_the_stage_a_limit_and_a_key(dev: Synthesised, prod: Synthesised) -> None:
    for synthesised, names in ((dev, {"developer"}), (prod, {"web", "partner-a"})):
        plans = of_type(synthesised.api, "ApiGateway::UsagePlan")
        joined = [one["Properties"] for one in of_type(synthesised.api, "ApiGateway::UsagePlanKey").values()]
        keys = of_type(synthesised.api, "ApiGateway::ApiKey")
        for name, plan in plans.items():
            assert plan["Properties"]["ApiStages"][0]["Stage"]
            assert plan["Properties"]["Throttle"]["RateLimit"] > 0
            assert any(one["UsagePlanId"] == {"Ref": name} for one in joined)
        assert {key["Properties"]["Name"].rsplit("/", 1)[1] for key in keys.values()} == names


def test_no_key_value_is_in_the_template_or_its_outputs(both: Synthesised) -> None:
    for key in of_type(both.api, "ApiGateway::ApiKey").values():
        assert "Value" not in key["Properties"]
    assert "ApiKey" not in json.dumps(both.api.get("Outputs", {}))


def test_a_method_throttle_of_the_settings_reaches_the_plan(dev: Synthesised) -> None:
    (stage,) = properties(dev.api, "ApiGateway::UsagePlan")["ApiStages"]

    assert stage["Throttle"] == {"/orders/POST": {"RateLimit": 5, "BurstLimit": 10}}


# The function and its table


def test_the_function_ends_before_api_gateway_stops_waiting(both: Synthesised) -> None:
    function = properties(both.api, "Lambda::Function")
    waits = [m["Integration"].get("TimeoutInMillis", 29_000) for m in methods(both.api) if m["HttpMethod"] != "OPTIONS"]

    assert function["Timeout"] * 1000 < min(waits)
    assert function["MemorySize"] == 512


def test_the_function_logs_json_to_its_own_group_and_traces(both: Synthesised) -> None:
    function = properties(both.api, "Lambda::Function")
    logging = function["LoggingConfig"]

    assert logging["LogFormat"] == "JSON"
    assert both.api["Resources"][logging["LogGroup"]["Ref"]]["Type"] == "AWS::Logs::LogGroup"
    assert function["TracingConfig"] == {"Mode": "Active"}


def test_the_functions_role_may_write_its_log_use_its_table_trace_and_nothing_else(both: Synthesised) -> None:
    role = properties(both.api, "IAM::Role")
    policy = properties(both.api, "IAM::Policy")
    statements = [
        *(one for inline in role["Policies"] for one in inline["PolicyDocument"]["Statement"]),
        *policy["PolicyDocument"]["Statement"],
    ]
    open_ended = {action for one in statements if one["Resource"] == "*" for action in one["Action"]}

    assert "ManagedPolicyArns" not in role
    assert open_ended == {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
    assert {action for one in statements for action in one["Action"]} - open_ended == {
        *("logs:CreateLogStream", "logs:PutLogEvents"),
        *("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"),
    }


def test_the_function_runs_the_newest_python_with_its_packages_in_a_layer(both: Synthesised) -> None:
    function = properties(both.api, "Lambda::Function")
    layer = properties(both.api, "Lambda::LayerVersion")

    assert function["Runtime"] in layer["CompatibleRuntimes"]
    assert len(function["Layers"]) == 1


def test_production_data_outlives_the_stack_and_can_be_restored(dev: Synthesised, prod: Synthesised) -> None:
    for synthesised, fate, protected in ((dev, "Delete", False), (prod, "Retain", True)):
        table = only(synthesised.api, "DynamoDB::GlobalTable")
        (replica,) = table["Properties"]["Replicas"]
        assert table["DeletionPolicy"] == fate
        assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert replica["DeletionProtectionEnabled"] is protected


def test_the_table_forgets_client_tokens_by_itself(both: Synthesised) -> None:
    table = properties(both.api, "DynamoDB::GlobalTable")

    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_no_compiled_file_is_in_an_asset(both: Synthesised) -> None:
    shipped = [path for folder in both.folder.glob("asset.*") if folder.is_dir() for path in folder.rglob("*")]

    assert [path for path in shipped if path.name == "handler.py"]
    assert [path for path in shipped if path.name == "__pycache__" or path.suffix in (".pyc", ".so")] == []


# What watches it


def test_every_alarm_of_the_table_is_there_under_a_name_that_does_not_move(both: Synthesised) -> None:
    stage = properties(both.api, "ApiGateway::Stage")["StageName"]
    names = {one["Properties"]["AlarmName"] for one in of_type(both.api, "CloudWatch::Alarm").values()}

    assert names >= {f"orders-{stage}/{stage}/{name}" for name in ALARM_NAMES}


def test_alarms_of_production_reach_a_receiver_and_say_when_they_are_over(prod: Synthesised) -> None:
    alarms = [*of_type(prod.api, "CloudWatch::Alarm").values(), only(prod.api, "CloudWatch::CompositeAlarm")]

    assert all(alarm["Properties"]["AlarmActions"] and alarm["Properties"]["OKActions"] for alarm in alarms)
    assert {one["Properties"]["Protocol"] for one in of_type(prod.api, "SNS::Subscription").values()} == {"email"}


def test_each_alarm_tells_its_reader_what_to_run(both: Synthesised) -> None:
    for alarm in of_type(both.api, "CloudWatch::Alarm").values():
        assert re.search(r"First step: .*wellwired explain", alarm["Properties"]["AlarmDescription"], re.DOTALL)


def test_cloudwatch_may_use_the_key_of_the_topics_it_publishes_to(prod: Synthesised) -> None:
    statements = properties(prod.api, "KMS::Key")["KeyPolicy"]["Statement"]

    (allowed,) = (one for one in statements if one["Principal"] == {"Service": "cloudwatch.amazonaws.com"})
    assert set(allowed["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey*"}


def test_there_is_a_dashboard_and_saved_queries(both: Synthesised) -> None:
    assert only(both.api, "CloudWatch::Dashboard")
    queries = {
        one["Properties"]["Name"].rsplit("/", 1)[1] for one in of_type(both.api, "Logs::QueryDefinition").values()
    }
    assert queries >= {"errors by cause", "errors by route", "errors by API key", "slow requests", "one request"}


# The app


@pytest.mark.parametrize("stack", ["account", "api"])
def test_no_account_and_no_region_is_written_down(both: Synthesised, stack: str) -> None:
    text = json.dumps(getattr(both, stack))

    assert not re.search(r"\b\d{12}\b", text)
    assert "us-east-1" not in text
    for artifact in json.loads((both.folder / "manifest.json").read_text())["artifacts"].values():
        assert artifact.get("environment", "aws://unknown-account/unknown-region").startswith("aws://unknown-account")


def test_every_finding_of_cdk_nag_is_acknowledged_with_a_reason(both: Synthesised) -> None:
    plugins = {one["pluginName"]: one for one in both.report["pluginReports"]}

    assert {"AwsSolutions", "Serverless"} <= set(plugins)
    for report in plugins.values():
        assert [one for one in report["violations"] if one.get("severity") == "error"] == []
    suppressed = [one for report in plugins.values() for one in report.get("suppressedViolations", [])]
    assert suppressed
    assert all(one["reason"].strip() for one in suppressed)


def test_every_acknowledgement_is_needed_by_some_stage(dev: Synthesised, prod: Synthesised) -> None:
    reports = [report for one in (dev, prod) for report in one.report["pluginReports"]]
    used = {
        (one["acknowledgedId"], one["reason"]) for report in reports for one in report.get("suppressedViolations", [])
    }
    for one in (dev, prod):
        outcome = judge_templates(sorted(one.folder.glob("*.template.json")))
        used |= {(f"wellwired::{allowed.finding.rule}", allowed.reason) for allowed in outcome.allowed}

    assert {(rule, known.reason) for known in ACKNOWLEDGED for rule in known.rules} <= used
