"""A model's schema declares a draft of JSON Schema that API Gateway does not read.

## What it sees
A `$schema` that names another draft than 4.

## What it causes
API Gateway reads every model as draft 4: what the author means by a newer draft is refused, or checked in another
way.

## How to fix it
CDK: leave `schema` of `JsonSchema` out, or `JsonSchemaVersion.DRAFT4`.
CloudFormation: `$schema: http://json-schema.org/draft-04/schema#`.

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
        $schema: http://json-schema.org/draft-07/schema#
        type: object
        required: [id]
        properties:
          id: {type: string}
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
        $schema: http://json-schema.org/draft-04/schema#
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


@rule(severity=Severity.NOTE, status="", since="0.1")
def misdrafted_schema(model: Model) -> Iterator[Finding]:
    """Report schemas that mean another draft."""
    declared = read_schema(model.schema.known()).draft
    if declared and "draft-04" not in declared:
        yield Finding.on(
            model,
            "Schema/$schema",
            f"the schema of {model.label} declares {declared}, but API Gateway reads draft 4",
            fix="declare http://json-schema.org/draft-04/schema#",
        )
