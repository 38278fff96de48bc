"""The log group of a stage's execution log is left for API Gateway to make.

## What it sees
A stage with a logging level, and no `AWS::Logs::LogGroup` called `API-Gateway-Execution-Logs_{api}/{stage}`.

## What it causes
API Gateway makes the group when the stage first logs, without a retention: the lines stay for ever, and stay when the
stack goes.

## How to fix it
CDK: `StageLogs` makes it before the stage.
CloudFormation: an `AWS::Logs::LogGroup` of that name with `RetentionInDays`, and the stage `DependsOn` it.

## Reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: API-Gateway-Execution-Logs_a1b2c3/test, RetentionInDays: 30}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
```

## Not reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: API-Gateway-Execution-Logs_a1b2c3/prod, RetentionInDays: 30}
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Logs
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
from wellwired.model.account_logging import execution_log_group
from wellwired.model.api import Stage
from wellwired.model.log_groups import find_execution_group, is_retained_by_resource
from wellwired.model.method_settings import logs, read_coverage
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unmade_execution_log_group(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that logs into a group nobody here makes."""
    if not read_coverage(stage, wiring, logs).reached or find_execution_group(stage, wiring) is not None:
        return
    name = execution_log_group(stage, wiring.find_api(stage))
    if not is_retained_by_resource(name, wiring):
        yield Finding.on(
            stage,
            "MethodSettings",
            f"the log group of {stage.label}'s execution log is made by API Gateway, and never drops a line",
            fix=f"make the log group {display(name)} with RetentionInDays before the stage",
        )
