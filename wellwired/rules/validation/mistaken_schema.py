"""A model's schema uses a keyword in a way that JSON Schema draft 4 does not have.

## What it sees
In the `Schema` of an `AWS::ApiGateway::Model`: a `type` that does not exist (`int`, `date`), or a `required` that is
true or false inside a property instead of a list beside `properties`.

## What it causes
The deployment fails: `Invalid model schema specified`.

## How to fix it
CDK: `JsonSchema(type=JsonSchemaType.OBJECT, required=["id"], properties={...})`.
CloudFormation: one of draft 4's types, and `required: [id]` beside `properties`.

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
        properties:
          id: {type: int}
```

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
        properties:
          id: {type: string, required: true}
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
https://json-schema.org/draft-04/json-schema-validation
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Model
from wellwired.model.json_schema import read_schema
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_schema(model: Model) -> Iterator[Finding]:
    """Report schemas that API Gateway refuses as a whole."""
    if "#" in model.address:
        return
    for mistake in read_schema(model.schema.known()).mistakes:
        yield Finding.on(
            model,
            f"Schema/{mistake.path}".rstrip("/"),
            f"the schema of {model.label} has {mistake.words}",
            fix="write it as JSON Schema draft 4 has it",
        )
