"""A variable of the access log stands outside quotes.

## What it sees
A JSON format with a variable outside quotes that is no number of every request. Status, length and latency of the
response and the epoch time may stand bare.

## What it causes
API Gateway prints a bare dash for what a request did not set. The latency and the status of an integration are not set
when the request never reached it: just the lines of the failures are no JSON.

## How to fix it
CDK: `StageLogs` quotes every field.
CloudFormation: put the variable in quotes; Logs Insights compares quoted numbers as numbers.

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
        Format: '{"requestId":"$context.requestId","latency":$context.integrationLatency}'
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
        Format: '{"requestId":"$context.requestId","status":$context.status,"latency":$context.responseLatency}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import SELF_QUOTING, find_log_format
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="", since="0.1")
def unquoted_log_field(stage: Stage) -> Iterator[Finding]:
    """Report the variables that may print a dash where JSON wants a value."""
    log_format = find_log_format(stage)
    bare = [name for name in log_format.bare if name != SELF_QUOTING] if log_format is not None else []
    if bare:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"{join_labels(bare)} outside quotes makes lines of the access log of {stage.label} invalid JSON",
            fix="put the variable in quotes: what a request does not set is printed as a dash",
        )
