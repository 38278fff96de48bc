"""A cached method that asks who calls gives one caller's answer to another.

## What it sees
A method whose answers a stage keeps, that asks for an authorizer or a signature, and none of whose
`CacheKeyParameters` is what the authorizer reads. A signature is another one with every call, so nothing in a
signed request can be the key.

## What it causes
The second caller is let in by the authorizer, and gets what the function answered to the first: status 200, with
somebody else's orders in it.

## How to fix it
CDK: put the header that the authorizer reads into `cache_key_parameters`; `Cache(...)` of the kit does. Where all
callers may have the same, say so: `Cache(shared_reason=...)`, or allow this with the reason.
CloudFormation: add the header to `RequestParameters` and to `Integration.CacheKeyParameters`, or switch
`CachingEnabled` off for the method.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Users
      RequestParameters: {method.request.path.id: true}
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.path.id
  Users:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: users
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a]
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      CacheClusterEnabled: true
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Users
      RequestParameters: {method.request.path.id: true, method.request.header.Authorization: false}
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.path.id
          - method.request.header.Authorization
  Users:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: users
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a]
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      CacheClusterEnabled: true
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method, Stage
from wellwired.model.caching import find_cached, read_cache_key
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="200", since="0.1")
def callerless_cache(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report each cached method whose callers are not told apart."""
    for method, _ in find_cached(stage, wiring):
        kind = method.authorization_type.or_default("NONE")
        if kind != "NONE" and not _tells_callers_apart(method, wiring):
            asks = "a signature" if kind == "AWS_IAM" else "an authorizer"
            yield Finding.on(
                method,
                "Integration/CacheKeyParameters",
                f"{stage.label} keeps one answer of {method.label} for all callers, whom {asks} has told apart",
                fix="add what the authorizer reads to CacheKeyParameters, or switch CachingEnabled off for the method",
                to=stage,
            )


def _tells_callers_apart(method: Method, wiring: Wiring) -> bool:
    authorizer = wiring.find(method.authorizer_id.known(), Authorizer)
    sources = (authorizer.identity_source.known() or "") if authorizer is not None else ""
    names = {source.strip().removeprefix("method.request.").lower() for source in sources.split(",")}
    return bool(names & {name.lower() for name in read_cache_key(method)})
