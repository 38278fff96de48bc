"""A path goes on below a variable that takes in everything.

## What it sees
A resource whose parent is `{proxy+}`, or another variable with a plus sign.

## What it causes
API Gateway refuses with "Cannot create a child of a resource with a greedy path variable", and the stack rolls back.

## How to fix it
CDK: put the special path beside the `{proxy+}`, not below it: API Gateway prefers the more exact one.
CloudFormation: make the parent of both their common `ParentId`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  All:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{proxy+}"}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref All, PathPart: "items"}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  All:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{proxy+}"}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "items"}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource
from wellwired.model.resource_tree import is_greedy
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def child_below_greedy_path(resource: Resource, wiring: Wiring) -> Iterator[Finding]:
    """Report a resource whose parent is greedy."""
    parent = wiring.find(resource.parent_id.known(), Resource)
    part = parent.path_part.if_known() if parent is not None else None
    if parent is not None and part is not None and is_greedy(part):
        yield Finding.on(
            resource,
            "ParentId",
            f"{resource.label} is a child of {parent.label}, whose {display(part)} takes in everything below it",
            fix=f"make it a sibling of {parent.name}",
            to=parent,
        )
