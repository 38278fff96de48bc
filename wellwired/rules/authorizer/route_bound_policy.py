"""An authorizer caches a policy that holds for one route only.

## What it sees
A Lambda authorizer that caches (`AuthorizerResultTtlInSeconds` is 300 when absent) and is asked by several routes,
whose Python or Node.js code, as far as it is at hand, allows `event["methodArn"]` and nothing else, or (in Python) the
verb that it names while the routes have several.

## What it causes
The first call of a client passes; the next one to another route gets 403 `User is not authorized to access this
resource`, until the cache forgets. It looks like a fault that comes and goes.

## How to fix it
CDK: `cache_ttl=Duration.seconds(0)`, or a policy for the whole stage.
CloudFormation: let the policy's `Resource` end in `/*` behind API and stage, or set `AuthorizerResultTtlInSeconds:
0`.

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
      Integration: {Type: MOCK}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Code:
        ZipFile: |
          def handler(event, context):
              whole_stage = "/".join(event["methodArn"].split("/")[:2]) + "/*"
              statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
              policy = {"Version": "2012-10-17", "Statement": [statement]}
              return {"principalId": "client", "policyDocument": policy}
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
      Integration: {Type: MOCK}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Code:
        ZipFile: |
          def handler(event, context):
              one_verb = "/".join(event["methodArn"].split("/")[:3]) + "/*"
              statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": one_verb}
              policy = {"Version": "2012-10-17", "Statement": [statement]}
              return {"principalId": "client", "policyDocument": policy}
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
      Integration: {Type: MOCK}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Code:
        ZipFile: |
          const policy = (effect, resource) => ({
            principalId: "client",
            policyDocument: {
              Version: "2012-10-17",
              Statement: [{ Action: "execute-api:Invoke", Effect: effect, Resource: resource }],
            },
          });

          exports.handler = async (event) => policy("Allow", event.methodArn);
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
      Integration: {Type: MOCK}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Code:
        ZipFile: |
          def handler(event, context):
              whole_stage = "/".join(event["methodArn"].split("/")[:2]) + "/*"
              statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": whole_stage}
              policy = {"Version": "2012-10-17", "Statement": [statement]}
              return {"principalId": "client", "policyDocument": policy}
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization-with-console.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method
from wellwired.model.authorizer_code import find_route_bound_policy
from wellwired.model.invocations import find_certain_target
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def route_bound_policy(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report an authorizer whose cached answer does not fit the next route."""
    if authorizer.authorizer_result_ttl_in_seconds.or_default(300) <= 0:
        return
    if "context." in (authorizer.identity_source.known() or ""):
        return  # the route may be part of the cache's key
    api = wiring.find_api(authorizer)
    target = find_certain_target(wiring, authorizer.authorizer_uri.if_known())
    if api is None or target is None or target.function is None:
        return
    routes = [one for one in wiring.of_api(Method, api) if _asks(one, authorizer, wiring)]
    bound = find_route_bound_policy(target.function) if len(routes) > 1 else None
    if bound is not None and (not bound.by_verb or _differ_in_verb(routes)):
        yield Finding.on(
            authorizer,
            "AuthorizerResultTtlInSeconds",
            f"{authorizer.label} caches what {target.function.label} answers for {len(routes)} routes, "
            f"but that allows {'the asked verb' if bound.by_verb else 'the asked one'} alone ({bound.place})",
            fix="allow the whole stage (API/STAGE/*), or set AuthorizerResultTtlInSeconds to 0",
            to=target.function,
        )


def _differ_in_verb(routes: list[Method]) -> bool:
    verbs = {route.http_method.known() for route in routes}
    return len(verbs) > 1 or "ANY" in verbs


def _asks(method: Method, authorizer: Authorizer, wiring: Wiring) -> bool:
    return wiring.find(method.authorizer_id.known(), Authorizer) is authorizer
