"""Two resources are one path.

## What it sees
Two resources with the same parent and the same `PathPart`.

## What it causes
API Gateway refuses the second with "Another resource with the same parent already has this name", and the stack rolls
back.

## How to fix it
CDK: keep the `Resource` and add to it, or `resource_for_path`, which finds what is there.
CloudFormation: drop one, and let the methods of both name the other.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders"}
  OrdersAgain:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders"}
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
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "items"}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource, RestApi
from wellwired.model.resource_tree import families, find_earlier
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def duplicate_path(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report every resource after the first of its path."""
    for family in families(wiring, api):
        seen: dict[str, list[Resource]] = defaultdict(list)
        for resource, part in sorted(family, key=lambda pair: "#" not in pair[0].address):
            first = None if find_hole(part) else find_earlier(seen[part], resource)
            if first is not None:
                yield Finding.on(
                    resource,
                    "PathPart",
                    f"{resource.label} and {first.label} are both {display(resource.path.if_known() or part)}",
                    fix="keep one of them, and point its methods there",
                    to=first,
                )
            seen[part].append(resource)
