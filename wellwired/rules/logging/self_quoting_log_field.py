"""The access log takes the error message from a variable that brings its own quotes.

## What it sees
`$context.error.messageString` in a JSON format, in quotes or not.

## What it causes
In quotes, every line of a failed request holds `""message""`; without them, every line of a good one holds a bare
dash. Either way the lines are no JSON, and nothing that looks for fields sees them.

## How to fix it
CDK: `StageLogs`, or `AccessLogField.context_error_message()` in a custom format.
CloudFormation: `"$context.error.message"`, in quotes: the same text without quotes of its own.

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
        Format: '{"requestId":"$context.requestId","error":"$context.error.messageString"}'
```

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
        Format: '{"requestId":"$context.requestId","error":$context.error.messageString}'
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import SELF_QUOTING, find_log_format
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def self_quoting_log_field(stage: Stage) -> Iterator[Finding]:
    """Report a JSON format with the variable that quotes itself."""
    log_format = find_log_format(stage)
    if log_format is not None and log_format.is_object and SELF_QUOTING in log_format.variables:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"{SELF_QUOTING} breaks the JSON of the access log of {stage.label}: it brings its own quotes",
            fix='write "$context.error.message" in its place',
        )
