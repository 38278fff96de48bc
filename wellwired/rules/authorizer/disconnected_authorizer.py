"""A method names an authorizer, but does not ask it.

## What it sees
An `AuthorizerId` that names an authorizer of the wiring, beside `AuthorizationType: NONE` or none at all.

## What it causes
Everybody may call the route: the authorizer is never asked.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi` sets both.
CloudFormation: `AuthorizationType: CUSTOM`, or `COGNITO_USER_POOLS`.

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
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Gate.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Token}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def disconnected_authorizer(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a method that has an authorizer to no purpose."""
    if method.authorization_type.or_default("NONE") != "NONE":
        return
    authorizer = wiring.find(method.authorizer_id.known(), Authorizer)
    if authorizer is not None:
        yield Finding.on(
            method,
            "AuthorizationType",
            f"{method.label} names {authorizer.label}, but its AuthorizationType is NONE: everybody may call it",
            fix="set AuthorizationType to CUSTOM, or COGNITO_USER_POOLS for a user pool",
            to=authorizer,
        )
