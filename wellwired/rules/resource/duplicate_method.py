"""Two methods are one route.

## What it sees
Two `Method` resources with the same resource and `HttpMethod`, or one beside the same operation of an OpenAPI body.

## What it causes
API Gateway refuses the second with "Method already exists for this resource", and the stack rolls back.

## How to fix it
CDK: one `add_method` for a verb of a resource; `ProxyRestApi` refuses a route that comes twice.
CloudFormation: keep one of the two.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  List:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: MOCK}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi
from wellwired.model.order import pairs_that_meet
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def duplicate_method(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report every method after the first of its route; those of a body come first, with the API."""
    routes: dict[tuple[str, str], list[Method]] = defaultdict(list)
    for method in sorted(wiring.of_api(Method, api), key=lambda method: not method.in_body):
        path, verb = method.path.if_known(), method.http_method.if_known()
        if path and verb and not find_hole(path):
            routes[path, verb].append(method)
    for methods in routes.values():
        for first, method in pairs_that_meet(methods):
            yield Finding.on(
                method,
                "HttpMethod",
                f"{method.name} and {first.name} are both {display(method.route)} of {api.label}",
                fix="keep one of them",
                to=first,
            )
