"""An alarm compares with a threshold that its statistic never reaches.

## What it sees
Average, Maximum, Minimum or a percentile of a metric whose samples are 0 or 1 (`4XXError`, `5XXError`, `Errors`)
against a threshold that is not below 1 (or below 0 the other way round); `Duration` above the function's own timeout.

## What it causes
The alarm never goes off: the average of 5XXError is a share between 0 and 1, and a function is killed at its timeout.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself;
`api.metric_server_error(statistic="Average")` otherwise.
CloudFormation: `Threshold: 0.05` with Average for one in twenty, or `Statistic: Sum` with a count.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Average
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Timeout: 10
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Duration
      Dimensions: [{Name: FunctionName, Value: !Ref Handler}]
      Statistic: Maximum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 15000
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
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Average
      Period: 300
      EvaluationPeriods: 1
      Threshold: 0.05
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.facts import FUNCTION_TIMEOUT_DEFAULT_S
from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.metric_names import LAMBDA, ZERO_OR_ONE
from wellwired.model.operations import Alarm
from wellwired.model.series import Series, read_series
from wellwired.model.watch import names_function
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_ABOVE: Final = ("GreaterThanThreshold", "GreaterThanOrEqualToThreshold")
_COUNTS: Final = ("Sum", "SampleCount")


@rule(severity=Severity.ERROR, status="", since="0.1")
def unreachable_threshold(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report alarms that compare with what never comes."""
    threshold, operator = alarm.threshold.known(), alarm.comparison_operator.known()
    for series in read_series(alarm) if threshold is not None and operator in _ABOVE else ():
        if not series.is_judged or threshold is None:
            continue
        most = _find_most(series, wiring)
        if most is not None and (threshold > most or (threshold == most and operator == _ABOVE[0])):
            yield Finding.on(
                alarm,
                "Threshold",
                f"{alarm.label} waits for the {series.statistic.known()} of {series.key()[1]} to pass {threshold:g}, "
                f"which is never more than {most:g}",
                fix="use Sum, or a threshold that can be reached",
            )


def _find_most(series: Series, wiring: Wiring) -> float | None:
    """The most that a statistic can be, or None where it has no bound."""
    statistic = series.statistic.known()
    if statistic is None or statistic in _COUNTS:
        return None
    key = series.key()
    if key in ZERO_OR_ONE:
        return 1
    value = series.values().get("FunctionName") if key == (LAMBDA, "Duration") else None
    named = value.known() if value is not None else None
    function = next((one for one in wiring.all(Function) if named and names_function(named, one)), None)
    return function.timeout.or_default(FUNCTION_TIMEOUT_DEFAULT_S) * 1000 if function is not None else None
