"""A method names an authorizer that is none of its API's.

## What it sees
An `AuthorizerId` that is spelled by hand, in an API that the same template makes (so that nobody can know its
authorizers' ids), or one that refers to something else than an authorizer.

## What it causes
The deployment fails: `Invalid authorizer ID specified`.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi` hands it over.
CloudFormation: `AuthorizerId: !Ref Authorizer`.

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
      AuthorizationType: CUSTOM
      AuthorizerId: a1b2c3
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
from wellwired.model.text import display, find_reference, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_authorizer(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report an authorizer's id that no authorizer can have."""
    named = method.authorizer_id.known()
    if named is None or method.in_body or method.authorization_type.known() not in ("CUSTOM", "COGNITO_USER_POOLS"):
        return
    if wiring.find(named, Authorizer) is None and wiring.find_api(method) is not None:
        referred = find_reference(named)
        other = wiring.find_at(referred.address) if referred else None
        if is_literal(named) or other is not None:
            yield Finding.on(
                method,
                "AuthorizerId",
                f"{method.label} names the authorizer {display(named)}, which is "
                + (f"{other.label}" if other else "none that its API, made here, can have"),
                fix="refer to an AWS::ApiGateway::Authorizer of the API",
                to=other,
            )
