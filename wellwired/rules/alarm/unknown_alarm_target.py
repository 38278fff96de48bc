"""An alarm is on an API that none of the templates makes.

## What it sees
An alarm on a REST API's metric whose `ApiName` is the name of none of the template's APIs, though it makes at least
one. Slips of a name are `misaddressed-alarm`.

## What it causes
If no other stack makes an API of that name, the alarm never gets a datapoint, and the template's own API is watched
by nobody.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: the API's `Name`, from one parameter for both.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: billing}]
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
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
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
from wellwired.model.api import RestApi
from wellwired.model.likeness import find_like
from wellwired.model.metric_names import API_GATEWAY
from wellwired.model.operations import Alarm
from wellwired.model.series import read_series
from wellwired.model.text import display
from wellwired.model.watch import find_named_api
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="", since="0.1")
def unknown_alarm_target(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report names of APIs that are not here, beside APIs that are."""
    apis = wiring.all(RestApi)
    for series in read_series(alarm) if apis else ():
        value = series.values().get("ApiName") if series.namespace.known() == API_GATEWAY else None
        if value is None or find_named_api(wiring, value) is not None:
            continue
        given = value.known() or ""
        names = [display(api.api_name.or_default("")) for api in apis]
        if any(given == api.physical_id for api in apis) or find_like(display(given), names):
            continue
        yield Finding.on(
            alarm,
            series.place_of("Dimensions"),
            f"{alarm.label} watches an API {display(given)!r}; the templates make {join_labels(names)}",
            fix="write the name of the API",
            to=apis[0],
        )
