"""What is not answered is unknown, named, and never taken for absent; what cannot go on ends in one clear error."""

import json
import re
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import boto3
import pytest
from click.testing import CliRunner

from tests.live.answers import Answer, answering, refusal
from tests.live.conftest import Read, unhurried
from tests.live.gateway import Made, make_all, uri
from wellwired.cli import main
from wellwired.engine import judge
from wellwired.errors import MissingExtraError, UnreadableError, UsageError
from wellwired.readers.live import LiveAccess, calls, find_place, open_session, policy_document, read_account
from wellwired.readers.live.calls import CALLS

# What each refusal must leave open: the operation, the permission, and a rule that would else report an absence.
REFUSED = (
    ("GetPolicy", "lambda:GetPolicy", "uninvokable-function"),
    ("DescribeAlarms", "cloudwatch:DescribeAlarms", "unwatched-api"),
    ("GetStages", "apigateway:GET", "unlogged-stage"),
    ("GetRole", "iam:GetRole", "mute-function-role"),
    ("ListRolePolicies", "iam:ListRolePolicies", "mute-function-role"),
    ("ListAttachedRolePolicies", "iam:ListAttachedRolePolicies", "mute-function-role"),
    ("GetFunctionConfiguration", "lambda:GetFunctionConfiguration", "default-function-timeout"),
    ("GetFunctionConcurrency", "lambda:GetFunctionConcurrency", "unreserved-concurrency"),
    ("ListFunctionEventInvokeConfigs", "lambda:ListFunctionEventInvokeConfigs", "undelivered-failure"),
    ("GetAccount", "apigateway:GET", "roleless-account"),
)


NOTHING_WITHOUT = (calls.IDENTITY, calls.REST_APIS)


def who_am_i(_: object) -> dict[str, str]:
    return {"Account": "123456789012", "Arn": "arn:aws:iam::123456789012:user/me"}


@pytest.fixture
def made(session: boto3.Session) -> Made:
    return make_all(session)


@pytest.mark.parametrize(("operation", "permission", "rule"), REFUSED)
def test_a_refused_call_leaves_open_what_hangs_on_it(
    made: Made, read: Read, operation: str, permission: str, rule: str
) -> None:
    with answering({operation: refusal()}):
        wiring = read()
    outcome = judge(wiring)

    assert outcome.crashes == []
    assert rule not in {finding.rule for finding in outcome.findings}
    assert rule in {item.rule for item in outcome.open}
    assert any(permission in note.reason and "denied" in note.reason for note in wiring.unplaced)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.operation)
def test_any_refused_call_is_said_and_ends_nothing_else(made: Made, read: Read, call: Any) -> None:
    operation = "".join(part.capitalize() for part in call.operation.split("_"))
    with answering({operation: refusal()}):
        if call in NOTHING_WITHOUT:
            with pytest.raises(UnreadableError, match="denied"):
                read()
        else:
            assert judge(read()).crashes == []


def test_with_every_call_refused_there_is_one_clear_error(read: Read, made: Made) -> None:
    with (
        answering({"GetCallerIdentity": who_am_i, "*": refusal()}),
        pytest.raises(UnreadableError, match=r"apigateway:GET[\s\S]*wellwired doctor --policy"),
    ):
        read()


@pytest.mark.parametrize("code", ["ExpiredTokenException", "InvalidClientTokenId", "SignatureDoesNotMatch"])
def test_credentials_that_aws_does_not_take_are_one_clear_error(read: Read, code: str) -> None:
    with answering({"*": refusal(code)}), pytest.raises(UnreadableError, match=r"credentials[\s\S]*sign in again"):
        read()


def test_a_throttled_call_leaves_open_what_hangs_on_it(made: Made, read: Read) -> None:
    with answering({"DescribeAlarms": refusal("ThrottlingException")}):
        outcome = judge(read())

    assert "unwatched-api" in {item.rule for item in outcome.open}


def test_an_unknown_profile_is_named_with_those_there_are(keys: None) -> None:
    with pytest.raises(UsageError, match="there is no AWS profile 'nobody'"):
        open_session("eu-west-1", "nobody")


def test_no_region_is_said(keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(UsageError, match=r"no AWS region[\s\S]*--region"):
        open_session()


def test_no_credentials_are_said(keys: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    result = CliRunner().invoke(main, ["doctor", "--region", "eu-west-1"])

    assert result.exit_code == 3
    assert "there are no AWS credentials" in result.stderr
    assert "Traceback" not in result.output


def test_without_boto3_the_pip_line_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellwired.readers.live.session.find_spec", lambda _: None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'wellwired[live]'")):
        open_session("eu-west-1")


def test_the_command_is_imported_without_boto3() -> None:
    import subprocess

    code = "import sys, wellwired.cli.doctor; print('boto3' in sys.modules or 'botocore' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "False"


def test_the_policy_allows_every_call_and_nothing_that_writes() -> None:
    result = CliRunner().invoke(main, ["doctor", "--policy", "--region", "eu-west-1"])
    document = json.loads(result.stdout)
    actions = {action for statement in document["Statement"] for action in statement["Action"]}

    assert result.exit_code == 0
    assert actions == {call.action for call in CALLS if call.action}
    assert all(re.fullmatch(r"[a-z]+:(GET|Get\w+|List\w+|Describe\w+)", action) for action in actions)
    assert document == policy_document(region="eu-west-1")


def test_calls_are_counted_and_none_is_made_per_route(made: Made, session: boto3.Session) -> None:
    gateway = made.client("apigateway")
    root = next(item for item in gateway.get_resources(restApiId=made.api)["items"] if item["path"] == "/")["id"]

    def count() -> int:
        access = LiveAccess(session, pace=unhurried())
        read_account(access, find_place(access))
        return sum(access.made.values())

    before = count()
    for number in range(30):
        gateway.create_resource(restApiId=made.api, parentId=root, pathPart=f"more{number}")

    assert count() == before


def exported(*routes: str) -> Answer:
    paths: dict[str, Any] = {}
    for route in routes:
        verb, path = route.split()
        paths.setdefault(path, {})[verb.lower()] = {}
    return lambda _: {"body": BytesIO(json.dumps({"openapi": "3.0.1", "paths": paths}).encode())}


def test_a_route_that_is_not_deployed_is_reported(made: Made, read: Read) -> None:
    with answering({"GetExport": exported("GET /old")}):
        findings = judge(read()).findings

    (finding,) = (one for one in findings if one.rule == "undeployed-change")
    assert "GET /r0 is not in it" in finding.message
    assert "GET /old is still in it" in finding.message


def test_a_deployment_that_holds_everything_is_not_reported(made: Made, read: Read) -> None:
    with answering({"GetExport": exported("GET /r0")}):
        outcome = judge(read())

    said = {one.rule for one in outcome.findings} | {one.rule for one in outcome.open}
    assert "undeployed-change" not in said


def test_an_export_that_is_refused_leaves_open_whether_the_deployment_is_old(made: Made, read: Read) -> None:
    with answering({"GetExport": refusal()}):
        outcome = judge(read())

    assert "undeployed-change" in {one.rule for one in outcome.open}


def test_states_of_functions_alarms_and_quotas_are_reported(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    plan = gateway.create_usage_plan(name="basic", apiStages=[{"apiId": made.api, "stage": "prod"}])["id"]
    key = gateway.create_api_key(name="partner", enabled=True)["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    long_ago = datetime.now(UTC) - timedelta(hours=50)
    alarm = {
        "AlarmName": "5xx",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:5xx",
        "Namespace": "AWS/ApiGateway",
        "MetricName": "5XXError",
        "Dimensions": [{"Name": "ApiName", "Value": "orders"}],
        "StateValue": "INSUFFICIENT_DATA",
        "StateTransitionedTimestamp": long_ago,
    }
    composite = {
        "AlarmName": "all",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:all",
        "AlarmRule": 'ALARM("5xx")',
    }
    plans = {"items": [{"id": plan, "name": "basic", "quota": {"limit": 10, "period": "DAY"}}]}
    function = {
        "FunctionName": "orders",
        "Handler": "i.h",
        "Runtime": "python3.13",
        "State": "Failed",
        "StateReason": "The subnet is gone",
        "LastUpdateStatus": "Failed",
        "Role": made.role,
    }
    with answering(
        {
            "DescribeAlarms": lambda _: {"MetricAlarms": [alarm], "CompositeAlarms": [composite]},
            "GetUsagePlans": lambda _: plans,
            "GetUsage": lambda _: {"items": {key: [[10, 0]]}},
            "GetFunctionConfiguration": lambda _: dict(function),
        }
    ):
        outcome = judge(read())
    rules = {finding.rule for finding in outcome.findings}

    assert rules >= {"failed-function", "failed-function-update", "dataless-alarm", "exhausted-quota"}
    assert "mute-composite-alarm" in rules


def test_hostile_text_is_shown_harmless_and_forges_no_reference(made: Made, read: Read) -> None:
    made.client("apigateway").create_rest_api(name="\ue000evil\ue001\x1b[31m")
    wiring = read()

    assert all("\ue000" not in node.address for node in wiring.nodes)
    assert judge(wiring).crashes == []


def test_a_uri_whose_function_has_an_impossible_name_ends_nothing(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    resource = next(item["id"] for item in gateway.get_resources(restApiId=made.api)["items"] if item["path"] == "/r0")
    for name in ("orders:a:b:c", "x" * 300, "${stageVariables.nothing}", ":live"):
        gateway.put_integration(
            restApiId=made.api,
            resourceId=resource,
            httpMethod="GET",
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=uri(name),
        )
        assert judge(read()).crashes == []
