"""A permission for API Gateway is limited to another account than its API's.

## What it sees
A permission that would let API Gateway call the routes but for `SourceAccount`, which differs from the account in
`SourceArn`: no call can meet both.

## What it causes
Every call of those routes: 500 `Internal server error`, before the function is reached. The execution log says
`Invalid permissions on Lambda function`; the function's own log stays empty.

## How to fix it
CDK: `ProxyRestApi`, or the CDK's `LambdaIntegration`, makes the permission with the route.
CloudFormation: leave `SourceAccount` out (the API's ARN names the account already), or set it to `!Ref
AWS::AccountId`.

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
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Handler.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:111122223333:${Api}/*/*/*
      SourceAccount: "444455556666"
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
      SourceAccount: !Ref AWS::AccountId
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.invoke_gaps import Cause
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import group_gaps


@rule(severity=Severity.ERROR, status="500", since="0.1")
def foreign_source_account(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report permissions that miss the routes by their source account alone."""
    for group in group_gaps(wiring, function, Cause.ACCOUNT):
        permission = group.permission
        if permission is not None:
            yield Finding.on(
                permission,
                "SourceAccount",
                f"{permission.label} is limited to account {display(permission.source_account.or_default(''))}, "
                f"not to the API's: API Gateway may not invoke {function.label} for {group.callers}",
                fix="set SourceAccount to the account of the API, or leave it out",
                to=function,
            )
