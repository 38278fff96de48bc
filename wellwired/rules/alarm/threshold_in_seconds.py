"""An alarm's threshold looks like seconds, where the metric counts milliseconds.

## What it sees
An alarm on `Latency`, `IntegrationLatency` or `Duration` that goes off above a threshold of 30 or less.

## What it causes
The alarm is on all the time: every call takes more than a few milliseconds.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_latency()` otherwise.
CloudFormation: `Threshold: 3000` for three seconds.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: Latency
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Average
      Period: 300
      EvaluationPeriods: 1
      Threshold: 3
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
      MetricName: Latency
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Average
      Period: 300
      EvaluationPeriods: 1
      Threshold: 3000
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.metric_names import TIMES
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.rules import rule

_LONGEST_S: Final = 30  # the gateway waits no longer


@rule(severity=Severity.WARNING, status="", since="0.1")
def threshold_in_seconds(alarm: Alarm) -> Iterator[Finding]:
    """Report thresholds that are a thousand times too low."""
    threshold = alarm.threshold.known()
    if threshold is None or not 0 < threshold <= _LONGEST_S:
        return
    if not (alarm.comparison_operator.known() or "").startswith("Greater"):
        return
    for series in read_series(alarm):
        if series.is_judged and series.key() in TIMES:
            yield Finding.on(
                alarm,
                "Threshold",
                f"{alarm.label} goes off when {series.key()[1]} passes {threshold:g} ms",
                fix=f"write {threshold * 1000:g}, if {threshold:g} s are meant",
            )
