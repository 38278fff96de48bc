"""ApiDashboard: what one sees first, the lines that explain it, and queries that name fields which exist."""

import json
import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from wellwired.access_log import FIELDS, render_format
from wellwired.constructs.alarm_receivers import NoReceiver
from wellwired.constructs.api_alarms import ApiAlarms
from wellwired.constructs.api_dashboard import ApiDashboard
from wellwired.constructs.log_queries import (
    ONE_REQUEST,
    REFUSED_OVER_TIME,
    REQUEST_ID_PLACE,
    SAVED_QUERIES,
    count_causes,
)

# Names in the queries that are the query's own: functions, results and fields that Logs Insights adds.
OWN_NAMES = {"requests", "lastRequestId", "throttled", "quotaExceeded", "count", "latest", "sum", "strcontains", "bin"}
WORDS = {"filter", "fields", "stats", "sort", "limit", "by", "as", "and", "in", "like", "desc", "asc", "5m"}


def build(*, with_alarms: bool = True) -> tuple[cdk.Stack, ApiDashboard]:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi(stack, "Api", rest_api_name="Orders-prod", cloud_watch_role=False, deploy=False)
    api.root.add_method("GET", apigateway.MockIntegration())
    access_log = logs.LogGroup(stack, "AccessLog")
    stage = apigateway.Stage(
        stack,
        "Stage",
        deployment=apigateway.Deployment(stack, "Deployment", api=api),
        stage_name="prod",
        access_log_destination=apigateway.LogGroupLogDestination(access_log),
        access_log_format=apigateway.AccessLogFormat.custom(render_format()),
    )
    function = lambda_.Function(
        stack,
        "Orders",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline("def handler(event, context): ..."),
        timeout=cdk.Duration.seconds(10),
        reserved_concurrent_executions=50,
    )
    watched: dict[str, Any] = {"stage": stage, "access_log_group": access_log, "functions": [function]}
    alarms = ApiAlarms(stack, "Alarms", notifications=NoReceiver("test"), **watched) if with_alarms else None
    made = ApiDashboard(
        stack,
        "Watch",
        alarms=alarms,
        integration_timeout=cdk.Duration.seconds(15),
        trace_log_groups=[logs.LogGroup(stack, "FunctionLog")],
        **watched,
    )
    return stack, made


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    stack, _ = build()
    return dict(assertions.Template.from_stack(stack).to_json()["Resources"])


@pytest.fixture(scope="module")
def widgets(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    [dashboard] = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::CloudWatch::Dashboard"]
    body = json.loads(flatten(dashboard["DashboardBody"]))
    return {one["properties"].get("title", one["type"]): one for one in body["widgets"]}


def flatten(value: Any) -> str:
    """A joined text with every reference replaced by a word, as a deployment would put a name there."""
    if isinstance(value, str):
        return value
    return "".join(part if isinstance(part, str) else "resolved" for part in value["Fn::Join"][1])


def lines_of(widget: dict[str, Any]) -> list[tuple[str, int]]:
    return [(one["label"], one["value"]) for one in widget["properties"]["annotations"]["horizontal"]]


def metrics_of(widget: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one[1], one[-1].get("stat", "Average")) for one in widget["properties"]["metrics"]]


def test_every_section_is_there(widgets: dict[str, dict[str, Any]]) -> None:
    assert list(widgets) == [
        "text",
        "Alarms",
        "Traffic, a minute",
        "Errors, a minute",
        "4xx by cause",
        "5xx by cause",
        "Latency, ms",
        "Refused: throttled, quota exceeded",
        "Orders: calls, a minute",
        "Orders: duration, ms",
        "Orders: concurrency",
    ]


def test_traffic_and_errors_are_those_of_this_stage(widgets: dict[str, dict[str, Any]]) -> None:
    assert metrics_of(widgets["Traffic, a minute"]) == [("Count", "SampleCount")]
    assert metrics_of(widgets["Errors, a minute"]) == [("4XXError", "Sum"), ("5XXError", "Sum")]
    for title in ("Traffic, a minute", "Errors, a minute", "Latency, ms"):
        for metric in widgets[title]["properties"]["metrics"]:
            assert metric[0] == "AWS/ApiGateway"
            assert metric[2:6] == ["ApiName", "Orders-prod", "Stage", "prod"]


def test_latency_has_the_integration_timeout_as_a_line(widgets: dict[str, dict[str, Any]]) -> None:
    assert metrics_of(widgets["Latency, ms"]) == [
        ("Latency", "p50"),
        ("Latency", "p90"),
        ("Latency", "p99"),
        ("IntegrationLatency", "p99"),
    ]
    assert lines_of(widgets["Latency, ms"]) == [("integration timeout, 15,000 ms", 15_000)]


@pytest.mark.parametrize(("title", "bounds"), [("4xx by cause", (400, 499)), ("5xx by cause", (500, 599))])
def test_errors_are_split_by_cause_from_the_access_log(
    widgets: dict[str, dict[str, Any]], title: str, bounds: tuple[int, int]
) -> None:
    widget = widgets[title]
    assert widget["type"] == "log"
    assert widget["properties"]["query"] == f"SOURCE 'resolved' | {count_causes(*bounds)}"
    assert "by status, errorResponseType, errorMessage, integrationErrorMessage" in count_causes(*bounds)


def test_throttles_and_quota_are_told_apart(widgets: dict[str, dict[str, Any]]) -> None:
    query = widgets["Refused: throttled, quota exceeded"]["properties"]["query"]
    assert query.endswith(REFUSED_OVER_TIME)
    assert '"THROTTLED")) as throttled' in query
    assert '"QUOTA_EXCEEDED")) as quotaExceeded' in query


def test_function_health_shows_its_timeout_and_its_reserve(widgets: dict[str, dict[str, Any]]) -> None:
    assert [name for name, _ in metrics_of(widgets["Orders: calls, a minute"])] == [
        "Invocations",
        "Errors",
        "Throttles",
    ]
    assert lines_of(widgets["Orders: duration, ms"]) == [("timeout, 10,000 ms", 10_000)]
    assert lines_of(widgets["Orders: concurrency"]) == [("reserved", 50)]


def test_the_alarm_widget_holds_every_alarm_of_the_stage(
    widgets: dict[str, dict[str, Any]], resources: dict[str, Any]
) -> None:
    made = [
        one
        for one in resources.values()
        if one["Type"] in {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"}
    ]
    assert len(widgets["Alarms"]["properties"]["alarms"]) == len(made) == 13


def test_without_alarms_there_is_no_alarm_widget() -> None:
    stack, _ = build(with_alarms=False)
    [dashboard] = assertions.Template.from_stack(stack).find_resources("AWS::CloudWatch::Dashboard").values()
    assert '"alarm"' not in flatten(dashboard["Properties"]["DashboardBody"])


def test_the_dashboards_name_is_one_of_its_region(resources: dict[str, Any]) -> None:
    [dashboard] = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::CloudWatch::Dashboard"]
    assert dashboard["DashboardName"] == {"Fn::Join": ["", ["Orders-prod_prod_", {"Ref": "AWS::Region"}]]}


def test_every_query_is_saved_under_the_apis_name(resources: dict[str, Any]) -> None:
    saved = {
        one["Properties"]["Name"]: one["Properties"]
        for one in resources.values()
        if one["Type"] == "AWS::Logs::QueryDefinition"
    }
    assert set(saved) == {f"Orders-prod/prod/{name}" for name in SAVED_QUERIES}
    assert {"errors by cause", "errors by route", "errors by API key", "slow requests", "one request"} <= set(
        SAVED_QUERIES
    )
    access_log, function_log = ({"Ref": n} for n in resources if re.match(r"(Access|Function)Log", n))
    for name, properties in saved.items():
        query = SAVED_QUERIES[name.removeprefix("Orders-prod/prod/")]
        assert properties["QueryString"] == query
        assert properties["LogGroupNames"] == ([access_log, function_log] if query == ONE_REQUEST else [access_log])


def test_one_request_is_found_by_its_id_in_time_order() -> None:
    assert f'@message like "{REQUEST_ID_PLACE}"' in ONE_REQUEST
    assert "sort @timestamp asc" in ONE_REQUEST


@pytest.mark.parametrize("query", [*SAVED_QUERIES.values(), REFUSED_OVER_TIME, count_causes(500, 599)])
def test_queries_name_only_fields_that_the_access_log_has(query: str) -> None:
    bare = re.sub(r'"[^"]*"|@\w+', "", query)
    names = set(re.findall(r"\b[a-zA-Z]\w*\b", bare)) - WORDS - OWN_NAMES
    assert names <= set(FIELDS)


def test_what_was_made_is_exposed() -> None:
    _, made = build()
    assert list(made.queries) == list(SAVED_QUERIES)
    assert made.identity.path == "Orders-prod/prod"
