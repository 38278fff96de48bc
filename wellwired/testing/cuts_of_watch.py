"""Cuts in what watches an API: alarms, metric filters, topics and their keys."""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.testing.cuts import Cut, Edit, Template, drop, put, remove, text

_ALARM: Final = "CloudWatch::Alarm"
_COMPOSITE: Final = "CloudWatch::CompositeAlarm"
_FILTER: Final = "Logs::MetricFilter"
_POLICY: Final = "SNS::TopicPolicy"
_PUBLISHED: Final = "MetricTransformations/*"
_EVENTS: Final = {"Service": "events.amazonaws.com"}
_PINNED: Final = {"Fn::Sub": "arn:${AWS::Partition}:sns:eu-west-3:${AWS::AccountId}:oncall"}


def _misspelled(old: Any, _: Template) -> Any:
    return f"{old}s" if isinstance(old, str) else old


WATCH: Final[Mapping[str, tuple[Cut, ...]]] = {
    "breaching-silence": (put(_ALARM, {"TreatMissingData": "breaching"}),),
    "closed-topic": (put(_POLICY, {"PolicyDocument/Statement/*/Principal": _EVENTS}),),
    "defaulted-dimension": (
        put(_FILTER, {f"{_PUBLISHED}/DefaultValue": 0, f"{_PUBLISHED}/Dimensions": [{"Key": "P", "Value": "$.path"}]}),
    ),
    "duplicate-alarm-name": (put(_ALARM, {"AlarmName": "one-name"}, every=True),),
    "impossible-alarm-window": (put(_ALARM, {"EvaluationPeriods": 5000, "DatapointsToAlarm": 5000}),),
    "inverted-comparison": (put(_ALARM, {"ComparisonOperator": "LessThanThreshold"}),),
    "misaddressed-alarm": (put(_ALARM, {"Dimensions/*/Value": Edit(_misspelled)}),),
    "misnamed-filter-metric": (put(_FILTER, {"MetricTransformations/*/MetricName": Edit(_misspelled)}),),
    "mistaken-alarm-action": (put(_ALARM, {"AlarmActions": ["arn:aws:iam::111122223333:role/oncall"]}),),
    "mistaken-dimension": (put(_ALARM, {"Dimensions/*/Name": "ApiId"}),),
    "mistaken-namespace": (put(_ALARM, {"Namespace": "AWS/APIGateway"}),),
    "mistaken-statistic": (put(_ALARM, {"Statistic": "SampleCount"}), put(_ALARM, {"Statistic": "Maximum"})),
    "mute-alarm": (remove(_ALARM, "AlarmActions"), put(_ALARM, {"ActionsEnabled": False})),
    "mute-composite-alarm": (remove(_COMPOSITE, "AlarmActions"),),
    "pinned-alarm-action": (put(_ALARM, {"AlarmActions": [_PINNED]}),),
    "sealed-topic": (put("KMS::Key", {"KeyPolicy/Statement/*/Principal": _EVENTS}),),
    "threshold-in-seconds": (put(_ALARM, {"Threshold": 2}),),
    "undimensioned-filter-alarm": (put(_ALARM, {"Dimensions": [{"Name": "Route", "Value": "/orders"}]}),),
    "unheard-metric-filter": (drop(_ALARM), drop(_ALARM, every=True)),
    "unheard-topic": (drop("SNS::Subscription"), drop("SNS::Subscription", every=True)),
    "unknown-alarm-target": (put(_ALARM, {"Dimensions/*/Value": "somebody-elses"}),),
    "unknown-metric": (put(_ALARM, {"MetricName": "5xx"}),),
    "unmatchable-metric-filter": (put(_FILTER, {"FilterPattern": text("$.status", "$.state")}),),
    "unreachable-threshold": (put(_ALARM, {"Statistic": "Average", "Threshold": 5}),),
    "unwatched-api": (drop(_ALARM, every=True),),
    "unwatched-function": (drop(_ALARM), drop(_ALARM, every=True)),
    "unwatched-throttling": (drop(_ALARM),),
}
