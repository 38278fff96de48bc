"""An alarm misses the metric that a metric filter publishes for it.

## What it sees
An alarm in the namespace of a metric filter of the template, on a name that no filter publishes there and that is a
slip of one that is.

## What it causes
The alarm never gets a datapoint and stays silent, whatever the log says.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `metric_filter.metric()` otherwise.
CloudFormation: the filter's `MetricName`, letter by letter.

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
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: orders
      MetricName: HTTP502s
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

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.likeness import is_like
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.model.watch import published
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def misnamed_filter_metric(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report alarms beside the metric that is made for them."""
    for series in read_series(alarm):
        namespace, metric = series.key()
        filters = {name: item for item, its, name, _ in published(wiring) if its == namespace}
        if metric in filters:
            continue
        like = next((name for name in filters if _is_slip(metric, name)), None)
        if like is not None:
            yield Finding.on(
                alarm,
                series.place_of("MetricName"),
                f"{alarm.label} is on {metric}, but {filters[like].label} publishes {like}",
                fix=f"write {like}",
                to=filters[like],
            )


def _is_slip(metric: str, name: str) -> bool:
    return is_like(metric, name) or metric.lower().rstrip("s") == name.lower().rstrip("s")
