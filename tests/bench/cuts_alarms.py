"""Cuts between a failure and the person on call."""

from typing import Any

from .cuts_deployment import add_other_api
from .draft import Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, also, cut

NONE = "No 5XXError alarm"
API_ID = "Dimension ApiId (HTTP API) on a REST API alarm"
NAME = "MetricName 5xx (HTTP API name) on REST"
SILENT = "Alarm without actions"
AVERAGE = "Average of 5XXError with threshold 5 (Average is a ratio 0..1)"
NO_ERRORS = "No Lambda Errors alarm"
KEY = "alarm topic encrypted with a key that grants CloudWatch nothing"
ONE_NAME = "two APIs of one account and region with one name"
NO_PAGING = "no paging alarm at all; an alarm on a metric name that does not exist"
TOPICS = ("handwritten", "cdk", "sam")


def alarm(draft: Draft, name: str = "ServerErrors") -> dict[str, Any]:
    """The properties of one alarm."""
    return draft.properties(name)


def set_dimension(draft: Draft, name: str, value: Any, of: str = "ServerErrors") -> None:
    """Give an alarm another value of one dimension it has."""
    (dimension,) = [each for each in alarm(draft, of)["Dimensions"] if each["Name"] == name]
    dimension["Value"] = value


@cut("alarm-missing", NONE, "5xx unseen", *ALL)
def alarm_missing(draft: Draft) -> None:
    draft.drop(draft.id("ServerErrors"))


@cut("alarms-missing", NO_PAGING, "nobody is told", *ALL)
def alarms_missing(draft: Draft) -> None:
    draft.drop(*[name for name, _ in draft.of_type("AWS::CloudWatch::Alarm")])


@cut("alarm-on-api-id", API_ID, "never fires", *ALL)
def alarm_on_api_id(draft: Draft) -> None:
    (dimension,) = [each for each in alarm(draft)["Dimensions"] if each["Name"] == "ApiName"]
    dimension.update(Name="ApiId", Value=ref(draft.id("api")))


@cut("alarm-name-is-an-id", API_ID, "never fires", *ALL, what="ApiName holds the id")
def alarm_name_is_an_id(draft: Draft) -> None:
    set_dimension(draft, "ApiName", ref(draft.id("api")))


@cut("alarm-on-other-name", API_ID, "never fires", *ALL, what="a name that no API has")
def alarm_on_other_name(draft: Draft) -> None:
    set_dimension(draft, "ApiName", "item-api")


@cut("alarm-on-other-stage", API_ID, "never fires", "handwritten", "cdk", "sam", what="stage dev")
def alarm_on_other_stage(draft: Draft) -> None:
    set_dimension(draft, "Stage", "dev")


@cut("alarm-without-dimensions", API_ID, "never fires", *ALL, what="no dimensions at all")
def alarm_without_dimensions(draft: Draft) -> None:
    del alarm(draft)["Dimensions"]


@cut("alarm-on-stage-alone", API_ID, "never fires", "handwritten", "cdk", "sam", what="Stage without ApiName")
def alarm_on_stage_alone(draft: Draft) -> None:
    alarm(draft)["Dimensions"] = [each for each in alarm(draft)["Dimensions"] if each["Name"] == "Stage"]


@cut("alarm-on-path-alone", API_ID, "never fires", *ALL, what="ApiName and Resource, without Method and Stage")
def alarm_on_path_alone(draft: Draft) -> None:
    kept = [each for each in alarm(draft)["Dimensions"] if each["Name"] == "ApiName"]
    alarm(draft)["Dimensions"] = [*kept, {"Name": "Resource", "Value": "/items"}]


@cut("alarm-http-api-metric", NAME, "never fires", *ALL)
def alarm_http_api_metric(draft: Draft) -> None:
    alarm(draft)["MetricName"] = "5xx"


@cut("alarm-metric-typo", NO_PAGING, "never fires", *ALL, what="5XXErrors")
def alarm_metric_typo(draft: Draft) -> None:
    alarm(draft)["MetricName"] = "5XXErrors"


@cut("alarm-metric-in-lower-case", NAME, "never fires", *ALL, what="5xxError, as CloudFront calls it")
def alarm_metric_in_lower_case(draft: Draft) -> None:
    alarm(draft)["MetricName"] = "5xxError"


@cut("alarm-namespace", NAME, "never fires", *ALL, what="namespace AWS/APIGateway")
def alarm_namespace(draft: Draft) -> None:
    alarm(draft)["Namespace"] = "AWS/APIGateway"


@cut("alarm-without-actions", SILENT, "nobody is told", *ALL)
def alarm_without_actions(draft: Draft) -> None:
    del alarm(draft)["AlarmActions"]
    alarm(draft).pop("OKActions", None)


@cut("alarm-with-empty-actions", SILENT, "nobody is told", *ALL, what="an empty list")
def alarm_with_empty_actions(draft: Draft) -> None:
    alarm(draft)["AlarmActions"] = []


@cut("alarm-action-by-name", SILENT, "deploy", *TOPICS, what="the topic's name in place of its ARN")
def alarm_action_by_name(draft: Draft) -> None:
    (topic,) = [name for name, _ in draft.of_type("AWS::SNS::Topic")]
    alarm(draft)["AlarmActions"] = [{"Fn::GetAtt": [topic, "TopicName"]}]


@cut("alarm-ok-actions-only", SILENT, "nobody is told", *ALL, what="only OKActions")
def alarm_ok_actions_only(draft: Draft) -> None:
    alarm(draft)["OKActions"] = alarm(draft).pop("AlarmActions")


@cut("alarm-actions-off", SILENT, "nobody is told", *ALL, what="ActionsEnabled false")
def alarm_actions_off(draft: Draft) -> None:
    alarm(draft)["ActionsEnabled"] = False


@cut("alarms-without-actions", SILENT, "nobody is told", *ALL, what="every alarm")
def alarms_without_actions(draft: Draft) -> None:
    for _, properties in draft.of_type("AWS::CloudWatch::Alarm"):
        del properties["AlarmActions"]
        properties.pop("OKActions", None)


@cut("alarm-action-elsewhere", SILENT, "deploy, nobody is told", *ALL, what="a topic of another region")
def alarm_action_elsewhere(draft: Draft) -> None:
    alarm(draft)["AlarmActions"] = [sub("arn:aws:sns:eu-west-3:${AWS::AccountId}:items-alarms")]


@cut("alarm-action-is-a-role", SILENT, "deploy", *PLAIN, what="a role's ARN as the action")
def alarm_action_is_a_role(draft: Draft) -> None:
    alarm(draft)["AlarmActions"] = [arn_of(draft.id("handler role"))]


@cut("topic-without-subscription", SILENT, "nobody is told", "handwritten", "sam", what="nobody subscribes")
def topic_without_subscription(draft: Draft) -> None:
    del draft.properties("topic")["Subscription"]


@also("topic-without-subscription", "cdk")
def topic_subscription_dropped(draft: Draft) -> None:
    draft.drop(draft.id("subscription"))


@cut("topic-policy-for-others", SILENT, "nobody is told", *TOPICS, what="the topic's policy leaves CloudWatch out")
def topic_policy_for_others(draft: Draft) -> None:
    topic = draft.id("topic")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": ref(topic),
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    draft.add("AlarmTopicPolicy", "AWS::SNS::TopicPolicy", {"Topics": [ref(topic)], "PolicyDocument": document})


@cut("alarm-average-of-5", AVERAGE, "never fires", *ALL)
def alarm_average_of_5(draft: Draft) -> None:
    alarm(draft).update(Statistic="Average", Threshold=5)


@cut("alarm-average-above-1", AVERAGE, "never fires", *ALL, what="above 1, which it never is")
def alarm_average_above_1(draft: Draft) -> None:
    alarm(draft).update(Statistic="Average", Threshold=1, ComparisonOperator="GreaterThanThreshold")


@cut("alarm-maximum-of-5", AVERAGE, "never fires", *ALL, what="Maximum of a metric of zeros and ones")
def alarm_maximum_of_5(draft: Draft) -> None:
    alarm(draft).update(Statistic="Maximum", Threshold=5, ComparisonOperator="GreaterThanThreshold")


@cut("alarm-sample-count", AVERAGE, "counts requests, not errors", *ALL, what="SampleCount")
def alarm_sample_count(draft: Draft) -> None:
    alarm(draft).update(Statistic="SampleCount", Threshold=5)


@cut("alarm-upside-down", AVERAGE, "fires when all is well", *ALL, what="LessThanThreshold")
def alarm_upside_down(draft: Draft) -> None:
    alarm(draft)["ComparisonOperator"] = "LessThanThreshold"


@cut("alarm-missing-data-breaching", AVERAGE, "fires when all is quiet", *ALL, what="missing data breaching")
def alarm_missing_data_breaching(draft: Draft) -> None:
    alarm(draft)["TreatMissingData"] = "breaching"


@cut("function-alarm-missing", NO_ERRORS, "function errors unseen", *ALL)
def function_alarm_missing(draft: Draft) -> None:
    draft.drop(draft.id("HandlerErrors"))


@cut("function-alarms-missing", NO_ERRORS, "function errors unseen", *TOPICS, what="the authorizer's too")
def function_alarms_missing(draft: Draft) -> None:
    gone = [name for name, alarm in draft.of_type("AWS::CloudWatch::Alarm") if alarm["MetricName"] == "Errors"]
    draft.drop(*gone)


@cut("function-throttles-alarm-missing", NO_ERRORS, "throttling unseen", *ALL, what="Throttles")
def function_throttles_alarm_missing(draft: Draft) -> None:
    draft.drop(draft.id("HandlerThrottles"))


@cut("function-alarm-by-arn", NO_ERRORS, "never fires", *ALL, what="FunctionName holds an ARN")
def function_alarm_by_arn(draft: Draft) -> None:
    set_dimension(draft, "FunctionName", arn_of(draft.id("handler")), of="HandlerErrors")


@cut("function-alarm-other-name", NO_ERRORS, "never fires", *ALL, what="a name that no function has")
def function_alarm_other_name(draft: Draft) -> None:
    set_dimension(draft, "FunctionName", "item-api-handler", of="HandlerErrors")


@cut("function-alarm-metric", NO_ERRORS, "never fires", *ALL, what="Error for Errors")
def function_alarm_metric(draft: Draft) -> None:
    alarm(draft, "HandlerErrors")["MetricName"] = "Error"


@cut("function-alarm-dimension", NO_ERRORS, "never fires", *ALL, what="dimension Function")
def function_alarm_dimension(draft: Draft) -> None:
    alarm(draft, "HandlerErrors")["Dimensions"][0]["Name"] = "Function"


@cut("topic-key-without-grant", KEY, "nobody is told", "cdk")
def topic_key_without_grant(draft: Draft) -> None:
    document = draft.properties("topic key")["KeyPolicy"]
    kept = [each for each in document["Statement"] if "cloudwatch" not in str(each["Principal"])]
    assert len(kept) < len(document["Statement"])
    document["Statement"] = kept


@also("topic-key-without-grant", "handwritten", "sam")
def topic_key_without_grant_added(draft: Draft) -> None:
    owner = {
        "Effect": "Allow",
        "Principal": {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = {"Version": "2012-10-17", "Statement": [owner]}
    draft.add("TopicKey", "AWS::KMS::Key", {"EnableKeyRotation": True, "KeyPolicy": policy})
    draft.properties("topic")["KmsMasterKeyId"] = ref("TopicKey")


@cut("topic-key-of-aws", KEY, "nobody is told", *TOPICS, what="alias/aws/sns, whose policy nobody can change")
def topic_key_of_aws(draft: Draft) -> None:
    draft.properties("topic")["KmsMasterKeyId"] = "alias/aws/sns"


@cut("topic-key-half-a-grant", KEY, "nobody is told", "cdk", what="Decrypt without GenerateDataKey")
def topic_key_half_a_grant(draft: Draft) -> None:
    for each in draft.properties("topic key")["KeyPolicy"]["Statement"]:
        if "cloudwatch" in str(each["Principal"]):
            each["Action"] = "kms:Decrypt"


@cut("api-named-twice", ONE_NAME, "merged metrics", *ALL)
def api_named_twice(draft: Draft) -> None:
    add_other_api(draft)
    draft.resources["OtherApi"]["Properties"]["Name"] = draft.properties("api")["Name"]
