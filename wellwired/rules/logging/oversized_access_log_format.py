"""The format of an access log is longer than API Gateway takes.

## What it sees
A `Format` of more than 3,072 bytes.

## What it causes
API Gateway refuses the stage: the limit is 3 KB and cannot be raised.

## How to fix it
CDK: `StageLogs` writes a format of half that size.
CloudFormation: drop what nobody looks at, and shorten the names of the fields.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:access
        Format: !Join
          - '","claim":"$context.authorizer.claims.whose_name_is_as_long_as_some_identity_providers_make_them'
          - ['{"requestId":"$context.requestId', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
            18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, '"}']
```

## Not reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:access
        Format: >-
          {"requestId":"$context.requestId","status":"$context.status","error":"$context.error.message",
          "integrationError":"$context.integrationErrorMessage"}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from collections.abc import Iterator

from wellwired.access_log import FORMAT_LIMIT
from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format
from wellwired.model.text import is_literal
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def oversized_access_log_format(stage: Stage) -> Iterator[Finding]:
    """Report a format over the limit; one with references in it is not measured."""
    log_format = find_log_format(stage)
    size = len(log_format.text.encode()) if log_format is not None and is_literal(log_format.text) else 0
    if size > FORMAT_LIMIT:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log format of {stage.label} has {size:,} bytes, and {FORMAT_LIMIT:,} is the limit",
            fix="drop fields, or shorten their names",
        )
