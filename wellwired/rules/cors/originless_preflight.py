"""A preflight sets CORS headers, but not the one that lets an origin in.

## What it sees
An OPTIONS method with a MOCK integration that sets headers such as `Access-Control-Allow-Methods` and no
`Access-Control-Allow-Origin`.

## What it causes
Browsers take the preflight for a refusal and block every call of the path from another origin.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))`, or `default_cors_preflight_options`, which always set it.
CloudFormation: `method.response.header.Access-Control-Allow-Origin` in `ResponseParameters` of the integration
response and of the method response.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
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
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import ALLOW_ORIGIN, find_preflight
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.ERROR, status="", since="0.1")
def originless_preflight(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a preflight that lets no origin in."""
    group, preflight = wiring.once(_groups).find(method), find_preflight(wiring, method)
    if group is not None and preflight is not None:
        yield Finding.on(
            method,
            preflight.place_of(ALLOW_ORIGIN),
            f"the preflight of {group.paths} sets no Access-Control-Allow-Origin, so that browsers block every call",
            fix="set method.response.header.Access-Control-Allow-Origin to the origin, in single quotes",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(wiring: Wiring, method: Method) -> str:
    preflight = find_preflight(wiring, method)
    if preflight is None or ALLOW_ORIGIN in preflight.headers or preflight.may_override:
        return ""
    return ALLOW_ORIGIN
