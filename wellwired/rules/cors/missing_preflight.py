"""A path has no preflight, though the API tells browsers that they may call it.

## What it sees
A path whose methods a browser asks for first (any verb but GET and HEAD, or one that needs a key or an authorizer),
with no OPTIONS method of its own or of a greedy path above it, in an API that announces CORS elsewhere: on another
path, or in its gateway responses.

## What it causes
The preflight finds no route: 403 `Missing Authentication Token`. The browser blocks the call behind it and shows a
CORS error; other clients notice nothing.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))` answers OPTIONS on every path; else `default_cors_preflight_options` of the API.
CloudFormation: an OPTIONS method on the path, with a MOCK integration; in SAM, `Cors` of the API.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}"}
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
  Delete:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: DELETE
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: DELETE, Uri: https://orders.example.com}
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
  ServerErrors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_5XX
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
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
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}"}
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
  Delete:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: DELETE
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: DELETE, Uri: https://orders.example.com}
  ItemPreflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'DELETE,OPTIONS'"
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
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from collections.abc import Iterable, Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse, Method, RestApi
from wellwired.model.method_settings import are_all_known
from wellwired.model.preflight import Cors, read_cors, sets_origin
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels

_FIX = "add an OPTIONS method with a MOCK integration that sets the Access-Control-Allow headers"


@rule(severity=Severity.WARNING, status="403", since="0.1")
def missing_preflight(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report paths whose preflight finds no route."""
    cors = read_cors(wiring, api)
    by_responses = any(sets_origin(response) for response in wiring.of_api(GatewayResponse, api))
    if not (cors.is_announced or by_responses):
        return
    missing = {path: methods for path, methods in cors.routes.items() if _is_unanswered(cors, path, methods)}
    if not missing:
        return
    if cors.unsettled or not are_all_known(api):
        raise Unsettled(cors.unsettled or f"not every method of {api.label} is known")
    if not cors.is_announced:
        paths = join_labels(display(path) for path in missing)
        message = f"{api.label} announces CORS in its gateway responses, but no preflight is answered on {paths}"
        yield Finding.on(api, "", message, fix=_FIX)
        return
    for path, methods in missing.items():
        yield Finding.on(
            methods[0],
            "HttpMethod",
            f"{display(path)} has no OPTIONS method, so that browsers cannot call {methods[0].route}",
            fix=_FIX,
        )


def _is_unanswered(cors: Cors, path: str, methods: Iterable[Method]) -> bool:
    return not cors.answers(path) and any(_is_asked_for(method) for method in methods)


def _is_asked_for(method: Method) -> bool:
    """Whether a browser sends a preflight before it calls a method."""
    return (
        method.http_method.known() not in ("GET", "HEAD")
        or method.authorization_type.or_default("NONE") != "NONE"
        or method.api_key_required.or_default(False)
    )
