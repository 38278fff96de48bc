"""An alarm on errors goes off when nobody calls.

## What it sees
`TreatMissingData: breaching` on an alarm on errors, throttles or latency. Without requests these metrics have no
datapoints.

## What it causes
At night and after a deployment the alarm wakes people for nothing, until they stop listening.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `metric.create_alarm(treat_missing_data=...)`
otherwise.
CloudFormation: `TreatMissingData: notBreaching`; an alarm on `Count` tells that nobody calls.

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
      TreatMissingData: breaching
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

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.metric_names import BAD
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def breaching_silence(alarm: Alarm) -> Iterator[Finding]:
    """Report alarms that take silence for trouble."""
    if alarm.treat_missing_data.known() != "breaching":
        return
    for series in read_series(alarm):
        if series.is_judged and series.key() in BAD:
            yield Finding.on(
                alarm,
                "TreatMissingData",
                f"{alarm.label} goes off when there are no requests: {series.key()[1]} has no datapoints then",
                fix="set TreatMissingData to notBreaching",
            )
