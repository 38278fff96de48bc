"""The access log means to be JSON, but no line of it is.

## What it sees
A `Format` that begins with a brace and is no JSON object once every variable is filled in: a bracket or a comma is
missing, or one too many.

## What it causes
Each line is stored as plain text: Logs Insights and metric filters find no field in it, and alarms built on them stay
silent.

## How to fix it
CDK: `StageLogs`, or build the format with `json.dumps` and `AccessLogFormat.custom(...)`.
CloudFormation: put the `Format` through a JSON parser, with the variables as they stand.

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
        Format: '{"requestId":"$context.requestId","status":"$context.status"'
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
        Format: '{"requestId":"$context.requestId","status":"$context.status",}'
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
        Format: '{"requestId":"$context.requestId","status":$context.status}'
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format
from wellwired.model.setting import Unsettled
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def invalid_access_log_json(stage: Stage) -> Iterator[Finding]:
    """Report a format that is certainly no JSON."""
    log_format = find_log_format(stage)
    if log_format is None or not log_format.problem:
        return
    if log_format.hole:
        raise Unsettled(log_format.hole)
    yield Finding.on(
        stage,
        "AccessLogSetting/Format",
        f"no line of the access log of {stage.label} is valid JSON: {log_format.problem}",
        fix="make the format one JSON object",
    )
