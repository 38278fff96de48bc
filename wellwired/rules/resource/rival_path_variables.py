"""Two path variables stand at one place.

## What it sees
Two resources with the same parent whose path parts are both variables: `{id}` beside `{orderId}`, or `{id}` beside
`{proxy+}`. In an OpenAPI body: two paths that differ in the name of a variable.

## What it causes
API Gateway refuses with "A sibling ({id}) of this resource already has a variable path part -- only one unique variable
path part is allowed", and the stack rolls back.

## How to fix it
CDK: one name for the variable in every path that goes through it.
CloudFormation: keep one resource, and put the methods and children of both under it.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  ById:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  ByOrder:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{orderId}"}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders/{id}:
            get: {x-amazon-apigateway-integration: {type: mock}}
          /orders/{orderId}/items:
            get: {x-amazon-apigateway-integration: {type: mock}}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  ById:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  Latest:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "latest"}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders/{id}:
            get: {x-amazon-apigateway-integration: {type: mock}}
          /orders/{id}/items:
            get: {x-amazon-apigateway-integration: {type: mock}}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource, RestApi
from wellwired.model.resource_tree import families, find_earlier, is_variable
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def rival_path_variables(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report each path variable that stands beside another one."""
    for family in families(wiring, api):
        seen: dict[str, list[Resource]] = {}
        for resource, part in sorted(family, key=lambda pair: "#" not in pair[0].address):
            if not is_variable(part):
                continue
            others = [other for name, some in seen.items() if name != part for other in some]
            first = find_earlier(others, resource)
            if first is not None:
                yield Finding.on(
                    resource,
                    "PathPart",
                    f"{resource.label} and {first.label} put two variables at one place: "
                    f"{display(part)} and {display(first.path_part.or_default(''))}",
                    fix="use one name for the variable, in one resource",
                    to=first,
                )
            seen.setdefault(part, []).append(resource)
