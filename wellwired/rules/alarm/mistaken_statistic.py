"""An alarm's statistic says something else than its metric is for.

## What it sees
`SampleCount` of an error metric, which counts requests; Average, Maximum or Minimum of `Count` or `Invocations`,
whose samples are all 1; `Sum` of a latency or duration, which grows with the traffic.

## What it causes
The alarm goes off with traffic, or never; not with errors or slowness.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: `Sum` or `Average` for errors, `SampleCount` or `Sum` for counts, `p90`, `p99` or `Average` for times.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: SampleCount
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
      Statistic: Average
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: LessThanThreshold
      TreatMissingData: notBreaching
      AlarmActions: [arn:aws:sns:eu-west-1:111122223333:on-call]
```

```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: Latency
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 2500
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
      MetricName: Count
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.metric_names import ALWAYS_ONE, BAD, TIMES, ZERO_OR_ONE
from wellwired.model.operations import Alarm
from wellwired.model.series import Series, read_series
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def mistaken_statistic(alarm: Alarm) -> Iterator[Finding]:
    """Report statistics that measure the traffic in place of the trouble."""
    for series in read_series(alarm):
        problem = _problem(series) if series.is_judged else None
        if problem:
            what, instead = problem
            yield Finding.on(
                alarm,
                series.place_of("Stat"),
                f"{alarm.label} takes the {series.statistic.known()} of {series.key()[1]}, which {what}",
                fix=f"use {instead}",
            )


def _problem(series: Series) -> tuple[str, str] | None:
    key, statistic = series.key(), series.statistic.known()
    if statistic == "SampleCount" and (key in ZERO_OR_ONE or (key in BAD and key not in TIMES)):
        return "counts requests, not errors", "Sum"
    if key in ALWAYS_ONE and statistic in ("Average", "Maximum", "Minimum"):
        return "is always 1", "Sum"
    if key in TIMES and statistic == "Sum":
        return "grows with the traffic", "a percentile such as p90"
    return None
