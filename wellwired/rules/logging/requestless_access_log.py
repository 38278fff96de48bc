"""The format of an access log holds no request id.

## What it sees
An `AccessLogSetting` whose `Format` has neither `$context.requestId` nor `$context.extendedRequestId`.

## What it causes
API Gateway refuses the stage: one of the two must be in the format.

## How to fix it
CDK: `StageLogs`; the CDK's own `AccessLogFormat` is checked at synth too.
CloudFormation: put both `$context.requestId` and `$context.extendedRequestId` into `Format`.

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
        Format: '{"status":"$context.status","path":"$context.path"}'
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
from wellwired.model.log_format import REQUEST_IDS, find_log_format
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def requestless_access_log(stage: Stage) -> Iterator[Finding]:
    """Report a format without either id."""
    log_format = find_log_format(stage)
    if log_format is not None and not log_format.has_any(REQUEST_IDS):
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} holds no request id, which API Gateway demands",
            fix="put $context.requestId and $context.extendedRequestId into the format",
        )
