"""A model's schema uses a keyword that API Gateway does not take.

## What it sees
In the `Schema` of an `AWS::ApiGateway::Model`: a keyword that came after JSON Schema draft 4 (`$id`, `const`,
`examples`, `if`) or that is OpenAPI's (`example`, `nullable`, `discriminator`). OpenAPI bodies are left out:
importing one drops some of them.

## What it causes
The deployment fails: `Invalid model schema specified. Unsupported keyword(s)`.

## How to fix it
CDK: leave `id`, `const`, `contains` and `examples` of `JsonSchema` out.
CloudFormation: remove the keyword, or say it in draft 4 (`enum` with one value for `const`).

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string, example: o-1}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Model
from wellwired.model.json_schema import read_schema
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unsupported_schema_keyword(model: Model) -> Iterator[Finding]:
    """Report keywords of other drafts in a model of its own."""
    if "#" in model.address:
        return
    for path, keyword in read_schema(model.schema.known()).foreign:
        yield Finding.on(
            model,
            f"Schema/{path}".rstrip("/"),
            f"the schema of {model.label} uses {keyword!r}, which API Gateway does not take",
            fix=f"remove {keyword}, or say it in JSON Schema draft 4",
        )
