"""An alarm's action is nothing that CloudWatch can act on.

## What it sees
An entry of `AlarmActions`, `OKActions` or `InsufficientDataActions` that is no ARN (a topic's name, for one), or an ARN
of a service that takes no alarm (a role, a queue, a log group).

## What it causes
The deployment fails: CloudWatch refuses the action.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `alarm.add_alarm_action(SnsAction(topic))`
otherwise.
CloudFormation: `!Ref` of a topic; a queue can subscribe to it.

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
      AlarmActions: [arn:aws:iam::111122223333:role/on-call]
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
      AlarmActions: [on-call]
```

```yaml
Resources:
  OnCall:
    Type: AWS::SNS::Topic
    Properties: {Subscription: [{Protocol: email, Endpoint: on-call@example.com}]}
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
      AlarmActions: [!GetAtt OnCall.TopicName]
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
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.operations import Alarm, Topic
from wellwired.model.text import display, find_hole, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_DEAF: Final = (
    "apigateway",
    "dynamodb",
    "events",
    "execute-api",
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "logs",
    "s3",
    "sqs",
    "states",
)
_LISTS: Final = {
    "AlarmActions": "alarm_actions",
    "OKActions": "ok_actions",
    "InsufficientDataActions": "insufficient_data_actions",
}


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_alarm_action(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report actions that CloudWatch refuses."""
    for name, attribute in _LISTS.items():
        for index, action in enumerate(getattr(alarm, attribute).or_default(())):
            problem = _problem(action, wiring)
            if problem:
                yield Finding.on(
                    alarm,
                    f"{name}/{index}",
                    f"{alarm.label} is to act on {display(action)}, which is {problem}",
                    fix="name a topic by its ARN",
                )


def _problem(action: str, wiring: Wiring) -> str:
    if find_hole(action):
        return ""
    if not action.startswith("arn:"):
        return "no ARN" if is_literal(action) or wiring.find(action, Topic) else ""
    fields = action.split(":")
    return f"of {fields[2]}, where alarms cannot go" if len(fields) > 5 and fields[2] in _DEAF else ""
