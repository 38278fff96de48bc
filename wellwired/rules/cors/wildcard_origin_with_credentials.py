"""A preflight lets every origin in and allows credentials, which browsers refuse.

## What it sees
An OPTIONS method with a MOCK integration that sets `Access-Control-Allow-Origin` to `*` and
`Access-Control-Allow-Credentials` to `true`.

## What it causes
Browsers block every call that is sent with credentials: the two headers rule each other out.

## How to fix it
CDK: `Cors(allow_origins=("https://app.example.com",), allow_credentials=True)`.
CloudFormation: name the origin in `Access-Control-Allow-Origin`, or leave `Access-Control-Allow-Credentials` out.

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
              method.response.header.Access-Control-Allow-Origin: "'*'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
              method.response.header.Access-Control-Allow-Credentials: "'true'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
            method.response.header.Access-Control-Allow-Credentials: true
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
              method.response.header.Access-Control-Allow-Credentials: "'true'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
            method.response.header.Access-Control-Allow-Credentials: true
```

## Source
https://fetch.spec.whatwg.org/#cors-protocol-and-credentials
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import ALLOW_CREDENTIALS, ALLOW_ORIGIN, find_preflight
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.ERROR, status="", since="0.1")
def wildcard_origin_with_credentials(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a preflight whose two headers rule each other out."""
    group, preflight = wiring.once(_groups).find(method), find_preflight(wiring, method)
    if group is not None and preflight is not None:
        yield Finding.on(
            method,
            preflight.place_of(ALLOW_CREDENTIALS),
            f"the preflight of {group.paths} allows credentials to every origin, which browsers refuse",
            fix="name the origin in Access-Control-Allow-Origin, or leave Access-Control-Allow-Credentials out",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(wiring: Wiring, method: Method) -> str:
    preflight = find_preflight(wiring, method)
    if preflight is None or preflight.may_override or preflight.headers.get(ALLOW_ORIGIN) != "*":
        return ""
    return "*" if preflight.headers.get(ALLOW_CREDENTIALS) == "true" else ""
