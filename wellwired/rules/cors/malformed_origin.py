"""A preflight names an origin in a form that no browser sends.

## What it sees
An `Access-Control-Allow-Origin` of a MOCK preflight that is neither `*` nor one scheme, host and port: a list of
origins, a slash or path at the end, a host without its scheme, a wildcard inside.

## What it causes
The header never equals the page's origin: browsers block every call of the path from another origin.

## How to fix it
CDK: `Cors(allow_origins=(..., ...))` of `ProxyRestApi` chooses among several origins at run time.
CloudFormation: one origin such as `'https://app.example.com'`; for several, let a response template choose, or the
function.

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
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com,https://www.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
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
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com/'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
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
https://fetch.spec.whatwg.org/#http-access-control-allow-origin
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import ALLOW_ORIGIN, find_preflight
from wellwired.model.text import display, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods

_ORIGIN: Final = re.compile(r"\*|null|[A-Za-z][A-Za-z0-9+.-]*://[^/?#,\s*]+")


@rule(severity=Severity.ERROR, status="", since="0.1")
def malformed_origin(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report an origin that no browser will ever compare as equal."""
    group, preflight = wiring.once(_groups).find(method), find_preflight(wiring, method)
    if group is not None and preflight is not None:
        yield Finding.on(
            method,
            preflight.place_of(ALLOW_ORIGIN),
            f"the preflight of {group.paths} allows {group.verdict}: browsers block every call",
            fix="give one origin, such as 'https://app.example.com', without a slash at its end",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(wiring: Wiring, method: Method) -> str:
    preflight = find_preflight(wiring, method)
    origin = preflight.headers.get(ALLOW_ORIGIN) if preflight is not None else None
    if preflight is None or origin is None or preflight.may_override or ALLOW_ORIGIN in preflight.unquoted:
        return ""
    if "," in origin:
        return "more than one origin"
    return f"{display(origin)}, which is no origin" if is_literal(origin) and not _ORIGIN.fullmatch(origin) else ""
