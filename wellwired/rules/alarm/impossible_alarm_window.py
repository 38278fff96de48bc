"""An alarm's periods add up to something that CloudWatch refuses.

## What it sees
`DatapointsToAlarm` above `EvaluationPeriods`; a `Period` that is neither 10, 20 or 30 nor a multiple of 60; more than
a day (a week for periods of an hour and more) of periods.

## What it causes
The deployment fails with a `ValidationError`.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `metric.create_alarm(evaluation_periods=3,
datapoints_to_alarm=2)` otherwise.
CloudFormation: `EvaluationPeriods` times `Period` up to 86400, and no more datapoints than periods.

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
      EvaluationPeriods: 2
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      DatapointsToAlarm: 3
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
      Period: 90
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
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
      EvaluationPeriods: 3
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
      DatapointsToAlarm: 2
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.operations import Alarm
from wellwired.rules import rule

_SHORT: Final = (10, 20, 30)
_HOUR: Final = 3_600
_DAY: Final = 86_400


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def impossible_alarm_window(alarm: Alarm) -> Iterator[Finding]:
    """Report windows that no alarm can have."""
    periods, datapoints = alarm.evaluation_periods.known(), alarm.datapoints_to_alarm.known()
    if periods is not None and datapoints is not None and datapoints > periods:
        yield Finding.on(
            alarm,
            "DatapointsToAlarm",
            f"{alarm.label} wants {datapoints} datapoints out of {periods} periods",
            fix=f"lower DatapointsToAlarm to {periods}, or raise EvaluationPeriods",
        )
    period = alarm.period.known()
    if period is None:
        return
    if period not in _SHORT and (period <= 0 or period % 60):
        yield Finding.on(
            alarm,
            "Period",
            f"{alarm.label} has a period of {period} s, which is neither 10, 20 or 30 nor a multiple of 60",
            fix="use a multiple of 60",
        )
    elif periods is not None and period * periods > (7 * _DAY if period >= _HOUR else _DAY):
        yield Finding.on(
            alarm,
            "EvaluationPeriods",
            f"{alarm.label} looks back over {period * periods} s, further than CloudWatch does",
            fix="use fewer or shorter periods",
        )
