"""The execution log holds errors only.

## What it sees
`LoggingLevel: ERROR` in the settings of a stage.

## What it causes
What API Gateway did before it failed is not in the log: which authorizer answered what, which key was looked up, how
long the function took. A 403, a 429 or a slow answer leaves nothing at all.

## How to fix it
CDK: `StageSettings` with its default level, or `logging_level=MethodLoggingLevel.INFO`.
CloudFormation: `LoggingLevel: INFO`, with a retention on the log group that keeps its cost in bounds.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: ERROR}]
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
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import read_stage_settings
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def errors_only_log(stage: Stage) -> Iterator[Finding]:
    """Report each entry whose level is ERROR."""
    for entry in read_stage_settings(stage).entries:
        if entry.setting.logging_level.or_default("OFF").upper() == "ERROR":
            yield Finding.on(
                stage,
                entry.property("LoggingLevel"),
                f"{stage.label} logs errors only: a 4xx or a slow answer leaves no trace",
                fix="set LoggingLevel INFO",
            )
