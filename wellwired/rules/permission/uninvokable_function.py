"""No permission lets API Gateway invoke a function that routes call.

## What it sees
A function and an API in the same wiring, routes that integrate the function without a credentials role, and no
permission that speaks for API Gateway on it. A function or an API that lives elsewhere is not judged.

## What it causes
Every call of those routes: 500 `Internal server error`, before the function is reached. The execution log says
`Invalid permissions on Lambda function`; the function's own log stays empty.

## How to fix it
CDK: `ProxyRestApi`, or the CDK's `LambdaIntegration`, makes the permission with the route.
CloudFormation: an `AWS::Lambda::Permission` with `Action: lambda:InvokeFunction`, `Principal:
apigateway.amazonaws.com` and the API's execute-api ARN as `SourceArn`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Handler.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.invoke_gaps import Cause, gaps_of
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import group_gaps


@rule(severity=Severity.ERROR, status="500", since="0.1")
def uninvokable_function(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function whose routes no permission is about at all."""
    for group in group_gaps(wiring, function, Cause.NOTHING):
        yield Finding.on(
            function,
            "",
            f"no permission lets API Gateway invoke {function.label} for {group.callers}",
            fix=f"add an AWS::Lambda::Permission for apigateway.amazonaws.com with SourceArn {group.source_arn}",
            to=group.first.caller,
        )
    gaps = gaps_of(wiring, function)
    if gaps.doubt and not gaps.found:
        raise Unsettled(gaps.doubt)
