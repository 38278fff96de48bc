"""The access log tells that a request failed, but not why.

## What it sees
A `Format` that lacks what the integration failed of (`$context.integrationErrorMessage` or
`$context.integration.error`), or what the gateway itself failed of (`$context.error.message` or
`$context.error.responseType`).

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
from wellwired.model.log_format import GATEWAY_REASONS, INTEGRATION_REASONS, find_log_format
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def reasonless_access_log(stage: Stage) -> Iterator[Finding]:
    """Report a format without the integration's reason, the gateway's reason, or both."""
    log_format = find_log_format(stage)
    if log_format is None:
        return
    reasons = (INTEGRATION_REASONS, GATEWAY_REASONS)
    missing = [names[0] for names in reasons if not log_format.has_any(names)]
    if missing:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} does not tell why a request failed: no {' and no '.join(missing)}",
            fix=f"add {' and '.join(missing)} to the format, in quotes",
        )
