"""An alarm tells nobody.

## What it sees
An alarm without `AlarmActions`, or with `ActionsEnabled: false`, that neither a composite alarm nor a deployment or
anything else in the template asks for.

## What it causes
It changes its colour in the console, and nobody is told.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `alarm.add_alarm_action(SnsAction(topic))`
otherwise.
CloudFormation: `AlarmActions: [!Ref Topic]`, and no `ActionsEnabled: false`.

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
```

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
      ActionsEnabled: false
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
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.notification import is_referred_to
from wellwired.model.operations import Alarm
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def mute_alarm(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report alarms that go off in silence."""
    enabled, actions = alarm.actions_enabled.or_default(True), alarm.alarm_actions.or_default(())
    if (enabled and actions) or is_referred_to(wiring, alarm):
        return
    yield Finding.on(
        alarm,
        "AlarmActions" if enabled else "ActionsEnabled",
        f"{alarm.label} {'has no AlarmActions' if enabled else 'has its actions switched off'}: nobody is told",
        fix="set AlarmActions to a topic that people subscribe to" if enabled else "remove ActionsEnabled",
    )
