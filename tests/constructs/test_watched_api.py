"""An API with everything that watches it: one stack of the constructs' public names, judged by cdk-nag."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cdk_nag import AwsSolutionsChecks

from tests.constructs.construct_samples import REPOSITORY, make_api, make_function
from wellwired.constructs import (
    ApiAlarms,
    ApiDashboard,
    Cors,
    Notifications,
    Plan,
    Receivers,
    Route,
    SlackChannel,
    Throttle,
    UsagePlans,
)

# A chart in Slack is drawn from CloudWatch reads that AWS does not let anyone narrow to a resource.
KNOWN = {("Orders/Notifications/Slack-C07EZ1ABC23", "AwsSolutions-IAM5[Resource::*]")}


def build(outdir: Path) -> cdk.App:
    app = cdk.App(context=json.loads((REPOSITORY / "cdk.json").read_text())["context"], outdir=str(outdir))
    stack = cdk.Stack(app, "Orders")
    function = make_function(stack, timeout=cdk.Duration.seconds(10))
    api = make_api(
        stack,
        [Route(method="POST", path="/orders", function=function, api_key_required=True)],
        cors=Cors(allow_origins=("https://app.example.com",)),
    )
    plan = Plan(name="basic", throttle=Throttle(rate=10, burst=5), quota=None, keys=("partner-a",))
    UsagePlans(stack, "UsagePlans", stage=api.stage, plans=[plan])
    slack = SlackChannel(workspace_id="T07EA123LEP", channel_id="C07EZ1ABC23", name="orders-oncall")
    notifications = Notifications(
        stack,
        "Notifications",
        page=Receivers(phone_numbers=("+4930123456",)),
        ticket=Receivers(emails=("team@example.com",), slack_channels=(slack,)),
    )
    watched: dict[str, Any] = {
        "stage": api.stage,
        "access_log_group": api.stage_logs.access_log_group,
        "functions": api.functions,
    }
    alarms = ApiAlarms(stack, "Alarms", notifications=notifications, **watched)
    ApiDashboard(stack, "Dashboard", alarms=alarms, trace_log_groups=[api.stage_logs.execution_log_group], **watched)
    return app


def test_the_whole_synthesises_in_one_stack(tmp_path: Path) -> None:
    assembly = build(tmp_path / "cdk.out").synth()
    resources = assembly.get_stack_by_name("Orders").template["Resources"]
    kinds = [one["Type"] for one in resources.values()]
    assert kinds.count("AWS::ApiGateway::GatewayResponse") == 21
    assert kinds.count("AWS::CloudWatch::Alarm") == 11
    assert kinds.count("AWS::Logs::QueryDefinition") == 6
    assert len(kinds) < 100


def test_cdk_nag_finds_only_what_is_known_in_what_watches(tmp_path: Path) -> None:
    app = build(tmp_path / "cdk.out")
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):  # the sample API is open and has no firewall
        app.synth()
    report = json.loads((tmp_path / "cdk.out" / "validation-report.json").read_text())
    [nag] = report["pluginReports"]
    found = {
        ("/".join(construct["constructPath"].split("/")[:3]), violation["ruleName"])
        for violation in nag["violations"]
        for construct in violation["violatingConstructs"]
    }
    watching = (
        "Orders/UsagePlans",
        "Orders/Notifications",
        "Orders/Alarms",
        "Orders/Dashboard",
        "Orders/Api/ErrorResponses",
    )
    assert {one for one in found if one[0].startswith(watching)} == KNOWN
    assert found > KNOWN  # the rules did run over the rest of the stack
