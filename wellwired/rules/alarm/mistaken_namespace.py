"""An alarm looks in a namespace that is misspelled.

## What it sees
A `Namespace` that differs from `AWS/ApiGateway` or `AWS/Lambda` only in case, or lacks the `AWS/`, on a metric of
that service that no metric filter of the template publishes there.

## What it causes
Namespaces are compared letter by letter: the alarm never gets a datapoint and stays silent, whatever happens.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: `AWS/ApiGateway` or `AWS/Lambda`.

## Reported
```yaml
Resources:
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/APIGateway
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

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.metric_names import API_GATEWAY, LAMBDA, LAMBDA_METRICS, REST_METRICS
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.model.watch import published
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def mistaken_namespace(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report namespaces that are nearly the right one."""
    for series in read_series(alarm):
        given, metric = series.key()
        for namespace, metrics in ((API_GATEWAY, REST_METRICS), (LAMBDA, LAMBDA_METRICS)):
            near = given.lower() in (namespace.lower(), namespace.removeprefix("AWS/").lower())
            if given == namespace or not near or metric not in metrics:
                continue
            if not any((name, its) == (metric, given) for _, its, name, _ in published(wiring)):
                yield Finding.on(
                    alarm,
                    series.place_of("Namespace"),
                    f"{alarm.label} looks in {given}, where nothing publishes {metric}",
                    fix=f"write {namespace}",
                )
