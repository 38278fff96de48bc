"""A part of a path is not one that API Gateway takes.

## What it sees
A `PathPart`, or a part of a path in an OpenAPI body, that is empty or holds a slash, a space, or a brace anywhere but
around the whole of it. A plus sign belongs at the end inside the braces: `{proxy+}`.

## What it causes
API Gateway refuses with "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces
at the beginning and the end", and the stack rolls back.

## How to fix it
CDK: `root.resource_for_path("orders/{id}")`, or a `Route` of `ProxyRestApi`; each makes one resource a part.
CloudFormation: one `AWS::ApiGateway::Resource` for each part, the second with the first as its `ParentId`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders/{id}"}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id"}
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
          /orders-{id}:
            get: {x-amazon-apigateway-integration: {type: mock}}
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
  Batch:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "orders:batch"}
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
          /files/{proxy+}:
            get: {x-amazon-apigateway-integration: {type: mock}}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-resource.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource
from wellwired.model.text import CLOSE, OPEN, display
from wellwired.rules import rule

_ATOM: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
# The message of API Gateway names a-zA-Z0-9._-: only; marks that it has been seen to take since are let through.
_NAME: Final = r"[A-Za-z0-9._\-:$~,;=!@&%]+"
_PART: Final = re.compile(rf"{_NAME}|\{{{_NAME}\+?\}}")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def illegal_path_part(resource: Resource) -> Iterator[Finding]:
    """Report a part that is certainly refused; what stands for an unknown piece may be anything legal."""
    part = resource.path_part.known()
    if part is None or _PART.fullmatch(_ATOM.sub("x", part)):
        return
    pieces = [piece for piece in part.split("/") if piece]
    fix = "use letters, digits and ._-: only, or braces around the whole part"
    yield Finding.on(
        resource,
        "PathPart",
        f"{resource.label} has the path part {display(part)!r}, which API Gateway does not take",
        fix=f"make a resource of each part: {display(' and '.join(pieces))}" if len(pieces) > 1 else fix,
    )
