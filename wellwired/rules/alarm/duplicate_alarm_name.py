"""Two alarms have one name.

## What it sees
Two alarms, plain or composite, with the same `AlarmName` that can be created together.

## What it causes
A name is unique in an account and region: the deployment fails, or one alarm replaces the other.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `leave `alarm_name` out` otherwise.
CloudFormation: leave `AlarmName` out, or put the stage into it.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      AlarmName: orders-errors
  MoreErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 4XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      AlarmName: orders-errors
```

## Not reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      AlarmName: orders-errors
  MoreErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 4XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      AlarmName: orders-4xx
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.node import Node
from wellwired.model.notification import every_alarm
from wellwired.model.order import pairs_that_meet
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def duplicate_alarm_name(wiring: Wiring) -> Iterator[Finding]:
    """Report alarms that cannot stand side by side."""
    by_name: dict[str, list[Node]] = defaultdict(list)
    for alarm in every_alarm(wiring):
        name = alarm.alarm_name.if_known()
        if name and not find_hole(name):
            by_name[name].append(alarm)
    for name, alarms in by_name.items():
        for earlier, later in pairs_that_meet(alarms):
            if earlier.stack == later.stack:
                yield Finding.on(
                    later,
                    "AlarmName",
                    f"{later.label} is called {display(name)!r}, as {earlier.label} is",
                    fix="give one of them another name, or none",
                    to=earlier,
                )
