"""The settings of one method drop the logging that the stage has for all.

## What it sees
An entry of `MethodSettings` for one method that sets no `LoggingLevel`, or OFF, beside an entry for every method that
sets one. An entry of a method replaces the other whole: what it does not say is off, not inherited.

## What it causes
That method writes no execution log: the 500 or 502 of just this route cannot be explained.

## How to fix it
CDK: repeat `logging_level` in that method's `method_options`; `StageLogs` completes each override by itself.
CloudFormation: repeat `LoggingLevel`, and what else is set for every method, in the entry.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings:
        - {ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}
        - {ResourcePath: /orders, HttpMethod: POST, ThrottlingRateLimit: 10, ThrottlingBurstLimit: 5}
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
      MethodSettings:
        - {ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}
        - {ResourcePath: /orders, HttpMethod: POST, LoggingLevel: INFO, ThrottlingRateLimit: 10}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import logs, read_coverage
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def dropped_execution_log(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report each entry of one method that leaves out what all others have."""
    coverage = read_coverage(stage, wiring, logs)
    for entry in coverage.lacking if coverage.overall else ():
        level = entry.setting.logging_level
        yield Finding.on(
            stage,
            entry.property("LoggingLevel"),
            f"the settings of {display(f'{entry.verb} {entry.path}')} in {stage.label} "
            + ("switch its execution log off" if level.is_known else "drop the LoggingLevel that the stage has"),
            fix="repeat the stage's LoggingLevel in the entry: nothing is inherited",
        )
