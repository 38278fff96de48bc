"""A permission for an API of this stack names a region or an account by hand.

## What it sees
A `SourceArn` that refers to an API among the resources but spells its region or account as a literal, or a literal
`SourceAccount`, where the template does not say which region and account it is deployed to (`--region` and
`--account` do).

## What it causes
Deployed anywhere else, every call of the API's routes ends in 500 `Internal server error`.

## How to fix it
CDK: `Stack.of(self).format_arn(...)`, or `rest_api.arn_for_execute_api()`.
CloudFormation: `${AWS::Region}` and `${AWS::AccountId}` in `SourceArn`; leave `SourceAccount` out, or `!Ref
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
      SourceArn: !Sub arn:aws:execute-api:eu-west-3:${AWS::AccountId}:${Api}/*/*/*
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
from wellwired.model.compute import Permission
from wellwired.model.resource_policy import find_api_of_source, find_source, speaks_for_api_gateway
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def pinned_source_arn(permission: Permission, wiring: Wiring) -> Iterator[Finding]:
    """Report literals where the API of the wiring takes the stack's own region or account."""
    arn = permission.source_arn.known()
    if arn is None or not speaks_for_api_gateway(permission):
        return
    if find_api_of_source(wiring, find_source(wiring, permission)) is None:
        return
    region, account = arn.split(":")[3:5]
    pinned = [
        ("SourceArn", "region", region, wiring.region),
        ("SourceArn", "account", account, wiring.account),
        ("SourceAccount", "account", permission.source_account.known() or "", wiring.account),
    ]
    for name, what, value, given in pinned:
        if value.replace("-", "").isalnum() and not given:
            yield Finding.on(
                permission,
                name,
                f"{permission.label} holds in {what} {value} only, its API wherever the stack is deployed",
                fix=f"write ${{AWS::{'Region' if what == 'region' else 'AccountId'}}} in {name}",
            )
