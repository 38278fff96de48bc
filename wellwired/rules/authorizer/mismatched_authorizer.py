"""A method's authorization type is not that of its authorizer.

## What it sees
`AuthorizationType: COGNITO_USER_POOLS` with a TOKEN or REQUEST authorizer, or CUSTOM with one of a user pool.

## What it causes
The deployment fails: API Gateway refuses the method.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi` chooses the type.
CloudFormation: CUSTOM for a Lambda authorizer, COGNITO_USER_POOLS for a user pool.

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
      AuthorizationType: COGNITO_USER_POOLS
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mismatched_authorizer(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report an authorizer of the other kind."""
    asked = method.authorization_type.known()
    if asked not in ("CUSTOM", "COGNITO_USER_POOLS"):
        return
    authorizer = wiring.find(method.authorizer_id.known(), Authorizer)
    kind = authorizer.type.known() if authorizer is not None else None
    if authorizer is not None and kind and (kind == "COGNITO_USER_POOLS") != (asked == "COGNITO_USER_POOLS"):
        yield Finding.on(
            method,
            "AuthorizationType",
            f"{method.label} has AuthorizationType {asked}, but {authorizer.label} is of type {kind}",
            fix=f"set AuthorizationType to {'COGNITO_USER_POOLS' if kind == 'COGNITO_USER_POOLS' else 'CUSTOM'}",
            to=authorizer,
        )
