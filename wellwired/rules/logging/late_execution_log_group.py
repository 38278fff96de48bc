"""The log group of a stage's execution log may come after the stage.

## What it sees
An `AWS::Logs::LogGroup` called `API-Gateway-Execution-Logs_{api}/{stage}` that the stage does not wait for.

## What it causes
API Gateway makes the group by itself as soon as the stage logs. Where it is first, the deployment fails because the log
group already exists.

## How to fix it
CDK: `StageLogs`, or `stage.node.add_dependency(log_group)`.
CloudFormation: `DependsOn` with the log group on the stage.

## Reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: API-Gateway-Execution-Logs_a1b2c3/prod, RetentionInDays: 30}
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
from wellwired.model.api import Stage
from wellwired.model.log_groups import find_execution_group
from wellwired.model.method_settings import logs, read_coverage
from wellwired.model.order import are_made_together, awaits
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def late_execution_log_group(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that may log before its log group is made."""
    group = find_execution_group(stage, wiring)
    if group is None or not are_made_together(wiring, group, stage) or awaits(wiring, stage, group):
        return
    if read_coverage(stage, wiring, logs).reached:
        yield Finding.on(
            stage,
            "MethodSettings",
            f"{stage.label} may log before {group.label} is made: API Gateway then makes the group itself",
            fix=f"let {stage.name} depend on {group.name}",
            to=group,
        )
