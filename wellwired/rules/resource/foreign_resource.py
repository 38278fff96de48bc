"""A method hangs on something that is no resource of its API.

## What it sees
A method whose `ResourceId` is a resource, or the root, of another API; or the API's id in place of its root's.

## What it causes
API Gateway refuses with "Invalid Resource identifier specified", and the stack rolls back.

## How to fix it
CDK: `add_method` on a resource of the same API.
CloudFormation: the same `RestApiId` on the method and on its resource; `!GetAtt Api.RootResourceId` for `/`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Other:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: other}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Other, ParentId: !GetAtt Other.RootResourceId, PathPart: "orders"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Api
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
  Home:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-method.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.resource_tree import find_stranger
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def foreign_resource(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a resource that is in no tree, or in another API's."""
    stranger = find_stranger(wiring, method, method.resource_id.known())
    if stranger is not None:
        what = f"of {stranger.api.label}" if stranger.fits and stranger.api else "no path at all"
        yield Finding.on(
            method,
            "ResourceId",
            f"{method.label} hangs on {stranger.node.label}, which is {what}",
            fix="name a resource of its own API, or its RootResourceId",
            to=stranger.node,
        )
