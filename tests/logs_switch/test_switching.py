"""Logs on and off: what was there comes back, whatever happens in between, and nothing else is touched."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.diagnosis.live_world import REGION
from wellwired.aws_access import Account, open_account
from wellwired.diagnosis.target import get_target
from wellwired.errors import UnreadableError, UsageError
from wellwired.facts import LOGGING_ROLE_ACTIONS
from wellwired.logs_switch.change import Kind
from wellwired.logs_switch.journal import Journal, open_journal
from wellwired.logs_switch.settings import Settings
from wellwired.logs_switch.switching import ChangedError, Restored, SwitchPlan, make_plan, switch_off, switch_on

ROLE = f"wellwired-api-gateway-logs-{REGION}"


class Killed(BaseException):
    """The process dies here: nothing after it runs."""


@cache
def one_account() -> Account:
    """The same clients in every test: making them takes longer than all that they do here."""
    return open_account()


def parts(api: str, folder: Path, stage: str = "prod") -> tuple[Settings, Journal]:
    account = one_account()
    journal = open_journal(folder, account.account_id, REGION, api, stage)
    return Settings(account, api, stage, sleep=lambda _: None), journal


def turn_on(api: str, folder: Path, *, data_trace: bool = False, stage: str = "prod") -> SwitchPlan:
    settings, journal = parts(api, folder, stage)
    plan = make_plan(settings, get_target(settings.account, api, stage), journal, data_trace=data_trace)
    switch_on(settings, journal, plan, lambda _: None)
    return plan


def turn_off(api: str, folder: Path, stage: str = "prod", **options: bool) -> Restored:
    settings, journal = parts(api, folder, stage)
    return switch_off(settings, journal, lambda _: None, **options)


def snapshot(api: str, stage: str = "prod") -> dict[str, Any]:
    """All that `logs on` may change, as AWS tells it."""
    gateway, iam, logs = one_account().apigateway, one_account().iam, one_account().logs
    found = gateway.get_stage(restApiId=api, stageName=stage)
    return {
        "methods": found["methodSettings"],
        "access": found.get("accessLogSettings"),
        "role": gateway.get_account().get("cloudwatchRoleArn") or None,
        "roles": sorted(role["RoleName"] for role in iam.list_roles()["Roles"]),
        "groups": sorted(group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]),
    }


def patch(api: str, path: str, value: str) -> None:
    boto3.client("apigateway").update_stage(
        restApiId=api, stageName="prod", patchOperations=[{"op": "replace", "path": path, "value": value}]
    )


def test_a_stage_without_any_log_gets_both_and_the_role_for_them(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    now = snapshot(api)
    assert now["methods"]["*/*"]["loggingLevel"] == "INFO"
    assert now["methods"]["*/*"]["dataTraceEnabled"] is False
    assert "$context.integrationErrorMessage" in now["access"]["format"]
    assert now["role"].endswith(f"role/{ROLE}")
    assert now["groups"] == [f"API-Gateway-Access-Logs_{api}/prod", f"API-Gateway-Execution-Logs_{api}/prod"]
    groups = boto3.client("logs").describe_log_groups()["logGroups"]
    assert {group["retentionInDays"] for group in groups} == {14}
    policy: Any = boto3.client("iam").get_role_policy(RoleName=ROLE, PolicyName="WriteLogs")["PolicyDocument"]
    assert policy["Statement"][0]["Action"] == list(LOGGING_ROLE_ACTIONS)
    trust: Any = boto3.client("iam").get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"Service": "apigateway.amazonaws.com"}


def test_off_leaves_everything_as_it_was_but_what_was_logged(api: str, tmp_path: Path) -> None:
    before = snapshot(api)
    turn_on(api, tmp_path, data_trace=True)
    done = turn_off(api, tmp_path)
    after = snapshot(api)
    assert {**after, "groups": []} == {**before, "groups": []}
    assert after["groups"]
    assert all("kept for 14 days" in line for line in done.left)
    assert list(tmp_path.iterdir()) == []


def test_the_logged_goes_too_where_that_is_asked_for(api: str, tmp_path: Path) -> None:
    before = snapshot(api)
    turn_on(api, tmp_path)
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before


def test_data_trace_is_on_only_when_asked_for(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path, data_trace=True)
    assert snapshot(api)["methods"]["*/*"]["dataTraceEnabled"] is True


def test_what_is_right_already_is_not_touched(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path / "first")
    mine = snapshot(api)
    assert turn_on(api, tmp_path / "second").changes == ()
    turn_off(api, tmp_path / "second")
    assert snapshot(api) == mine


def test_an_access_log_of_another_format_stays(api: str, tmp_path: Path) -> None:
    patch(api, "/accessLogSettings/destinationArn", "arn:aws:firehose:eu-west-1:123456789012:deliverystream/x")
    patch(api, "/accessLogSettings/format", "$context.requestId")
    plan = turn_on(api, tmp_path)
    assert Kind.ACCESS_LOG not in {change.kind for change in plan.changes}
    assert snapshot(api)["access"]["format"] == "$context.requestId"


def test_methods_with_settings_of_their_own_log_too_and_get_their_level_back(api: str, tmp_path: Path) -> None:
    patch(api, "/~1orders~1{id}/GET/logging/loglevel", "ERROR")
    patch(api, "/~1orders~1{id}/GET/throttling/rateLimit", "7")
    before = snapshot(api)["methods"]
    turn_on(api, tmp_path)
    assert {entry["loggingLevel"] for entry in snapshot(api)["methods"].values()} == {"INFO"}
    turn_off(api, tmp_path)
    assert snapshot(api)["methods"] == before


def test_a_setting_that_others_use_by_now_is_silenced_not_removed(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    patch(api, "/*/*/throttling/rateLimit", "5")
    turn_off(api, tmp_path)
    entry = snapshot(api)["methods"]["*/*"]
    assert (entry["throttlingRateLimit"], entry["loggingLevel"]) == (5.0, "OFF")


def test_a_second_run_keeps_what_was_there_first(api: str, tmp_path: Path) -> None:
    before = snapshot(api)
    turn_on(api, tmp_path)
    turn_on(api, tmp_path, data_trace=True)
    assert snapshot(api)["methods"]["*/*"]["dataTraceEnabled"] is True
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before


def test_the_journal_is_written_before_each_change(api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, bool]] = []
    plain = Settings.apply

    def look(self: Settings, change: Any) -> None:
        [path] = tmp_path.iterdir()
        last = json.loads(path.read_text())["changes"][-1]
        assert (last["kind"], last["target"]) == (change.kind, change.target)
        seen.append((last["kind"], last["done"]))
        plain(self, change)

    monkeypatch.setattr(Settings, "apply", look)
    turn_on(api, tmp_path)
    assert len(seen) == 6
    assert not any(done for _, done in seen)


CALLS = (
    "CreateRole",
    "PutRolePolicy",
    "UpdateAccount",
    "CreateLogGroup",
    "PutRetentionPolicy",
    "UpdateStage",
)


def die_at(call: str, number: int, *, after: bool) -> Callable[..., Any]:
    """A stand-in for the client's one way out that dies before or after the n-th such call."""
    import botocore.client

    plain = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]
    count = 0

    def make(self: Any, operation: str, arguments: Any) -> Any:
        nonlocal count
        if operation == call:
            count += 1
            if count == number and not after:
                raise Killed
        answer = plain(self, operation, arguments)
        if operation == call and count == number:
            raise Killed
        return answer

    return make


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("call", "number"), [*((call, 1) for call in CALLS), *((call, 2) for call in CALLS[3:])], ids=str
)
def test_a_crash_anywhere_while_switching_on_is_restored(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, after: bool
) -> None:
    before = snapshot(api)
    with monkeypatch.context() as patched:
        patched.setattr("botocore.client.BaseClient._make_api_call", die_at(call, number, after=after))
        with pytest.raises(Killed):
            turn_on(api, tmp_path)
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", CALLS)
def test_a_crash_is_also_made_good_by_switching_on_again(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    before = snapshot(api)
    with monkeypatch.context() as patched:
        patched.setattr("botocore.client.BaseClient._make_api_call", die_at(call, 1, after=True))
        with pytest.raises(Killed):
            turn_on(api, tmp_path)
    turn_on(api, tmp_path)
    assert snapshot(api)["methods"]["*/*"]["loggingLevel"] == "INFO"
    assert boto3.client("iam").list_role_policies(RoleName=ROLE)["PolicyNames"] == ["WriteLogs"]
    groups = boto3.client("logs").describe_log_groups()["logGroups"]
    assert {group.get("retentionInDays") for group in groups} == {14}
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before


@pytest.mark.parametrize("call", ["UpdateStage", "DeleteLogGroup", "UpdateAccount", "DeleteRolePolicy", "DeleteRole"])
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_crash_while_switching_off_is_made_good_by_the_next_run(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: bool
) -> None:
    before = snapshot(api)
    turn_on(api, tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr("botocore.client.BaseClient._make_api_call", die_at(call, 1, after=after))
        with pytest.raises(Killed):
            turn_off(api, tmp_path, delete_logs=True)
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before


def test_off_touches_nothing_where_somebody_changed_something(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    patch(api, "/*/*/logging/loglevel", "ERROR")
    changed = snapshot(api)
    with pytest.raises(ChangedError, match=r"method-setting \*/\*; nothing was taken back"):
        turn_off(api, tmp_path)
    assert snapshot(api) == changed


def test_off_can_leave_what_somebody_changed_and_restore_the_rest(api: str, tmp_path: Path) -> None:
    before = snapshot(api)
    turn_on(api, tmp_path)
    patch(api, "/*/*/logging/loglevel", "ERROR")
    done = turn_off(api, tmp_path, leave_changed=True, delete_logs=True)
    after = snapshot(api)
    assert after["methods"]["*/*"]["loggingLevel"] == "ERROR"
    assert {**after, "methods": {}} == {**before, "methods": {}}
    assert done.left == ("method-setting */*: somebody changed it",)


def test_on_refuses_where_somebody_changed_what_it_had_set(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    patch(api, "/*/*/logging/loglevel", "ERROR")
    with pytest.raises(ChangedError, match="since logs were switched on"):
        turn_on(api, tmp_path)


def test_what_stages_share_stays_until_the_last_is_switched_off(api: str, tmp_path: Path) -> None:
    gateway = boto3.client("apigateway")
    deployment = gateway.get_deployments(restApiId=api)["items"][0]["id"]
    gateway.create_stage(restApiId=api, stageName="beta", deploymentId=deployment)
    before = snapshot(api)
    turn_on(api, tmp_path)
    turn_on(api, tmp_path, stage="beta")
    done = turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api)["role"] is not None
    assert any("stage beta" in line for line in done.left)
    turn_off(api, tmp_path, stage="beta", delete_logs=True)
    assert snapshot(api) == before


def make_role(name: str, *, service: str, actions: list[str]) -> str:
    iam = boto3.client("iam")
    allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [allow]}
    arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    iam.put_role_policy(RoleName=name, PolicyName="any", PolicyDocument=json.dumps(policy))
    return arn


def set_account(arn: str) -> None:
    boto3.client("apigateway").update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
    )


def test_a_role_that_suffices_is_used(api: str, tmp_path: Path) -> None:
    arn = make_role("fine", service="apigateway.amazonaws.com", actions=["logs:*"])
    set_account(arn)
    plan = turn_on(api, tmp_path)
    assert {change.kind for change in plan.changes} == {Kind.LOG_GROUP, Kind.ACCESS_LOG, Kind.METHOD_SETTING}
    assert plan.remarks == ()
    assert snapshot(api)["role"] == arn


@pytest.mark.parametrize(
    ("service", "actions", "said"),
    [
        ("lambda.amazonaws.com", ["logs:*"], "does not trust apigateway.amazonaws.com"),
        ("apigateway.amazonaws.com", ["logs:Describe*"], "may not logs:CreateLogGroup"),
    ],
)
def test_a_role_that_writes_nothing_is_replaced_not_mended_and_comes_back(
    api: str, tmp_path: Path, service: str, actions: list[str], said: str
) -> None:
    arn = make_role("broken", service=service, actions=actions)
    set_account(arn)
    before = snapshot(api)
    plan = turn_on(api, tmp_path)
    assert said in plan.remarks[0]
    assert snapshot(api)["role"].endswith(ROLE)
    turn_off(api, tmp_path, delete_logs=True)
    assert snapshot(api) == before


def test_a_role_that_only_lacks_reading_stays_and_is_remarked_on(api: str, tmp_path: Path) -> None:
    arn = make_role("writer", service="apigateway.amazonaws.com", actions=["logs:Create*", "logs:Put*"])
    set_account(arn)
    plan = turn_on(api, tmp_path)
    assert "writes, but may not logs:DescribeLogGroups" in plan.remarks[0]
    assert snapshot(api)["role"] == arn


def test_a_role_that_is_gone_is_replaced(api: str, tmp_path: Path) -> None:
    set_account("arn:aws:iam::123456789012:role/gone")
    plan = turn_on(api, tmp_path)
    assert "does not exist" in plan.remarks[0]
    assert snapshot(api)["role"].endswith(ROLE)


def test_a_foreign_role_of_the_same_name_is_not_touched(api: str, tmp_path: Path) -> None:
    make_role(ROLE, service="lambda.amazonaws.com", actions=["logs:*"])
    with pytest.raises(UsageError, match="a role that was not made here is not touched"):
        turn_on(api, tmp_path)
    assert snapshot(api)["role"] is None


def test_a_role_that_got_policies_of_others_is_not_deleted(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    theirs = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [theirs]})
    boto3.client("iam").put_role_policy(RoleName=ROLE, PolicyName="theirs", PolicyDocument=policy)
    with pytest.raises(Exception, match="policies that were not set here: theirs"):
        turn_off(api, tmp_path)
    assert boto3.client("iam").get_role(RoleName=ROLE)


def test_a_role_too_new_for_api_gateway_is_offered_again(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = 3
    plain = Account.apigateway.func  # type: ignore[attr-defined]
    waited: list[float] = []

    class Slow:
        def __init__(self, client: Any) -> None:
            self._client = client

        def __getattr__(self, name: str) -> Any:
            return getattr(self._client, name)

        def update_account(self, **arguments: Any) -> Any:
            nonlocal refusals
            refusals -= 1
            if refusals >= 0:
                said = "The role ARN does not have required permissions configured"
                raise ClientError({"Error": {"Code": "BadRequestException", "Message": said}}, "UpdateAccount")
            return self._client.update_account(**arguments)

    account = open_account()
    monkeypatch.setitem(account.__dict__, "apigateway", Slow(plain(account)))
    Settings(account, api, "prod", sleep=waited.append)._set_account("arn:aws:iam::123456789012:role/new")
    assert waited == [5.0, 5.0, 5.0]
    refusals = 10_000
    with pytest.raises(ClientError):
        Settings(account, api, "prod", sleep=waited.append)._set_account("arn:aws:iam::123456789012:role/new")
    assert sum(waited) < 120


def test_a_stage_that_is_gone_leaves_the_rest_to_be_restored(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    boto3.client("apigateway").delete_stage(restApiId=api, stageName="prod")
    done = turn_off(api, tmp_path, delete_logs=True)
    assert "method-setting */*: the stage is gone" in done.left
    assert boto3.client("apigateway").get_account().get("cloudwatchRoleArn") in (None, "")
    assert boto3.client("iam").list_roles()["Roles"] == []


def test_a_journal_that_cannot_be_read_stops_everything(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    [path] = tmp_path.iterdir()
    path.write_text("{")
    with pytest.raises(UnreadableError, match="the journal cannot be read"):
        turn_off(api, tmp_path)


def test_nothing_is_changed_without_a_journal(api: str, tmp_path: Path) -> None:
    before = snapshot(api)
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="without a journal nothing is changed"):
        turn_on(api, tmp_path / "file")
    assert snapshot(api) == before


def test_the_journal_is_for_its_owner_alone(api: str, tmp_path: Path) -> None:
    turn_on(api, tmp_path)
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0


def test_a_journal_half_written_when_killed_is_swept_up(api: str, tmp_path: Path) -> None:
    half = parts(api, tmp_path)[1].path.with_suffix(".new")
    half.write_text("{")
    turn_on(api, tmp_path)
    turn_off(api, tmp_path)
    half.write_text("{")
    assert turn_off(api, tmp_path) == Restored()
    assert list(tmp_path.iterdir()) == []
