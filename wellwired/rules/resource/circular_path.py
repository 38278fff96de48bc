"""A path is its own ancestor.

## What it sees
Resources whose `ParentId` lead round in a circle.

## What it causes
CloudFormation refuses the template: "Circular dependency between resources".

## How to fix it
CDK: a circle needs a `CfnResource` made by hand; `add_resource` cannot make one.
CloudFormation: let the first part of the path name `!GetAtt Api.RootResourceId`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Order, PathPart: "orders"}
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: "{id}"}
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
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def circular_path(wiring: Wiring) -> Iterator[Finding]:
    """Report one resource of each circle."""
    done: set[int] = set()
    for resource in wiring.all(Resource):
        chain: dict[int, Resource] = {}
        here: Resource | None = resource
        while here is not None and id(here) not in done and id(here) not in chain:
            chain[id(here)] = here
            here = _find_parent(wiring, here)
        if here is not None and id(here) in chain:
            yield Finding.on(here, "ParentId", f"{here.label} is its own ancestor", fix="let it begin at the root")
        done |= chain.keys()


def _find_parent(wiring: Wiring, resource: Resource) -> Resource | None:
    try:
        return wiring.find(resource.parent_id.if_known(), Resource)
    except Unsettled:
        return None
