"""A method asks nobody who calls, where others of its API do.

## What it sees
A method that asks no authorizer, no signature and no API key, in an API that asks on other routes; or one that asks
for a key alone where all the others ask an authorizer. Left out: OPTIONS, MOCK integrations, APIs whose resource
policy narrows who may call, paths that are open by custom (`/health`, `/ping`, `/login`, `/token`, `/.well-known` and
the like), and reading routes where most of the API is open.

## What it causes
Everybody on the internet may call the route.

## How to fix it
CDK: `Authorization.open(reason=...)` on a route that is meant to be open.
CloudFormation: `AuthorizationType` and `AuthorizerId`, or allow the finding with the reason.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "items"
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: ANY, Uri: https://backend.example.com}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: ANY, Uri: https://backend.example.com}
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

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "items"
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: ANY, Uri: https://backend.example.com}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: ANY, Uri: https://backend.example.com}
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method
from wellwired.model.guards import Guard, find_guard, read_guards
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def open_method(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a route that is less guarded than its neighbours."""
    api = wiring.find_api(method)
    if api is None or find_guard(method) is Guard.AUTHORIZER:
        return
    guards = read_guards(wiring, api)
    if not guards.judges(method) or wiring.find(method.authorizer_id.known(), Authorizer):
        return  # one that names an authorizer to no purpose is disconnected-authorizer's
    if find_guard(method) is Guard.KEY:
        if guards.all_but_one_ask:
            yield Finding.on(
                method,
                "AuthorizationType",
                f"{method.label} asks for an API key alone, where all other routes of {api.label} ask who calls",
                fix="set AuthorizationType and AuthorizerId as on the other routes",
            )
    elif guards.outnumber(method):
        yield Finding.on(
            method,
            "AuthorizationType",
            f"{method.label} asks nobody who calls, while {guards.count} other routes of {api.label} do",
            fix="set AuthorizationType and AuthorizerId as on the other routes, or allow this with the reason",
        )
