"""The access log holds the API keys of callers in plain text.

## What it sees
`$context.identity.apiKey` in the format of an access log.

## What it causes
The variable is the key itself, not its name: whoever may read the log may call as that client.

## How to fix it
CDK: `StageLogs` logs `$context.identity.apiKeyId`.
CloudFormation: `$context.identity.apiKeyId`, which tells who called and opens nothing.

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
        Format: '{"requestId":"$context.requestId","key":"$context.identity.apiKey"}'
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
        Format: '{"requestId":"$context.requestId","key":"$context.identity.apiKeyId"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def logged_api_key(stage: Stage) -> Iterator[Finding]:
    """Report a format with the key itself in it."""
    log_format = find_log_format(stage)
    if log_format is not None and "$context.identity.apiKey" in log_format.variables:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} holds the API keys of its callers",
            fix="log $context.identity.apiKeyId, which opens nothing",
        )
