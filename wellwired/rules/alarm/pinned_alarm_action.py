"""An alarm's topic is written for one region, where the rest follows the stack.

## What it sees
A topic in `AlarmActions` whose ARN names a region as text, in a template that says its other regions with
`AWS::Region`, or against the region that `--region` gives.

## What it causes
CloudWatch takes topics of its own region only: in any other region the deployment fails.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `alarm.add_alarm_action(SnsAction(topic))`
otherwise.
CloudFormation: `!Ref` of a topic, or `!Sub arn:aws:sns:${AWS::Region}:${AWS::AccountId}:on-call`.

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
      AlarmActions: [!Sub "arn:aws:sns:eu-west-3:${AWS::AccountId}:on-call"]
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
      AlarmActions: [!Sub "arn:aws:sns:${AWS::Region}:${AWS::AccountId}:on-call"]
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
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.notification import find_region
from wellwired.model.operations import Alarm
from wellwired.model.text import display, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def pinned_alarm_action(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report topics that are right in one region only."""
    for index, action in enumerate(alarm.alarm_actions.or_default(())):
        region = find_region(action)
        if not region or not is_literal(region) or ":sns:" not in action:
            continue
        if region != wiring.region if wiring.region else not is_literal(action):
            yield Finding.on(
                alarm,
                f"AlarmActions/{index}",
                f"{alarm.label} is to tell {display(action)}: a topic of {region} serves alarms of that region only",
                fix="write ${AWS::Region} in its place",
            )
