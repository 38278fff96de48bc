"""ApiAlarms: the table of alarms as CloudWatch gets it, its names, its words and its receivers."""

import dataclasses
import re
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns

from wellwired.access_log import FIELDS, UNSET, render_format
from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver, Receivers
from wellwired.constructs.alarm_texts import ALARM_TEXTS
from wellwired.constructs.alarm_thresholds import AlarmThresholds, Threshold
from wellwired.constructs.api_alarms import ApiAlarms
from wellwired.constructs.notifications import Notifications
from wellwired.errors import WiringError

API, STAGE = "Orders-prod", "prod"
PATH = f"{API}/{STAGE}"


class Built:
    """A stack with an API, one function and its alarms."""

    def __init__(
        self,
        *,
        log_format: str | None = render_format(),
        before: str | None = None,
        api_name: str = API,
        stack_name: str = "Orders",
        **options: Any,
    ) -> None:
        self.stack = cdk.Stack(cdk.App(), stack_name)
        if before:
            cdk.CfnResource(self.stack, before, type="AWS::SNS::Topic")
        api = apigateway.RestApi(self.stack, "Api", rest_api_name=api_name, cloud_watch_role=False, deploy=False)
        api.root.add_method("GET", apigateway.MockIntegration())
        group = logs.LogGroup(self.stack, "AccessLog")
        self.stage = apigateway.Stage(
            self.stack,
            "Stage",
            deployment=apigateway.Deployment(self.stack, "Deployment", api=api),
            stage_name=STAGE,
            access_log_destination=apigateway.LogGroupLogDestination(group) if log_format else None,
            access_log_format=apigateway.AccessLogFormat.custom(log_format) if log_format else None,
        )
        self.function = lambda_.Function(
            self.stack,
            "Orders",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline("def handler(event, context): ..."),
            timeout=cdk.Duration.seconds(10),
            reserved_concurrent_executions=50,
        )
        options.setdefault("functions", [self.function])
        if "notifications" not in options:
            options["notifications"] = Notifications(
                self.stack,
                "Notifications",
                page=Receivers(phone_numbers=("+4930123456",)),
                ticket=Receivers(emails=("team@example.com",)),
            )
        self.made = ApiAlarms(self.stack, "Alarms", stage=self.stage, access_log_group=group, **options)

    def resources(self) -> dict[str, Any]:
        return dict(assertions.Template.from_stack(self.stack).to_json()["Resources"])


def of_type(resources: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one["Properties"] for one in resources.values() if one["Type"] == kind]


def alarms_of(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = of_type(resources, "AWS::CloudWatch::Alarm")
    return {one["AlarmName"].removeprefix(f"{PATH}/"): one for one in found}


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return Built(thresholds=AlarmThresholds(no_traffic=Threshold(1, 10, 10))).resources()


@pytest.fixture(scope="module")
def alarms(resources: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return alarms_of(resources)


def topic_ids(resources: dict[str, Any]) -> dict[str, str]:
    names = [name for name, one in resources.items() if one["Type"] == "AWS::SNS::Topic"]
    return {kind: next(name for name in names if kind in name) for kind in ("Page", "Ticket")}


# name: metric, statistic, period, datapoints, of, operator, limit
STAGE_TABLE = {
    "5xx-count": ("AWS/ApiGateway", "5XXError", "Sum", 300, 1, 1, ">=", 5),
    "502": (f"wellwired/{PATH}", "Status502", "Sum", 60, 1, 1, ">=", 1),
    "504": (f"wellwired/{PATH}", "Status504", "Sum", 60, 2, 3, ">=", 1),
    "429": (f"wellwired/{PATH}", "Status429", "Sum", 60, 3, 5, ">=", 10),
    "latency": ("AWS/ApiGateway", "Latency", "p90", 60, 5, 5, ">=", 2_500),
    "near-timeout": ("AWS/ApiGateway", "IntegrationLatency", "p99", 60, 3, 5, ">=", 23_200),
    "no-traffic": ("AWS/ApiGateway", "Count", "SampleCount", 60, 10, 10, "<", 1),
    "Orders/throttles": ("AWS/Lambda", "Throttles", "Sum", 60, 2, 3, ">=", 1),
    "Orders/duration": ("AWS/Lambda", "Duration", "p90", 60, 5, 5, ">=", 8_000),
    "Orders/concurrency": ("AWS/Lambda", "ConcurrentExecutions", "Maximum", 60, 10, 10, ">=", 45),
}
# name: expression, {id: (metric, statistic)}, datapoints, of, limit
EXPRESSION_TABLE = {
    "5xx-rate": (
        "IF(requests >= 20, errors, 0)",
        {"requests": ("Count", "SampleCount"), "errors": ("5XXError", "Average")},
        (3, 3, 0.05),
    ),
    "4xx-rate": (
        "IF(requests >= 20, errors, 0)",
        {"requests": ("Count", "SampleCount"), "errors": ("4XXError", "Average")},
        (5, 5, 0.05),
    ),
    "Orders/errors": (
        "errors / invocations",
        {"errors": ("Errors", "Sum"), "invocations": ("Invocations", "Sum")},
        (2, 3, 0.05),
    ),
}
OPERATORS = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
}
PAGING = {"5xx-rate", "502", "504", "no-traffic", "Orders/errors", "Orders/throttles"}


def test_the_table_is_complete(alarms: dict[str, dict[str, Any]]) -> None:
    assert set(alarms) == set(STAGE_TABLE) | set(EXPRESSION_TABLE)


@pytest.mark.parametrize("name", STAGE_TABLE)
def test_an_alarm_on_one_metric_is_as_the_table_says(alarms: dict[str, dict[str, Any]], name: str) -> None:
    namespace, metric, statistic, period, datapoints, of, operator, limit = STAGE_TABLE[name]
    alarm = alarms[name]
    assert (alarm["Namespace"], alarm["MetricName"], alarm["Period"]) == (namespace, metric, period)
    assert alarm.get("Statistic", alarm.get("ExtendedStatistic")) == statistic
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (datapoints, of)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (OPERATORS[operator], limit)


@pytest.mark.parametrize("name", EXPRESSION_TABLE)
def test_an_alarm_on_a_share_is_as_the_table_says(alarms: dict[str, dict[str, Any]], name: str) -> None:
    expression, parts, (datapoints, of, limit) = EXPRESSION_TABLE[name]
    alarm = alarms[name]
    [share] = [one for one in alarm["Metrics"] if "Expression" in one]
    inputs = {one["Id"]: one["MetricStat"] for one in alarm["Metrics"] if "MetricStat" in one}
    assert share["Expression"] == expression
    assert {k: (v["Metric"]["MetricName"], v["Stat"]) for k, v in inputs.items()} == parts
    assert {v["Period"] for v in inputs.values()} == {60}
    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (datapoints, of)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", limit)


def test_only_no_traffic_takes_missing_data_for_bad_news(alarms: dict[str, dict[str, Any]]) -> None:
    missing = {name: alarm["TreatMissingData"] for name, alarm in alarms.items()}
    assert missing.pop("no-traffic") == "breaching"
    assert set(missing.values()) == {"notBreaching"}


def test_stage_metrics_carry_the_name_of_the_api_and_of_the_stage(
    resources: dict[str, Any], alarms: dict[str, dict[str, Any]]
) -> None:
    dimensions = [{"Name": "ApiName", "Value": API}, {"Name": "Stage", "Value": STAGE}]
    [api] = of_type(resources, "AWS::ApiGateway::RestApi")
    assert api["Name"] == API
    for alarm in alarms.values():
        metrics = [one["MetricStat"]["Metric"] for one in alarm.get("Metrics", []) if "MetricStat" in one] or [alarm]
        for metric in metrics:
            if metric["Namespace"] == "AWS/ApiGateway":
                assert metric["Dimensions"] == dimensions


def test_502_504_and_429_are_counted_from_the_access_log(resources: dict[str, Any]) -> None:
    filters = of_type(resources, "AWS::Logs::MetricFilter")
    assert len(filters) == 3
    for one in filters:
        [transformation] = one["MetricTransformations"]
        status = transformation["MetricName"].removeprefix("Status")
        assert one["FilterPattern"] == f'{{ ($.status = "{status}") || ($.status = {status}) }}'
        assert transformation["MetricNamespace"] == f"wellwired/{PATH}"
        assert transformation["DefaultValue"] == 0


def test_counting_survives_fields_without_a_value(resources: dict[str, Any]) -> None:
    """An unset field prints as a dash: no number to sum up, and a dimension value that would mix callers."""
    assert UNSET == "-"
    for one in of_type(resources, "AWS::Logs::MetricFilter"):
        [transformation] = one["MetricTransformations"]
        assert transformation["MetricValue"] == "1"
        assert "Dimensions" not in transformation
        assert set(re.findall(r"\$\.(\w+)", one["FilterPattern"])) == {"status"} <= set(FIELDS)


def test_two_apis_do_not_share_a_count() -> None:
    def namespaces(built: Built) -> set[str]:
        filters = of_type(built.resources(), "AWS::Logs::MetricFilter")
        return {one["MetricTransformations"][0]["MetricNamespace"] for one in filters}

    assert namespaces(Built(api_name="Api")) == {"wellwired/Orders/Api/prod"}
    assert namespaces(Built(api_name="Api", stack_name="Billing")) == {"wellwired/Billing/Api/prod"}


def test_the_pager_hears_the_composite_of_the_paging_alarms_and_nothing_else(resources: dict[str, Any]) -> None:
    topics = topic_ids(resources)
    [composite] = of_type(resources, "AWS::CloudWatch::CompositeAlarm")
    assert composite["AlarmName"] == f"{PATH}/paging"
    assert composite["AlarmActions"] == composite["OKActions"] == [{"Ref": topics["Page"]}]
    names = {
        logical_id: one["Properties"]["AlarmName"].removeprefix(f"{PATH}/")
        for logical_id, one in resources.items()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    }
    rule = composite["AlarmRule"]["Fn::Join"][1]
    children = {names[part["Fn::GetAtt"][0]] for part in rule if isinstance(part, dict)}
    assert children == PAGING
    assert "AND" not in "".join(part for part in rule if isinstance(part, str))


def test_every_alarm_goes_to_the_ticket_topic_and_says_when_it_is_over(
    resources: dict[str, Any], alarms: dict[str, dict[str, Any]]
) -> None:
    ticket = [{"Ref": topic_ids(resources)["Ticket"]}]
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == alarm["OKActions"] == ticket


def test_descriptions_say_meaning_first_step_and_command_in_ascii(alarms: dict[str, dict[str, Any]]) -> None:
    for alarm in alarms.values():
        description = alarm["AlarmDescription"]
        assert re.search(r"\. First step: \w.*\. Then: wellwired explain [45][0-9]{2}$", description)
        assert description.isascii()
        assert len(description) <= 1_024
    assert alarms["502"]["AlarmDescription"].endswith("wellwired explain 502")
    assert alarms["504"]["AlarmDescription"].endswith("wellwired explain 504")
    assert alarms["429"]["AlarmDescription"].endswith("wellwired explain 429")


def test_first_steps_name_fields_that_the_access_log_has() -> None:
    words = {word for text in ALARM_TEXTS.values() for word in re.findall(r"\b[a-z]+[A-Z]\w+", text.first_step)}
    assert words
    assert words <= set(FIELDS)


def test_names_and_ids_stay_when_an_unrelated_construct_is_added(resources: dict[str, Any]) -> None:
    def named(found: dict[str, Any]) -> dict[str, str]:
        return {
            name: one["Properties"]["AlarmName"]
            for name, one in found.items()
            if one["Type"] in {"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"}
        }

    after = Built(thresholds=AlarmThresholds(no_traffic=Threshold(1, 10, 10)), before="AAA").resources()
    assert named(after) == named(resources)
    assert all(isinstance(name, str) and name.isascii() and "Token" not in name for name in named(after).values())


def test_nobody_told_has_to_be_chosen_and_is_said_in_every_alarm() -> None:
    found = Built(notifications=NoReceiver("a developer's own stage")).resources()
    every = [*of_type(found, "AWS::CloudWatch::Alarm"), *of_type(found, "AWS::CloudWatch::CompositeAlarm")]
    assert len(every) == 13
    for alarm in every:
        assert "AlarmActions" not in alarm
        assert alarm["AlarmDescription"].endswith(" Nobody is told: a developer's own stage.")
        assert len(alarm["AlarmDescription"]) <= 1_024
    stack = cdk.Stack()
    with pytest.raises(TypeError, match="notifications"):
        ApiAlarms(stack, "Alarms", stage=None, access_log_group=None, functions=[])  # type: ignore[call-arg,arg-type]


def test_the_reason_why_nobody_is_told_stands_where_the_audit_reads_it() -> None:
    found = Built(notifications=NoReceiver("a developer's own stage")).resources().values()
    allowed = [one["Metadata"]["wellwired"]["allow"] for one in found if "wellwired" in one.get("Metadata", {})]
    paging = 5  # the composite speaks for them
    assert allowed.count({"mute-composite-alarm": "a developer's own stage"}) == 1
    assert allowed.count({"mute-alarm": "a developer's own stage"}) == 12 - paging


def test_topics_of_ones_own_are_taken() -> None:
    stack = cdk.Stack()
    pager = sns.Topic.from_topic_arn(stack, "Pager", "arn:aws:sns:eu-central-1:111122223333:pager")
    found = Built(notifications=AlarmTopics(page=pager, ticket=None)).resources()
    [composite] = of_type(found, "AWS::CloudWatch::CompositeAlarm")
    assert composite["AlarmActions"] == ["arn:aws:sns:eu-central-1:111122223333:pager"]
    assert all("AlarmActions" not in alarm for alarm in of_type(found, "AWS::CloudWatch::Alarm"))
    with pytest.raises(WiringError, match="there is no topic"):
        AlarmTopics(page=None, ticket=None)


def test_a_threshold_can_be_tuned_or_dropped() -> None:
    default = AlarmThresholds()
    assert default.latency
    tuned = AlarmThresholds(
        latency=dataclasses.replace(default.latency, value=800), status_429=None, minimum_requests=100
    )
    found = alarms_of(Built(thresholds=tuned).resources())
    assert found["latency"]["Threshold"] == 800
    assert "429" not in found
    assert found["5xx-rate"]["Metrics"][0]["Expression"] == "IF(requests >= 100, errors, 0)"


def test_the_integration_timeout_moves_near_timeout() -> None:
    found = alarms_of(Built(integration_timeout=cdk.Duration.seconds(10)).resources())
    assert found["near-timeout"]["Threshold"] == 8_000


def test_no_paging_alarm_left_is_refused() -> None:
    nothing = dict.fromkeys(
        ("server_error_rate", "status_502", "status_504", "function_errors", "function_throttles"), None
    )
    with pytest.raises(WiringError, match="0 alarms would page"):
        Built(thresholds=AlarmThresholds(**nothing))  # type: ignore[arg-type]


def test_an_alias_is_watched_by_its_function_and_only_once() -> None:
    built = Built(functions=[])
    alias = lambda_.Alias(built.stack, "Live", alias_name="live", version=built.function.current_version)
    group = logs.LogGroup(built.stack, "Other")
    made = ApiAlarms(
        built.stack,
        "More",
        stage=built.stage,
        access_log_group=group,
        functions=[alias, built.function, built.function.current_version],
        notifications=NoReceiver("test"),
    )
    assert sorted(name for name in made.alarms if "/" in name) == [
        "Orders/concurrency",
        "Orders/duration",
        "Orders/errors",
        "Orders/throttles",
    ]


def test_an_imported_function_without_known_timeout_is_warned_about() -> None:
    stack = cdk.Stack()
    imported = lambda_.Function.from_function_arn(stack, "Old", "arn:aws:lambda:eu-central-1:111122223333:function:old")
    built = Built(functions=[imported])
    assert sorted(name for name in built.made.alarms if "/" in name) == ["Old/errors", "Old/throttles"]
    assertions.Annotations.from_stack(built.stack).has_warning(
        "/Orders/Alarms", assertions.Match.string_like_regexp("Old has a timeout that is not known here")
    )


@pytest.mark.parametrize("log_format", [None, "$context.requestId $context.status", '{"id":"$context.requestId"}'])
def test_a_stage_whose_access_log_lacks_the_status_is_a_synth_error(log_format: str | None) -> None:
    built = Built(log_format=log_format)
    with pytest.raises(RuntimeError, match="could never fire"):
        built.resources()


@pytest.mark.parametrize(
    "log_format",
    [
        '{"requestId":"$context.requestId","status":$context.status}',
        '{ "id": "$context.requestId", "status" : "$context.status" }',
    ],
)
def test_a_json_log_of_ones_own_will_do(log_format: str) -> None:
    assert alarms_of(Built(log_format=log_format).resources())["502"]


def test_an_api_whose_name_is_a_token_is_refused() -> None:
    with pytest.raises(WiringError, match="the API's name is known only at deployment"):
        Built(api_name=cdk.Fn.import_value("ApiName"))


def test_an_api_name_outside_ascii_is_refused() -> None:
    with pytest.raises(WiringError, match="cannot be part of a metric's"):
        Built(api_name="Bücher")


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ((0, 1, 1), "value is 0"),
        ((1, 2, 1), "2 of 1 periods"),
        ((1, 0, 1), "0 of 1 periods"),
        ((1, 1, 1, 45), "period is 45 s"),
        ((1, 1, 1441, 60), "1441 periods of 60 s"),
    ],
)
def test_a_threshold_that_cloudwatch_refuses_is_refused(values: tuple[float, ...], problem: str) -> None:
    with pytest.raises(WiringError, match=problem):
        Threshold(*values)  # type: ignore[arg-type]


def test_a_rate_above_one_is_refused_as_it_could_never_fire() -> None:
    with pytest.raises(WiringError, match="a share never exceeds 1, so the alarm could never fire"):
        AlarmThresholds(server_error_rate=Threshold(5, 3, 3))
