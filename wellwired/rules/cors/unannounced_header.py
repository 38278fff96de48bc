"""A preflight leaves out a header that every call of its path must carry.

## What it sees
An OPTIONS method with a MOCK integration whose `Access-Control-Allow-Headers` lacks a header that the methods of its
path ask for: `X-Api-Key` where a key is required, `Authorization` or whatever else the authorizer reads, a request
header marked as required, `Content-Type` where a JSON model is set.

## What it causes
Browsers block every call of the path that carries the header, and without it the call is refused. The API sees the
preflight alone.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))` allows the usual ones, and `allow_headers` others; else that of the preflight
options.
CloudFormation: add the header to `method.response.header.Access-Control-Allow-Headers`, inside the single quotes; in
SAM, to `Cors.AllowHeaders`.

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
      ApiKeyRequired: true
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
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
```

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
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
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
      ApiKeyRequired: true
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
https://fetch.spec.whatwg.org/#cors-preflight-fetch
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import ALLOW_HEADERS, ALLOW_ORIGIN, find_preflight, read_cors
from wellwired.model.request_headers import needed_headers
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.ERROR, status="", since="0.1")
def unannounced_header(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report headers that calls need and the preflight of their path does not allow."""
    group, preflight = wiring.once(_groups).find(method), find_preflight(wiring, method)
    if group is not None and preflight is not None:
        yield Finding.on(
            method,
            preflight.place_of(ALLOW_HEADERS),
            f"the preflight of {group.paths} does not allow {group.verdict}, which calls must carry",
            fix=f"add {group.verdict} to Access-Control-Allow-Headers",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(wiring: Wiring, method: Method) -> str:
    preflight = find_preflight(wiring, method)
    api = wiring.find_api(method) if preflight is not None else None
    if preflight is None or api is None or ALLOW_ORIGIN not in preflight.headers:
        return ""
    routes = read_cors(wiring, api).routes.get(method.path.known() or "", ())
    needed = dict.fromkeys(name for route in routes for name in needed_headers(wiring, api, route))
    listed = preflight.listed(ALLOW_HEADERS) if needed else frozenset()
    return "" if "*" in listed else ", ".join(name for name in needed if name.lower() not in listed)
