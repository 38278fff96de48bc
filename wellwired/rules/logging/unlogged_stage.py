"""A stage writes no access log.

## What it sees
A stage without `AccessLogSetting`, or with one that lacks its destination or its format.

## What it causes
A request that fails leaves no line of its own: nobody can tell which caller got which status, or why.

## How to fix it
CDK: `StageLogs`, or `deploy_options=StageOptions(access_log_destination=..., access_log_format=...)`.
CloudFormation: `AccessLogSetting` with `DestinationArn` and a JSON `Format`.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, DeploymentId: d4e5f6, StageName: prod}
```

```yaml
Resources:
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: a1b2c3, StageName: prod}
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {Format: '{"requestId": "$context.requestId"}'}
```

## Not reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt Logs.Arn
        Format: '{"requestId": "$context.requestId"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unlogged_stage(stage: Stage) -> Iterator[Finding]:
    """Report a stage whose access log is certainly not set, or only half."""
    setting = stage.access_log_setting.known()
    lacks = ""
    if setting is not None:
        lacks = "DestinationArn" if not setting.destination_arn.known() else ""
        lacks = lacks or ("Format" if not setting.format.known() else "")
    if setting is None or lacks:
        yield Finding.on(
            stage,
            "AccessLogSetting",
            f"{stage.label} writes no access log" + (f": AccessLogSetting has no {lacks}" if lacks else ""),
            fix="set AccessLogSetting with a log group's ARN and a JSON format",
        )
