"""A model's schema is text that is no JSON.

## What it sees
A `Schema` of a model that is written as text and does not parse, or parses to something other than an object.

## What it causes
The deployment fails: `Invalid model schema specified`.

## How to fix it
CDK: `JsonSchema(...)` instead of text.
CloudFormation: write the schema as YAML or JSON below `Schema`; text is not needed.

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
        '{"type": "object", "required": ["id"}'
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Model
from wellwired.model.json_schema import read_schema
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unparsable_schema(model: Model) -> Iterator[Finding]:
    """Report schemas that nobody can read."""
    problem = read_schema(model.schema.known()).problem
    if problem:
        yield Finding.on(
            model,
            "Schema",
            f"the schema of {model.label} is no JSON object: {problem}",
            fix="write the schema as YAML or JSON instead of text",
        )
