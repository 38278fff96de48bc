"""An alarm's dimensions are none under which its metric is published.

## What it sees
An alarm on a metric of REST APIs whose dimensions are not `ApiName`, `ApiName` and `Stage`, or these two with
`Resource` and `Method`: none at all, `ApiId`, `Stage` alone. An alarm on a metric of Lambda with dimensions but no
`FunctionName`.

## What it causes
CloudWatch keeps a series for each of these sets and for no other: the alarm never gets a datapoint.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: `Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]`; `FunctionName` for a
function.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiId, Value: !Ref Api}]
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
      MetricName: Errors
      Dimensions: [{Name: Function, Value: orders}]
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

```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: orders}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 1
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
from wellwired.model.api import RestApi
from wellwired.model.metric_names import API_GATEWAY, LAMBDA, LAMBDA_METRICS, REST_DIMENSIONS, REST_METRICS, V2_METRICS
from wellwired.model.operations import Alarm
from wellwired.model.series import Series, read_series
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_OF_FUNCTIONS: Final = frozenset({"FunctionName", "EventSourceMappingUUID"})


@rule(severity=Severity.ERROR, status="", since="0.1")
def mistaken_dimension(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report sets of dimensions that have no series."""
    for series in read_series(alarm):
        problem = _problem(series, wiring)
        if problem:
            yield Finding.on(
                alarm,
                series.place_of("Dimensions"),
                f"{alarm.label} is on {series.key()[1]} with {problem}: there is no such series",
                fix="use FunctionName" if series.key()[0] == LAMBDA else "use ApiName (the API's name) and Stage",
            )


def _problem(series: Series, wiring: Wiring) -> str:
    namespace, metric = series.key()
    values = series.values() if namespace in (API_GATEWAY, LAMBDA) else {}
    names = frozenset(values)
    listed = f"the dimensions {', '.join(sorted(names))}" if names else "no dimensions"
    if namespace == LAMBDA and metric in LAMBDA_METRICS:
        return listed if names and not names & _OF_FUNCTIONS else ""
    if namespace != API_GATEWAY or metric not in REST_METRICS or names in REST_DIMENSIONS:
        return ""
    if "ApiId" in names and metric in V2_METRICS:
        return listed if wiring.find(values["ApiId"].known(), RestApi) is not None else ""
    return listed
