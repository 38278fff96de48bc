"""An alarm's dimension names something that is not there, though what it means is.

## What it sees
`ApiName` with the API's id or a slip of its name; `Stage` with a stage that the API of the template does not have;
`FunctionName` with an ARN or a slip of a function's name.

## What it causes
There is no series under that value: the alarm never gets a datapoint and stays silent, whatever happens.

## How to fix it
CDK: `ApiAlarms`, which names metrics, dimensions and statistics itself; `api.metric_server_error()` otherwise.
CloudFormation: the API's `Name` for `ApiName`, `!Ref` of the stage, `!Ref` of the function.

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
      Dimensions: [{Name: ApiName, Value: !Ref Api}]
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
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: dev}]
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
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !GetAtt Handler.Arn}]
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
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  FunctionErrors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions: [{Name: FunctionName, Value: !Ref Handler}]
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.compute import Function
from wellwired.model.invocations import served_stages
from wellwired.model.likeness import find_like, find_like_function
from wellwired.model.metric_names import API_GATEWAY, LAMBDA
from wellwired.model.operations import Alarm
from wellwired.model.series import Series, read_series
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import display, find_hole, is_literal, same
from wellwired.model.watch import find_named_api, names_function
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def misaddressed_alarm(alarm: Alarm, wiring: Wiring) -> Iterator[Finding]:
    """Report values under which nothing is published, where the right one is at hand."""
    for series in read_series(alarm):
        namespace = series.namespace.known()
        problems = _of_api if namespace == API_GATEWAY else _of_function if namespace == LAMBDA else None
        for what, instead in problems(series, wiring) if problems else ():
            yield Finding.on(
                alarm,
                series.place_of("Dimensions"),
                f"{alarm.label} looks at {what}: there is no such series",
                fix=f"write {instead}",
            )


def _of_api(series: Series, wiring: Wiring) -> Iterator[tuple[str, str]]:
    value = series.values().get("ApiName")
    if value is None:
        return
    given = value.if_known() or ""
    by_id = next((one for one in wiring.all(RestApi) if given == one.physical_id), None)
    if by_id is not None:
        name = display(by_id.api_name.if_known() or "the API's Name")
        yield f"the API {display(given)} by its id, where its name is asked for", name
        return
    api = find_named_api(wiring, value)
    if api is not None:
        yield from _of_stage(series.values().get("Stage"), api, wiring)
        return
    for one in wiring.all(RestApi):
        name = one.api_name.if_known() or ""
        if name and is_literal(given) and find_like(given, [display(name)]):
            yield f"an API {given!r}, but {one.label} is called {display(name)!r}", display(name)


def _of_stage(value: Setting[str] | None, api: RestApi, wiring: Wiring) -> Iterator[tuple[str, str]]:
    given = value.known() if value is not None else None
    stages = [stage for stage in served_stages(wiring, api) if stage.node is not None] if given else []
    if not given or not stages or any(same(stage.name, given) for stage in stages):
        return
    reason = find_hole(given)
    if reason:
        raise Unsettled(reason)
    names = ", ".join(display(stage.name) for stage in stages)
    yield f"the stage {display(given)} of {api.label}, which has {names}", names


def _of_function(series: Series, wiring: Wiring) -> Iterator[tuple[str, str]]:
    value = series.values().get("FunctionName")
    given = value.known() if value is not None else None
    if not given:
        return
    if given.startswith("arn:"):
        yield f"the function {display(given)} by its ARN, where its name is asked for", "!Ref of the function"
        return
    if not is_literal(given) or any(names_function(given, one) for one in wiring.all(Function)):
        return
    like = find_like_function(wiring, given)
    if like is not None:
        name = display(like.physical_id)
        yield f"a function {given!r}, but {like.label} is called {name!r}", name
