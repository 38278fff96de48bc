"""A composite alarm tells nobody.

## What it sees
A composite alarm without `AlarmActions`, or with `ActionsEnabled: false`, that no other composite alarm or resource
asks for.

## What it causes
The alarms it joins are quiet because it is to speak for them, and it does not: nobody is told.

## How to fix it
CDK: `ApiAlarms(notifications=...)`, whose pager is one; else `composite.add_alarm_action(SnsAction(topic))`.
CloudFormation: `AlarmActions: [!Ref Topic]` on the composite alarm.

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
  Pager:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub ALARM("${Errors}")
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
  Pager:
    Type: AWS::CloudWatch::CompositeAlarm
    Properties:
      AlarmRule: !Sub ALARM("${Errors}")
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.notification import is_referred_to
from wellwired.model.operations import CompositeAlarm
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def mute_composite_alarm(alarm: CompositeAlarm, wiring: Wiring) -> Iterator[Finding]:
    """Report composite alarms that go off in silence."""
    actions = alarm.alarm_actions.or_default(())
    is_on = alarm.actions_enabled.or_default(True)
    if not (is_on and actions) and not is_referred_to(wiring, alarm):
        yield Finding.on(
            alarm,
            "AlarmActions",
            f"{alarm.label} has no action that is on: nobody is told",
            fix="set AlarmActions to a topic that people subscribe to",
        )
