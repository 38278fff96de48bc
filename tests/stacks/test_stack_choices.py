"""Choices of the settings that change what is built: the logging role, the environment, receivers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import app as cdk_app
from stacks.account_stack import AccountStack
from stacks.context import read_object
from stacks.settings import AccountSettings
from tests.stacks.conftest import ROOT, context_of_cdk_json
from wellwired.errors import WiringError

pytestmark = pytest.mark.xdist_group("stacks")  # they share one synthesis

ROLE = "arn:aws:iam::123456789012:role/existing-logging-role"


def account(**settings: Any) -> dict[str, Any]:
    """The account stack's template, by these settings."""
    app = cdk.App()
    AccountStack(app, "account", settings=read_object(AccountSettings, settings, "account"))
    template: dict[str, Any] = app.synth().get_stack_by_name("account").template
    return template


def types(template: dict[str, Any]) -> list[str]:
    return sorted(resource["Type"] for resource in template["Resources"].values())


def test_a_logging_role_that_exists_is_adopted_and_none_is_made() -> None:
    template = account(logging_role=ROLE, page={"nobody": "a test"})

    assert "AWS::IAM::Role" not in types(template)
    (made,) = (one for one in template["Resources"].values() if one["Type"] == "AWS::ApiGateway::Account")
    assert made["Properties"] == {"CloudWatchRoleArn": ROLE}


def test_a_logging_role_that_is_no_arn_is_refused() -> None:
    with pytest.raises(WiringError, match="is no role ARN"):
        account(logging_role="creat", page={"nobody": "a test"})


def test_the_accounts_alarm_reaches_its_receivers() -> None:
    template = account(page={"emails": ["oncall@team.test"], "phone_numbers": ["+4930123456"]})

    (alarm,) = (one for one in template["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm")
    assert len(alarm["Properties"]["AlarmActions"]) == 1
    assert types(template).count("AWS::SNS::Topic") == 1
    assert types(template).count("AWS::SNS::Subscription") == 2


def test_no_receiver_at_all_is_refused() -> None:
    with pytest.raises(WiringError, match="nobody would be told"):
        account(page={})


def test_account_settings_managed_elsewhere_leave_one_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    context = context_of_cdk_json()
    context["account"] = {"logging_role": "elsewhere", "page": {"nobody": "managed elsewhere"}}
    context["dev"] |= {"aws_account": "123456789012", "region": "eu-west-1"}
    app = cdk.App(context=context)

    cdk_app.build(app)

    assert [stack.node.id for stack in app.node.children if isinstance(stack, cdk.Stack)] == ["orders-dev"]
    (stack,) = (stack for stack in app.node.children if isinstance(stack, cdk.Stack))
    assert (stack.account, stack.region) == ("123456789012", "eu-west-1")


def test_an_error_of_the_settings_is_one_message_and_no_traceback(tmp_path: Path) -> None:
    context = {**context_of_cdk_json(), "stage": "staging"}

    done = subprocess.run(
        [sys.executable, str(ROOT / "app.py")],
        env={"PATH": str(Path(sys.executable).parent), "CDK_CONTEXT_JSON": json.dumps(context)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode != 0
    assert "Error: cdk.json: the context has no settings for the stage 'staging'" in done.stderr
    assert "Traceback" not in done.stderr
