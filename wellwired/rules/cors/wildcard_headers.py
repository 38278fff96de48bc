"""A preflight allows every header by a wildcard that does not cover Authorization.

## What it sees
An OPTIONS method with a MOCK integration whose `Access-Control-Allow-Headers` is `*`, on a path whose methods ask for
`Authorization`.

## What it causes
The Fetch standard leaves `Authorization` out of the wildcard. Browsers that keep to it block every call of the path;
the others only warn in their console.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))` names the usual ones; else name them in `allow_headers` of the preflight options.
CloudFormation: `method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization'"`; in SAM,
`Cors.AllowHeaders`.

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
      AuthorizationType: AWS_IAM
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
              method.response.header.Access-Control-Allow-Headers: "'*'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
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
      AuthorizationType: AWS_IAM
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
https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import ALLOW_HEADERS, ALLOW_ORIGIN, find_preflight, read_cors
from wellwired.model.request_headers import needed_headers
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.WARNING, status="", since="0.1")
def wildcard_headers(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a wildcard on a path whose calls carry Authorization."""
    group, preflight = wiring.once(_groups).find(method), find_preflight(wiring, method)
    if group is not None and preflight is not None:
        yield Finding.on(
            method,
            preflight.place_of(ALLOW_HEADERS),
            f"the preflight of {group.paths} allows *, which does not cover {group.verdict}, which calls must carry",
            fix=f"name {group.verdict}, and the other headers, in Access-Control-Allow-Headers",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(wiring: Wiring, method: Method) -> str:
    preflight = find_preflight(wiring, method)
    api = wiring.find_api(method) if preflight is not None else None
    if preflight is None or api is None or ALLOW_ORIGIN not in preflight.headers:
        return ""
    routes = read_cors(wiring, api).routes.get(method.path.known() or "", ())
    if not any("Authorization" in needed_headers(wiring, api, route) for route in routes):
        return ""
    listed = preflight.listed(ALLOW_HEADERS)
    return "Authorization" if "*" in listed and "authorization" not in listed else ""
