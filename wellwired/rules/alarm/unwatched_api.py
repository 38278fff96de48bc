"""No alarm watches an API for server errors.

## What it sees
An API with a stage and no alarm on its `5XXError`, nor on a metric filter for 5xx answers.

## What it causes
A broken deployment or dependency is found by its callers. An alarm in another stack is not seen here: allow the
finding then, with that reason.

## How to fix it
CDK: `ApiAlarms(stage=..., functions=[...], notifications=...)`; else `api.metric_server_error().create_alarm(...)`.
CloudFormation: an `AWS::CloudWatch::Alarm` on `5XXError` in `AWS/ApiGateway`, with `ApiName` and `Stage`.

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
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.notification import every_alarm
from wellwired.model.watch import is_api_watched, is_served
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unwatched_api(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report APIs whose failures nobody is told of."""
    if not is_served(wiring, api) or is_api_watched(wiring, api):
        return
    among = "" if any(True for _ in every_alarm(wiring)) else ": there is no alarm at all"
    yield Finding.on(
        api,
        "",
        f"no alarm watches {api.label} for 5xx answers{among}",
        fix="add an alarm on 5XXError with ApiName and Stage, and an action that reaches somebody",
    )
