"""An alarm is on a metric that does not exist.

## What it sees
An alarm in the namespace `AWS/ApiGateway` on a name that no REST API publishes, among them the names of HTTP APIs
(`4xx`, `5xx`) beside the dimension `ApiName`; or in `AWS/Lambda` on a name that is a slip of a real one.

## What it causes
The alarm never gets a datapoint: it stays in INSUFFICIENT_DATA or OK, whatever happens.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: `5XXError` and `4XXError` for REST APIs, `Errors` and `Throttles` for functions, spelled just so.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5xx
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
      Namespace: AWS/Lambda
      MetricName: Error
      Dimensions: [{Name: FunctionName, Value: orders}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterable, Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.likeness import find_like
from wellwired.model.metric_names import API_GATEWAY, LAMBDA, LAMBDA_METRICS, REST_METRICS, V2_METRICS
from wellwired.model.operations import Alarm
from wellwired.model.series import Series, read_series
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def unknown_metric(alarm: Alarm) -> Iterator[Finding]:
    """Report metrics that nobody publishes."""
    for series in read_series(alarm):
        problem = _problem(series)
        if problem:
            what, instead = problem
            yield Finding.on(
                alarm,
                series.place_of("MetricName"),
                f"{alarm.label} is on {what}: it never gets a datapoint",
                fix=f"write {instead}" if instead else "name a metric of the namespace",
            )


def _problem(series: Series) -> tuple[str, str] | None:
    namespace, metric = series.key()
    if namespace == LAMBDA and metric not in LAMBDA_METRICS:
        slip = _find_slip(metric, LAMBDA_METRICS)
        return (f"{metric}, which Lambda does not publish", slip) if slip else None
    if namespace != API_GATEWAY or metric in REST_METRICS or not metric:
        return None
    instead = _find_slip(metric, REST_METRICS) or {"4xx": "4XXError", "5xx": "5XXError"}.get(metric.lower(), "")
    if metric not in V2_METRICS:
        return f"{metric}, which API Gateway does not publish", instead
    return (f"{metric}, which HTTP APIs publish, for a REST API", instead) if "ApiName" in series.values() else None


def _find_slip(name: str, names: Iterable[str]) -> str:
    bare = name.lower().rstrip("s")
    return next((one for one in names if one.lower().rstrip("s") == bare), "") or find_like(name, names) or ""
