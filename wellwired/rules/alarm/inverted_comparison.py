"""An alarm goes off when all is well.

## What it sees
A comparison with less than the threshold on a metric that is bad when it is high: errors, throttles, latency,
duration.

## What it causes
The alarm is on as long as nothing happens and goes out when it does: nobody takes it seriously.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `metric.create_alarm(...)` otherwise.
CloudFormation: `ComparisonOperator: GreaterThanOrEqualToThreshold`.

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
      ComparisonOperator: LessThanThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
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

```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: Count
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: LessThanThreshold
      TreatMissingData: breaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.metric_names import BAD
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def inverted_comparison(alarm: Alarm) -> Iterator[Finding]:
    """Report alarms that compare the wrong way round."""
    if alarm.comparison_operator.known() not in ("LessThanThreshold", "LessThanOrEqualToThreshold"):
        return
    for series in read_series(alarm):
        if series.is_judged and series.key() in BAD:
            yield Finding.on(
                alarm,
                "ComparisonOperator",
                f"{alarm.label} goes off when {series.key()[1]} is low",
                fix="compare with GreaterThanOrEqualToThreshold",
            )
