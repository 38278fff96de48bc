"""An alarm and the metric filter it depends on differ in dimensions.

## What it sees
An alarm on a metric that metric filters of the template publish, with other names of dimensions than every one of
them.

## What it causes
CloudWatch keeps a series for each set of dimensions: the alarm never gets a datapoint.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `metric_filter.metric(dimensions_map=...)`
otherwise.
CloudFormation: the same dimensions in both, or in neither.

## Reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.status = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
          Dimensions: [{Key: Route, Value: $.resourcePath}]
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: orders
      MetricName: Http502
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Not reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.status = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: orders
      MetricName: Http502
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.model.setting import Unsettled
from wellwired.model.watch import published
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def undimensioned_filter_alarm(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report alarms on a series that the filter does not make."""
    for series in read_series(alarm):
        key = series.key()
        filters = [(item, made) for item, namespace, name, made in published(wiring) if (namespace, name) == key]
        sets = [_names(made) for _, made in filters]
        asked = frozenset(series.values()) if sets else frozenset()
        if sets and asked not in sets:
            yield Finding.on(
                alarm,
                series.place_of("Dimensions"),
                f"{alarm.label} asks for {key[1]} with {_say(asked)}, "
                f"which {filters[0][0].label} publishes with {_say(sets[0])}",
                fix="use the same dimensions in both",
                to=filters[0][0],
            )


def _names(made: Mapping[str, object]) -> frozenset[str]:
    dimensions = made.get("Dimensions", [])
    if not isinstance(dimensions, list) or not all(isinstance(one, dict) for one in dimensions):
        raise Unsettled("the dimensions of a metric filter are not known")
    return frozenset(str(one.get("Key")) for one in dimensions)


def _say(names: frozenset[str]) -> str:
    return f"dimensions {', '.join(sorted(names))}" if names else "no dimensions"
