"""The access log tells why some requests failed, and of others only that they did.

## What it sees
A `Format` that has what the integration failed of (`$context.integrationErrorMessage` or
`$context.integration.error`) without what the gateway itself failed of (`$context.error.message` or
`$context.error.responseType`), or the other way round.

## What it causes
Without the integration's reason a 502 is a guess: thrown, timed out or malformed. Without the gateway's, a 400, 403 or
429 does not say which check refused the caller.

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
          "integrationError":"$context.integrationErrorMessage"}
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


@rule(severity=Severity.NOTE, status="", since="0.1")
def half_reasoned_access_log(stage: Stage) -> Iterator[Finding]:
    """Report a format with one of the two reasons."""
    log_format = find_log_format(stage)
    if log_format is None:
        return
    missing = missing_reasons(log_format)
    if len(missing) == 1:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} does not tell why some requests failed: no {missing[0]}",
            fix=f"add {missing[0]} to the format, in quotes",
        )
