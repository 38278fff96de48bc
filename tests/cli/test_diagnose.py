"""`wellwired diagnose` from the logs to the answer, over an account in moto."""

import json
import shlex
import subprocess
import sys
from importlib import reload
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
from botocore.exceptions import ClientError
from click.testing import CliRunner, Result

from tests.diagnosis.conftest import aws, world
from tests.diagnosis.live_world import (
    ACCESS_GROUP,
    FUNCTION_GROUP,
    World,
    function_id,
    make_api,
    make_world,
    request_id,
)
from wellwired.cli import main
from wellwired.diagnosis import events
from wellwired.errors import UnreadableError
from wellwired.findings import Finding, Severity

__all__ = ["aws", "world"]

THROTTLED = (
    "Key throttle limit exceeded for Usage Plan ID a1b2c3, RestApi x, Stage prod, Resource r1, HttpMethod POST. "
    "Limit: 1.00 Burst: 1"
)
SECRETS = ("4111-secret-payload", "blue-whale", "abcdefgh12345678", "alice@example.com")


@pytest.fixture(autouse=True)
def no_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wiring is judged in one test alone: reading it takes longer than all the rest."""
    monkeypatch.setattr("wellwired.diagnosis.doctor.make_doctor", lambda _: lambda _: ())


def diagnose(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diagnose", *arguments], env={"COLUMNS": "200"})


def diagnosed(*arguments: str) -> dict[str, Any]:
    result = diagnose(*arguments, "--format", "json")
    assert result.stdout, result.output
    stage: dict[str, Any] = json.loads(result.stdout)["stages"][0]
    return stage


def test_failures_are_grouped_by_cause_with_their_routes_and_callers(world: World) -> None:
    for number in range(4):
        world.fail_with_exception(number, number * 1000)
    world.fail_with_exception(7, 9_000, error="ValueError: no")
    world.access(50, status="200", integrationStatus="200", functionStatus="200")
    for number in (60, 61):
        world.access(
            number,
            status="429",
            errorMessage="Too Many Requests",
            errorResponseType="THROTTLED",
            apiKeyId=f"key{number}",
            httpMethod="POST",
        )
        world.execution(
            number,
            [
                f"API Key  exceeded throttle limit for API Stage x/prod: {THROTTLED}",
                "Method completed with status: 429",
            ],
        )
    stage = diagnosed("--api", "orders")
    first, second = stage["groups"]
    assert (first["cause"]["id"], first["status"], first["count"]) == ("502-handler-exception", 502, 5)
    assert first["shares"] == [{"route": "GET /orders/{id}", "caller": "API key key1234567", "count": 5}]
    assert (second["cause"]["id"], second["status"], second["count"]) == ("429-usage-plan-throttle", 429, 2)
    assert {share["caller"] for share in second["shares"]} == {"API key key60", "API key key61"}
    assert stage["failures"] == 7
    assert diagnose("--api", "orders").exit_code == 1


def test_a_good_hour_exits_with_zero(world: World) -> None:
    world.access(1, status="200", integrationStatus="200")
    result = diagnose("--api", world.api_id, "--stage", "prod")
    assert result.exit_code == 0, result.output
    assert "no request failed in this window, as far as these logs tell" in result.stdout


def test_older_failures_are_out_of_the_window(world: World) -> None:
    world.fail_with_exception(1, -3_600_000)
    assert diagnose("--api", "orders", "--since", "30m").exit_code == 0
    assert diagnose("--api", "orders", "--since", "2h").exit_code == 1


@pytest.mark.parametrize("asked", [request_id(3), "Ext0003Fg=", function_id(3)], ids=["own", "extended", "function"])
def test_one_request_is_followed_to_the_function_and_back_by_any_of_its_ids(world: World, asked: str) -> None:
    for number in range(5):
        world.fail_with_exception(number, number * 1000)
    [request] = diagnosed("--api", "orders", "--request-id", asked)["requests"]
    assert (request["requestId"], request["functionRequestId"]) == (request_id(3), function_id(3))
    assert request["function"] == "orders"
    assert request["latencyMs"] == {
        "total": 35,
        "integration": 30,
        "authorizer": None,
        "gateway": 5,
        "function": 12.5,
        "coldStart": 180.2,
    }
    where = [step["where"] for step in request["timeline"]]
    assert (where[0], where[-1]) == ("client", "client")
    first, last = where.index("function"), len(where) - 1 - where[::-1].index("function")
    assert set(where[first : last + 1]) == {"function"}
    assert "Sending request" in request["timeline"][first - 1]["text"]
    assert "Received response" in request["timeline"][last + 1]["text"]
    assert all(step["afterMs"] >= 0 for step in request["timeline"])
    assert request["causes"][0]["cause"]["id"] == "502-handler-exception"


def test_a_request_without_execution_log_is_followed_by_the_access_log(aws: None) -> None:
    world = make_world(level="OFF")
    world.fail_with_exception(1)
    stage = diagnosed("--api", "orders", "--request-id", request_id(1))
    [request] = stage["requests"]
    assert request["status"] == 502
    assert any(step["where"] == "function" for step in request["timeline"])
    assert "the execution log is off" in stage["logs"]["gaps"][0]["problem"]


def test_without_access_log_the_execution_log_tells_route_and_status(world: World) -> None:
    world.gateway.update_stage(
        restApiId=world.api_id, stageName="prod", patchOperations=[{"op": "remove", "path": "/accessLogSettings"}]
    )
    world.fail_with_exception(1)
    world.execution(2, ["HTTP Method: GET, Resource Path: /orders/{id}", "Method completed with status: 200"])
    stage = diagnosed("--api", "orders")
    [group] = stage["groups"]
    assert (group["cause"]["id"], group["shares"][0]["route"]) == ("502-handler-exception", "GET /orders/{id}")
    assert "there is no access log" in stage["logs"]["gaps"][0]["problem"]


def test_a_request_that_no_log_holds_is_said_to_be_missing(world: World) -> None:
    result = diagnose("--api", "orders", "--request-id", "nowhere-1")
    assert result.exit_code == 3
    assert "no log of this window holds nowhere-1" in result.stdout


CLF = (
    "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
    '"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength '
    "$context.requestId $context.extendedRequestId"
)


def test_an_access_log_in_the_common_log_format_is_read(aws: None) -> None:
    world = make_world(access_format=CLF)
    line = f'192.0.2.9 - - [23/Nov/2026:07:51:04 +0000] "GET /orders/{{id}} HTTP/1.1" 504 41 {request_id(1)} Abc='
    world.put(ACCESS_GROUP, [(0, line), (1, line.replace(" 504 ", " 200 ").replace(request_id(1), request_id(2)))])
    world.execution(1, ["Execution failed due to a timeout error", "Method completed with status: 504"])
    [group] = diagnosed("--api", "orders")["groups"]
    assert (group["cause"]["id"], group["count"]) == ("504-timeout", 1)
    assert group["shares"] == [{"route": "GET /orders/{id}", "caller": "IP 192.0.2.9", "count": 1}]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize("of", ["group", "request"])
def test_no_payload_and_no_secret_reaches_any_output(world: World, tmp_path: Path, form: str, of: str) -> None:
    world.fail_with_exception(1, error="KeyError: token=SECRETtoken99")
    world.execution(
        2,
        [
            'Endpoint response body before transformations: "4111-secret-payload"',
            "Execution failed due to configuration error: Malformed Lambda proxy response",
            "Method completed with status: 502",
        ],
    )
    arguments = ["--request-id", request_id(1)] if of == "request" else []
    report = tmp_path / "support.md"
    result = diagnose("--api", "orders", "--format", form, "--support-report", str(report), *arguments)
    for text in (result.output, report.read_text()):
        assert "KeyError" in text
        for secret in (*SECRETS, "SECRETtoken99"):
            assert secret not in text


def test_payloads_are_shown_on_demand(world: World) -> None:
    world.fail_with_exception(1)
    result = diagnose("--api", "orders", "--request-id", request_id(1), "--show-payloads")
    for secret in SECRETS:
        assert secret in result.stdout


def test_the_support_page_is_redacted_also_where_payloads_are_shown(world: World, tmp_path: Path) -> None:
    world.fail_with_exception(1)
    report = tmp_path / "support.md"
    diagnose("--api", "orders", "--request-id", request_id(1), "--show-payloads", "--support-report", str(report))
    page = report.read_text()
    assert request_id(1) in page
    assert not [secret for secret in SECRETS if secret in page]


def test_what_a_caller_sent_cannot_steer_the_terminal_or_the_page(world: World, tmp_path: Path) -> None:
    evil = "/prod/\x1b[31m<script>|`x`\n# heading"
    world.access(1, status="403", path=evil, resourcePath="-", errorResponseType="MISSING_AUTHENTICATION_TOKEN")
    report = tmp_path / "support.md"
    text = diagnose("--api", "orders", "--support-report", str(report)).stdout
    page = diagnose("--api", "orders", "--format", "markdown").stdout
    for shown in (text, page, report.read_text()):
        assert "\x1b" not in shown
        assert "\n# heading" not in shown
    assert "\\x1b[31m" in text
    assert "<script>|" not in page


def test_a_stage_without_logs_is_told_what_to_switch_on_and_how(aws: None, tmp_path: Path) -> None:
    api = make_api()
    result = diagnose("--api", "orders", "--region", "eu-west-1")
    assert result.exit_code == 3
    assert "this stage writes no log that can be read" in result.stdout
    command = next(line for line in result.stdout.splitlines() if "wellwired logs on" in line).strip()
    assert shlex.split(command)[1:] == ["logs", "on", "--api", api, "--stage", "prod", "--region", "eu-west-1"]
    again = CliRunner().invoke(main, [*shlex.split(command)[1:], "--yes", "--journal", str(tmp_path)])
    assert again.exit_code == 0, again.output
    assert diagnose("--api", "orders").exit_code == 0


def test_a_stage_that_logs_without_a_role_is_told_so(world: World) -> None:
    world.gateway.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": ""}])
    assert "name no CloudWatch role" in diagnose("--api", "orders").stdout


def test_where_only_data_trace_tells_the_causes_apart_it_says_so(world: World) -> None:
    failed = ["Execution failed due to configuration error: Malformed Lambda proxy response"]
    world.execution(1, [*failed, "Method completed with status: 502"])
    result = diagnose("--api", "orders")
    assert "only data trace tells: wellwired logs on" in result.stdout
    assert "--data-trace --for 30m" in result.stdout


def test_ctrl_c_leaves_what_was_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fail_with_exception(1)
    plain = events.LogReader.read

    def read(self: events.LogReader, group: str, *arguments: Any, **options: Any) -> list[events.Event]:
        if group == world.execution_group:
            raise KeyboardInterrupt
        return plain(self, group, *arguments, **options)

    monkeypatch.setattr(events.LogReader, "read", read)
    result = diagnose("--api", "orders")
    assert result.exit_code == 130
    assert "502-handler-exception" in result.stdout
    assert "interrupted: this is what was found until then" in result.stdout


def test_a_denied_log_is_named_with_its_permission_and_the_others_are_read(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.fail_with_exception(1)
    import botocore.client

    plain = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    def make(self: Any, operation: str, arguments: Any) -> Any:
        if operation == "FilterLogEvents" and arguments["logGroupName"] == world.execution_group:
            said = "User: u is not authorized to perform: logs:FilterLogEvents on resource: r"
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": said}}, operation)
        return plain(self, operation, arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", make)
    result = diagnose("--api", "orders")
    assert result.exit_code == 3
    assert "have logs:FilterLogEvents allowed" in result.stdout
    assert "502-handler-exception" in result.stdout


def test_a_log_that_fails_to_be_read_does_not_take_the_others_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.fail_with_exception(1)
    plain = events.LogReader.read

    def read(self: events.LogReader, group: str, *arguments: Any, **options: Any) -> list[events.Event]:
        if group == world.execution_group:
            raise UnreadableError("FilterLogEvents failed: ThrottlingException: Rate exceeded", where=group)
        return plain(self, group, *arguments, **options)

    monkeypatch.setattr(events.LogReader, "read", read)
    result = diagnose("--api", "orders")
    assert result.exit_code == 3
    assert "not read" in result.stdout
    assert "Rate exceeded" in result.stdout
    assert "502-handler-exception" in result.stdout


def test_a_large_log_is_not_read_without_consent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fail_with_exception(1)
    monkeypatch.setattr(events.LogReader, "estimate", lambda *_: 5 * 1024**3)
    result = diagnose("--api", "orders")
    assert result.exit_code == 2
    assert "Logs Insights will scan about 10.0 GB" in result.stderr
    assert "about $0.05" in result.stderr
    assert "agree with --yes" in result.stderr


def test_with_consent_a_large_log_is_read_by_queries(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fail_with_exception(1)
    monkeypatch.setattr(events.LogReader, "estimate", lambda *_: 5 * 1024**3)
    asked: list[str] = []

    def query(self: events.LogReader, group: str, window: events.Window, search: events.Search) -> Any:
        asked.append(search.condition)
        return self._filter(group, window, search)

    monkeypatch.setattr(events.LogReader, "_query", query)
    result = diagnose("--api", "orders", "--yes")
    assert result.exit_code == 1
    assert asked[0] == r"@message like /\"\,\"status\"\:\"[45][0-9][0-9]/"
    assert '@message like "Execution failed due to"' in asked[1]


def test_findings_of_the_rules_that_a_cause_names_stand_beside_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.access(1, status="500", errorMessage="Internal server error", errorResponseType="API_CONFIGURATION_ERROR")
    why = "Execution failed due to configuration error: Invalid permissions on Lambda function"
    world.execution(1, [why, "Method completed with status: 500"])
    group = diagnosed("--api", "orders")["groups"][0]
    rule = group["cause"]["rules"][0]
    found = [
        Finding("no permission", "add one", "a", "orders", rule=rule, severity=Severity.ERROR),
        Finding("other", "fix", "b", "orders", rule="untraced-stage"),
    ]
    monkeypatch.setattr("wellwired.diagnosis.doctor.make_doctor", lambda _: lambda _: found)
    assert [item["rule"] for item in diagnosed("--api", "orders")["groups"][0]["findings"]] == [rule]
    assert f"error[{rule}] no permission" in diagnose("--api", "orders").stdout


def test_the_wiring_is_judged_by_doctor(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor = sys.modules["wellwired.diagnosis.doctor"]
    monkeypatch.setattr(doctor, "make_doctor", reload(doctor).make_doctor)  # the real one
    make_function("orders")
    world.access(1, status="500", errorMessage="Internal server error", errorResponseType="API_CONFIGURATION_ERROR")
    why = "Execution failed due to configuration error: Invalid permissions on Lambda function"
    world.execution(1, [why, "Method completed with status: 500"])
    [group] = diagnosed("--api", "orders")["groups"]
    assert group["cause"]["id"] == "500-lambda-permission"
    assert [item["rule"] for item in group["findings"]] == ["uninvokable-function"]


def make_function(name: str) -> None:
    """A function that nobody may invoke."""
    allow = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    role = boto3.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    archive = BytesIO()
    with ZipFile(archive, "w") as files:
        files.writestr("app.py", "def handler(event, context): return {}")
    boto3.client("lambda").create_function(
        FunctionName=name, Runtime="python3.12", Role=role, Handler="app.handler", Code={"ZipFile": archive.getvalue()}
    )


def test_the_support_page_has_times_ids_place_and_a_way_to_see_it_again(world: World, tmp_path: Path) -> None:
    world.fail_with_exception(1)
    report = tmp_path / "support.md"
    diagnose("--api", "orders", "--support-report", str(report))
    page = report.read_text()
    for part in (
        "eu-west-1",
        world.api_id,
        "`prod`",
        request_id(1),
        "Ext0001Fg=",
        function_id(1),
        " UTC (20",
        "KeyError: 'price'",
        f"curl -i -X GET -H 'x-api-key: VALUE-OF-KEY-key1234567' https://{world.api_id}.execute-api.eu-west-1",
    ):
        assert part in page, part


def test_a_stack_leads_to_its_apis(world: World) -> None:
    def make_stack(name: str, resource: dict[str, Any]) -> None:
        template = json.dumps({"Resources": {"One": resource}})
        boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=template)

    make_stack("empty", {"Type": "AWS::SNS::Topic"})
    assert "stack empty holds no REST API" in diagnose("--stack", "empty").stderr
    make_stack("shop", {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "stacked"}})
    assert "stack shop has no stage" in diagnose("--stack", "shop").stderr
    made = next(item["id"] for item in world.gateway.get_rest_apis()["items"] if item["name"] == "stacked")
    root = world.gateway.get_resources(restApiId=made)["items"][0]["id"]
    world.gateway.put_method(restApiId=made, resourceId=root, httpMethod="GET", authorizationType="NONE")
    world.gateway.put_integration(restApiId=made, resourceId=root, httpMethod="GET", type="MOCK")
    world.gateway.create_deployment(restApiId=made, stageName="prod")
    assert diagnosed("--stack", "shop")["restApiId"] == made


def test_a_stack_that_is_not_there_is_one_clear_error(world: World) -> None:
    result = diagnose("--stack", "nowhere")
    assert result.exit_code == 3
    assert "stack nowhere" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--stack", "a", "--api", "b"], "name the same thing twice"),
        (["--api", "nowhere"], "there is no REST API 'nowhere' in eu-west-1"),
        (["--api", "orders", "--stage", "beta"], "API orders has no stage beta"),
        (["--api", "orders", "--since", "soon"], "'soon' is no length of time: write 90s, 30m, 1h or 2d"),
        (["--api", "orders", "--since", "0m"], "0m is not between"),
        (["--api", "orders", "--profile", "nobody"], "there is no AWS profile 'nobody'"),
    ],
)
def test_wrong_usage_is_one_clear_error(world: World, arguments: list[str], said: str) -> None:
    result = diagnose(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_two_apis_of_one_name_have_to_be_told_apart(world: World) -> None:
    make_api()
    assert "2 REST APIs are named 'orders'" in diagnose("--api", "orders").stderr
    assert "several APIs could be meant" in diagnose("--stage", "prod").stderr


def test_no_region_is_one_clear_error(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    result = diagnose("--api", "orders")
    assert (result.exit_code, "no AWS region is set" in result.stderr) == (2, True)


def test_no_credentials_are_one_clear_error(aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boto3.Session.get_credentials", lambda _: None)
    result = diagnose("--api", "orders")
    assert (result.exit_code, "there are no credentials" in result.stderr) == (2, True)


def test_without_boto3_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['boto3'] = None; import importlib.util as u; plain = u.find_spec; "
        "u.find_spec = lambda name, *a: None if name == 'boto3' else plain(name, *a); "
        "from wellwired.cli import main; main(['diagnose', '--api', 'x'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'wellwired[live]'" in done.stderr


def test_the_functions_log_group_is_the_one_that_it_is_configured_with(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellwired.diagnosis.functions import FunctionLogs

    monkeypatch.setattr(FunctionLogs, "_group", lambda _, name: f"/elsewhere/{name}")
    world.make_group("/elsewhere/orders")
    world.fail_with_exception(1)
    world.put("/elsewhere/orders", [(5, f"START RequestId: {function_id(1)} Version: 9\n")])
    [request] = diagnosed("--api", "orders", "--request-id", request_id(1))["requests"]
    assert FUNCTION_GROUP != "/elsewhere/orders"
    assert any(step["text"].endswith("Version: 9") for step in request["timeline"])
