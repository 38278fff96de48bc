"""Alarms of one metric and of several, and the way from an alarm to a person."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.findings import Finding, Outcome
from wellwired.rules import all_rules

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call"
API = {"ApiName": "orders", "Stage": "prod"}
ERRORS = ("unknown-metric", "mistaken-namespace", "mistaken-dimension", "misaddressed-alarm", "unreachable-threshold")


def dimensions(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def alarm(**properties: Any) -> dict[str, Any]:
    given = {
        "Namespace": "AWS/ApiGateway",
        "MetricName": "5XXError",
        "Dimensions": dimensions(API),
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "AlarmActions": [TOPIC],
        **properties,
    }
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {name: value for name, value in given.items() if value is not None},
    }


def computed(expression: str, threshold: float = 0.5, **metrics: tuple[str, str]) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [{"Id": "rate", "Expression": expression}] if expression else []
    for name, (metric, statistic) in metrics.items():
        described = {"Namespace": "AWS/ApiGateway", "MetricName": metric, "Dimensions": dimensions(API)}
        row = {"Id": name, "MetricStat": {"Metric": described, "Period": 60, "Stat": statistic}}
        rows.append({**row, "ReturnData": not expression})
    single = dict.fromkeys(("Namespace", "MetricName", "Dimensions", "Statistic", "Period"))
    return alarm(**single, Metrics=rows, Threshold=threshold)


def template(served: bool = True, **more: dict[str, Any]) -> str:
    parts: dict[str, Any] = {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "orders"}}}
    method = {
        "RestApiId": {"Ref": "Api"},
        "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "HttpMethod": "GET",
        "Integration": {
            "Type": "AWS_PROXY",
            "IntegrationHttpMethod": "POST",
            "Uri": {
                "Fn::Sub": "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
            },
        },
    }
    parts["Get"] = {"Type": "AWS::ApiGateway::Method", "Properties": method}
    parts["Fn"] = {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Role": "r", "Runtime": "python3.13", "Handler": "a.b"},
    }
    if served:
        stage = {"RestApiId": {"Ref": "Api"}, "DeploymentId": "d", "StageName": "prod"}
        parts["Prod"] = {"Type": "AWS::ApiGateway::Stage", "Properties": stage}
    return json.dumps({"Parameters": {"P": {"Type": "String"}}, "Resources": {**parts, **more}})


def alone(**parts: dict[str, Any]) -> str:
    return json.dumps({"Parameters": {"P": {"Type": "String"}}, "Resources": parts})


def of_function(metric: str = "Errors", value: Any = None, **more: Any) -> dict[str, Any]:
    name = {"Ref": "Fn"} if value is None else value
    return alarm(Namespace="AWS/Lambda", MetricName=metric, Dimensions=dimensions({"FunctionName": name}), **more)


def test_a_good_alarm_is_good_to_every_rule(judged: Judged) -> None:
    text = template(A=alarm(), B=of_function(), C=of_function("Throttles"))
    for rule in all_rules():
        if rule.family == "alarm":
            assert judged(rule.name, text).findings == [], rule.name


@pytest.mark.parametrize(
    ("metric", "statistic", "threshold"),
    [("5XXError", "Average", 5), ("4XXError", "Maximum", 2), ("Errors", "p99", 1.5)],
)
def test_a_metric_of_zeros_and_ones_never_passes_one(
    reported: Reported, metric: str, statistic: str, threshold: float
) -> None:
    extended = (
        {"Statistic": None, "ExtendedStatistic": statistic} if statistic.startswith("p") else {"Statistic": statistic}
    )
    one = of_function(metric, "fn", **extended, Threshold=threshold) if metric == "Errors" else None
    text = alone(A=one or alarm(MetricName=metric, **extended, Threshold=threshold))
    assert len(reported("unreachable-threshold", text)) == 1


@pytest.mark.parametrize(
    ("operator", "threshold", "reachable"),
    [
        ("GreaterThanThreshold", 1, False),
        ("GreaterThanOrEqualToThreshold", 1, True),
        ("GreaterThanThreshold", 0.99, True),
        ("GreaterThanOrEqualToThreshold", 1.01, False),
    ],
)
def test_one_itself_is_reached_and_not_passed(
    reported: Reported, operator: str, threshold: float, reachable: bool
) -> None:
    text = alone(A=alarm(Statistic="Average", ComparisonOperator=operator, Threshold=threshold))
    assert bool(reported("unreachable-threshold", text)) is not reachable


def test_a_threshold_is_for_what_an_expression_gives(reported: Reported) -> None:
    rate = computed("100 * errors / requests", 50, errors=("5XXError", "Average"), requests=("Count", "SampleCount"))
    for rule in ("unreachable-threshold", "mistaken-statistic", "unwatched-api"):
        assert reported(rule, template(A=rate)) == []
    single = computed("", 5, errors=("5XXError", "Average"))
    (found,) = reported("unreachable-threshold", template(A=single))
    assert found.property == "Threshold"


def test_a_bad_metric_inside_an_expression_is_reported_at_its_place(reported: Reported) -> None:
    rate = computed("100 * errors / requests", 50, errors=("5XXErrors", "Sum"), requests=("Count", "Sum"))
    (found,) = reported("unknown-metric", template(A=rate))
    assert found.property == "Metrics/1/MetricStat/Metric/MetricName"


def test_a_function_is_killed_at_its_timeout(reported: Reported) -> None:
    for threshold, reachable in ((2900, True), (3500, False)):
        text = template(A=of_function("Duration", Statistic="Maximum", Threshold=threshold))
        assert bool(reported("unreachable-threshold", text)) is not reachable


@pytest.mark.parametrize("metric", ["5xx", "5XXErrors", "5xxError", "5XX", "Error"])
def test_a_name_that_nobody_publishes_is_reported(reported: Reported, metric: str) -> None:
    assert len(reported("unknown-metric", template(A=alarm(MetricName=metric)))) == 1


def test_metrics_of_http_apis_are_left_to_them(reported: Reported) -> None:
    http = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "http", "ProtocolType": "HTTP"}}
    for value in ({"Ref": "Http"}, "a1b2c3d4e5"):
        text = alone(Http=http, A=alarm(MetricName="5xx", Dimensions=dimensions({"ApiId": value, "Stage": "$default"})))
        for rule in ERRORS:
            assert reported(rule, text) == [], rule


def test_a_new_metric_of_lambda_is_no_slip(reported: Reported) -> None:
    assert reported("unknown-metric", template(A=of_function("SandboxWarmups"))) == []
    assert len(reported("unknown-metric", template(A=of_function("error")))) == 1


def test_a_custom_namespace_is_ones_own(reported: Reported) -> None:
    mine = alarm(Namespace="ApiGateway/Orders", MetricName="5XXError", Dimensions=None)
    for rule in ERRORS:
        assert reported(rule, alone(A=mine)) == [], rule


def test_an_alarm_for_an_api_of_another_stack_is_left_alone(reported: Reported) -> None:
    text = alone(A=alarm(Dimensions=dimensions({"ApiName": "billing"})))
    assert reported("unknown-alarm-target", text) == []
    assert reported("misaddressed-alarm", text) == []


def test_an_alarm_names_the_api_as_the_api_is_named(judged: Judged) -> None:
    resources = json.loads(template(A=alarm(Dimensions=dimensions({"ApiName": {"Ref": "P"}}))))
    outcome = judged("unwatched-api", json.dumps(resources))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)
    resources["Resources"]["Api"]["Properties"]["Name"] = {"Ref": "P"}
    outcome = judged("unwatched-api", json.dumps(resources))
    assert (len(outcome.findings), len(outcome.open)) == (0, 0)


def test_a_function_may_be_named_with_its_alias(reported: Reported) -> None:
    named = {"Fn::Sub": "${Fn}:live"}
    text = template(A=alarm(), B=of_function(value=named))
    assert reported("misaddressed-alarm", text) == []
    assert reported("unwatched-function", text) == []


def test_an_alarm_over_all_functions_watches_each(reported: Reported) -> None:
    everything = alarm(Namespace="AWS/Lambda", MetricName="Errors", Dimensions=None)
    assert reported("unwatched-function", template(A=alarm(), B=everything)) == []


def test_an_api_without_a_stage_is_part_of_something_else(reported: Reported) -> None:
    assert reported("unwatched-api", template(served=False)) == []
    assert len(reported("unwatched-api", template())) == 1


def test_an_alarm_on_logged_5xx_answers_watches_the_api(reported: Reported) -> None:
    made = {"MetricNamespace": "orders", "MetricName": "5xx", "MetricValue": "1"}
    counted = {"LogGroupName": "access", "FilterPattern": '{ $.status = "5*" }', "MetricTransformations": [made]}
    text = template(
        F={"Type": "AWS::Logs::MetricFilter", "Properties": counted},
        A=alarm(Namespace="orders", MetricName="5xx", Dimensions=None),
    )
    assert reported("unwatched-api", text) == []


@pytest.mark.parametrize(
    "asks",
    [
        {
            "Type": "AWS::CodeDeploy::DeploymentGroup",
            "Properties": {"AlarmConfiguration": {"Alarms": [{"Name": {"Ref": "A"}}]}},
        },
        {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": {"Fn::Sub": 'ALARM("${A}")'}}},
    ],
)
def test_an_alarm_that_something_asks_for_is_not_mute(reported: Reported, asks: dict[str, Any]) -> None:
    assert reported("mute-alarm", alone(A=alarm(AlarmActions=None), Other=asks)) == []


def test_an_alarm_on_a_dashboard_alone_is_mute(reported: Reported) -> None:
    board = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": {"Fn::Sub": '{"a": "${A.Arn}"}'}}}
    assert len(reported("mute-alarm", alone(A=alarm(AlarmActions=None), Board=board))) == 1


def test_an_action_that_is_imported_is_left_alone(reported: Reported) -> None:
    text = alone(A=alarm(AlarmActions=[{"Fn::ImportValue": "topic"}, {"Ref": "P"}]))
    assert reported("mistaken-alarm-action", text) == []


@pytest.mark.parametrize(("region", "pinned"), [("eu-west-1", True), ("${AWS::Region}", False)])
def test_a_topic_of_one_region_is_told(reported: Reported, region: str, pinned: bool) -> None:
    action = {"Fn::Sub": f"arn:aws:sns:{region}:${{AWS::AccountId}}:on-call"}
    assert bool(reported("pinned-alarm-action", alone(A=alarm(AlarmActions=[action])))) is pinned


def topic(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::SNS::Topic", "Properties": properties}


ON_TOPIC = alarm(AlarmActions=[{"Ref": "T"}])


@pytest.mark.parametrize(
    "listener",
    [
        {
            "Type": "AWS::SNS::Subscription",
            "Properties": {"TopicArn": {"Ref": "T"}, "Protocol": "lambda", "Endpoint": "x"},
        },
        {"Type": "AWS::Chatbot::SlackChannelConfiguration", "Properties": {"SnsTopicArns": [{"Ref": "T"}]}},
        {"Type": "AWS::Chatbot::MicrosoftTeamsChannelConfiguration", "Properties": {"SnsTopicArns": [{"Ref": "T"}]}},
    ],
)
def test_a_topic_is_heard_by_subscriptions_and_channels(reported: Reported, listener: dict[str, Any]) -> None:
    assert len(reported("unheard-topic", alone(T=topic(), A=ON_TOPIC))) == 1
    assert reported("unheard-topic", alone(T=topic(), A=ON_TOPIC, L=listener)) == []


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    return {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [{"Ref": "T"}], "PolicyDocument": document}}


def statement(principal: Any, action: str = "sns:Publish", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": {"Ref": "T"}, **more}


CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}


@pytest.mark.parametrize(
    "lets",
    [
        statement(CLOUDWATCH),
        statement(CLOUDWATCH, "sns:*"),
        statement(CLOUDWATCH, Condition={"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}),
        statement({"AWS": "*"}, Condition={"StringEquals": {"AWS:SourceOwner": {"Ref": "AWS::AccountId"}}}),
        statement(
            CLOUDWATCH,
            Condition={"ArnLike": {"aws:SourceArn": {"Fn::Sub": "arn:aws:cloudwatch:${AWS::Region}:*:alarm:*"}}},
        ),
    ],
)
def test_a_policy_that_lets_cloudwatch_publish_is_fine(reported: Reported, lets: dict[str, Any]) -> None:
    others = statement({"Service": "events.amazonaws.com"})
    assert reported("closed-topic", alone(T=topic(), A=ON_TOPIC, P1=policy(others, lets))) == []


@pytest.mark.parametrize(
    "refuses",
    [
        statement({"Service": "events.amazonaws.com"}),
        statement(CLOUDWATCH, "sns:Subscribe"),
        statement(CLOUDWATCH, Resource="arn:aws:sns:*:*:other"),
    ],
)
def test_a_policy_for_others_closes_the_topic(reported: Reported, refuses: dict[str, Any]) -> None:
    assert len(reported("closed-topic", alone(T=topic(), A=ON_TOPIC, P1=policy(refuses)))) == 1


def test_a_topic_without_a_policy_of_its_own_is_open_to_its_account(reported: Reported) -> None:
    assert reported("closed-topic", alone(T=topic(), A=ON_TOPIC)) == []
    assert reported("closed-topic", alone(T=topic(), P1=policy(statement({"Service": "s3.amazonaws.com"})))) == []


def key(*actions: str) -> dict[str, Any]:
    root = {"AWS": {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:root"}}
    owner = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    grant = {"Effect": "Allow", "Principal": CLOUDWATCH, "Action": list(actions), "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [owner, grant] if actions else [owner]}
    return {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": document}}


ALIAS = {"Type": "AWS::KMS::Alias", "Properties": {"AliasName": "alias/alarms", "TargetKeyId": {"Ref": "K"}}}


@pytest.mark.parametrize(
    "named",
    [{"Ref": "K"}, {"Fn::GetAtt": ["K", "Arn"]}, {"Fn::GetAtt": ["K", "KeyId"]}, "alias/alarms", {"Ref": "Alias"}],
)
def test_a_key_is_found_however_the_topic_names_it(reported: Reported, named: Any) -> None:
    def text(*actions: str) -> str:
        return alone(K=key(*actions), Alias=ALIAS, T=topic(KmsMasterKeyId=named), A=ON_TOPIC)

    assert reported("sealed-topic", text("kms:Decrypt", "kms:GenerateDataKey*")) == []
    assert len(reported("sealed-topic", text())) == 1
    (found,) = reported("sealed-topic", text("kms:Decrypt"))
    assert "kms:GenerateDataKey" in found.message
    assert "kms:Decrypt and" not in found.message


@pytest.mark.parametrize("named", ["alias/aws/sns", "arn:aws:kms:eu-west-1:111122223333:alias/aws/sns"])
def test_the_key_of_aws_is_closed_to_cloudwatch(reported: Reported, named: str) -> None:
    assert len(reported("sealed-topic", alone(T=topic(KmsMasterKeyId=named), A=ON_TOPIC))) == 1


def test_a_key_of_another_stack_is_left_alone(reported: Reported) -> None:
    arn = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
    assert reported("sealed-topic", alone(T=topic(KmsMasterKeyId=arn), A=ON_TOPIC)) == []
    assert reported("sealed-topic", alone(T=topic(KmsMasterKeyId="alias/aws/sns"), A=alarm())) == []


@pytest.mark.parametrize(
    ("window", "refused"),
    [
        ({"Period": 60, "EvaluationPeriods": 1440}, False),
        ({"Period": 60, "EvaluationPeriods": 1441}, True),
        ({"Period": 3600, "EvaluationPeriods": 168}, False),
        ({"Period": 10}, False),
        ({"Period": 45}, True),
        ({"EvaluationPeriods": 5, "DatapointsToAlarm": 5}, False),
    ],
)
def test_a_window_is_as_long_as_cloudwatch_looks_back(
    reported: Reported, window: dict[str, int], refused: bool
) -> None:
    assert bool(reported("impossible-alarm-window", alone(A=alarm(**window)))) is refused


def test_alarms_that_conditions_part_may_share_a_name(reported: Reported) -> None:
    text = json.loads(alone(A=alarm(AlarmName="errors"), B=alarm(AlarmName="errors")))
    assert len(reported("duplicate-alarm-name", json.dumps(text))) == 1
    text["Conditions"] = {name: {"Fn::Equals": [{"Ref": "P"}, name]} for name in ("X", "Y")}
    text["Resources"]["A"]["Condition"], text["Resources"]["B"]["Condition"] = "X", "Y"
    assert reported("duplicate-alarm-name", json.dumps(text)) == []
