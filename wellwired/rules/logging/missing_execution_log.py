"""A stage writes no execution log for any method.

## What it sees
A stage whose `MethodSettings` are absent, or set `LoggingLevel` nowhere, or set it to OFF, with quotes or without.

## What it causes
API Gateway keeps to itself why it answered 500 or 502: the malformed answer of a function, the permission that it
lacks, the mapping template that failed are told in the execution log only.

## How to fix it
CDK: `StageLogs`, or `deploy_options=StageOptions(logging_level=MethodLoggingLevel.INFO)`.
CloudFormation: an entry of `MethodSettings` with `ResourcePath: /*`, `HttpMethod: "*"` and `LoggingLevel: INFO`.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, DeploymentId: d4e5f6, StageName: prod}
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: "OFF", MetricsEnabled: true}]
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: OFF, MetricsEnabled: true}]
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

```yaml
Resources:
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties:
      RestApiId: a1b2c3
      StageName: prod
      StageDescription: {LoggingLevel: INFO}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import logs, read_coverage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def missing_execution_log(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that logs no method."""
    if not read_coverage(stage, wiring, logs).reached:
        yield Finding.on(
            stage,
            "MethodSettings",
            f"{stage.label} writes no execution log",
            fix='set LoggingLevel INFO in MethodSettings for ResourcePath /* and HttpMethod "*"',
        )
