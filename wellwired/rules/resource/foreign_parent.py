"""A path hangs on something that is no resource of its API.

## What it sees
A resource whose `ParentId` is a resource, or the root, of another API; or the API's id in place of its root's.

## What it causes
API Gateway refuses with "Invalid Resource identifier specified", and the stack rolls back.

## How to fix it
CDK: `api.root.add_resource(...)` of the same API.
CloudFormation: `ParentId: !GetAtt Api.RootResourceId`, or `!Ref` of a resource with the same `RestApiId`.

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
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Other.RootResourceId, PathPart: "orders"}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Api, PathPart: "orders"}
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
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}"}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource
from wellwired.model.resource_tree import find_stranger
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def foreign_parent(resource: Resource, wiring: Wiring) -> Iterator[Finding]:
    """Report a parent that is in no tree, or in another API's."""
    stranger = find_stranger(wiring, resource, resource.parent_id.known())
    if stranger is not None:
        what = f"of {stranger.api.label}" if stranger.fits and stranger.api else "no path at all"
        yield Finding.on(
            resource,
            "ParentId",
            f"{resource.label} hangs on {stranger.node.label}, which is {what}",
            fix="name the RootResourceId of its own API, or a resource of it",
            to=stranger.node,
        )
