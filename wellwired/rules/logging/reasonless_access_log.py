"""The access log tells that a request failed, but not why.

## What it sees
A `Format` that has neither what the integration failed of (`$context.integrationErrorMessage` or
`$context.integration.error`), nor what the gateway itself failed of (`$context.error.message` or
`$context.error.responseType`). One of the two alone is `half-reasoned-access-log`'s to note.

## What it causes
A line says 502 or 403 and nothing else. Whether the function threw, timed out or answered malformed JSON, or which
check refused the caller, must be guessed.

## How to fix it
CDK: `StageLogs` writes all of them; with the CDK's own stage pass an `AccessLogFormat.custom(...)`.
CloudFormation: add the variables to `Format`, each in quotes.

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
          {"requestId":"$context.requestId","status":"$context.status",
          "latency":"$context.integrationLatency"}
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
from wellwired.model.log_format import find_log_format, missing_reasons
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def reasonless_access_log(stage: Stage) -> Iterator[Finding]:
    """Report a format with neither the integration's reason nor the gateway's."""
    log_format = find_log_format(stage)
    if log_format is None:
        return
    missing = missing_reasons(log_format)
    if len(missing) > 1:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} does not tell why a request failed: no {' and no '.join(missing)}",
            fix=f"add {' and '.join(missing)} to the format, in quotes",
        )
