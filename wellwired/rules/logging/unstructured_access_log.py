"""The access log is written as text that no tool takes apart by itself.

## What it sees
A `Format` that is no JSON object: CLF, CSV, XML or plain words.

## What it causes
Logs Insights finds no fields, metric filters count columns, and a user agent with a blank in it shifts them all.

## How to fix it
CDK: `StageLogs`, or `AccessLogFormat.json_with_standard_fields(...)`.
CloudFormation: one line of JSON, every variable in quotes.

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
        Format: >-
          $context.identity.sourceIp [$context.requestTime] "$context.httpMethod
          $context.path" $context.status $context.requestId
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unstructured_access_log(stage: Stage) -> Iterator[Finding]:
    """Report a format that does not begin as an object."""
    log_format = find_log_format(stage)
    if log_format is not None and not log_format.is_object and log_format.variables:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} is text, not JSON",
            fix="write the format as one line of JSON, every variable in quotes",
        )
