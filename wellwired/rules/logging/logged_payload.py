"""Bodies and headers of requests and answers are written to the execution log.

## What it sees
`DataTraceEnabled: true` in the settings of a stage, for every method or for one.

## What it causes
Names, addresses, tokens and whatever else callers send are kept in CloudWatch Logs, for everybody who may read it.

## How to fix it
CDK: leave `data_trace_enabled` out; `StageSettings` asks for a reason where it is switched on.
CloudFormation: `DataTraceEnabled: false`. Switch it on for the hour of an investigation, by hand.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: true}]
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
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO, DataTraceEnabled: false}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import read_stage_settings
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def logged_payload(stage: Stage) -> Iterator[Finding]:
    """Report each entry that traces data."""
    for entry in read_stage_settings(stage).entries:
        if entry.setting.data_trace_enabled.known():
            of = "every method" if entry.is_overall else display(f"{entry.verb} {entry.path}")
            yield Finding.on(
                stage,
                entry.property("DataTraceEnabled"),
                f"{stage.label} logs the bodies and headers of {of}",
                fix="set DataTraceEnabled to false",
            )
