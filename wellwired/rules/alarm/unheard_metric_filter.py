"""A metric filter counts what no alarm looks at.

## What it sees
A metric filter whose metrics no alarm of the template uses, in a template without a dashboard.

## What it causes
The log is counted, and nobody is told of the count.

## How to fix it
CDK: `metric_filter.metric().create_alarm(...)`.
CloudFormation: an alarm on its `MetricNamespace` and `MetricName`, or remove the filter.

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
from wellwired.model.node import Other
from wellwired.model.operations import MetricFilter
from wellwired.model.setting import Unsettled
from wellwired.model.watch import read_watched
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unheard_metric_filter(item: MetricFilter, wiring: Wiring) -> Iterator[Finding]:
    """Report counts that nobody reads."""
    if any(node.resource_type == "AWS::CloudWatch::Dashboard" for node in wiring.all(Other)):
        return
    watched = read_watched(wiring)
    if watched.unsettled:
        raise Unsettled(watched.unsettled)
    keys = {series.key() for series in watched.series}
    made = [one for one in item.metric_transformations.or_default(()) if isinstance(one, Mapping)]
    if made and not any((one.get("MetricNamespace"), one.get("MetricName")) in keys for one in made):
        yield Finding.on(
            item,
            "MetricTransformations",
            f"{item.label} publishes {made[0].get('MetricName')}, which no alarm looks at",
            fix="add an alarm on it, or remove the filter",
        )
