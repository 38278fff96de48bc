"""A stage sends no traces to X-Ray.

## What it sees
A stage whose `TracingEnabled` is false or absent.

## What it causes
Where the time of a slow or failing call went, in the gateway, in the function or behind it, cannot be told apart, and
a trace of the function begins without the request that caused it.

## How to fix it
CDK: `StageLogs`, or `tracing_enabled=True` among the stage's options.
CloudFormation: `TracingEnabled: true`.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, DeploymentId: d4e5f6, StageName: prod}
```

## Not reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, DeploymentId: d4e5f6, StageName: prod, TracingEnabled: true}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def untraced_stage(stage: Stage) -> Iterator[Finding]:
    """Report a stage that certainly does not trace."""
    if not stage.tracing_enabled.or_default(False):
        yield Finding.on(stage, "TracingEnabled", f"{stage.label} sends no traces", fix="set TracingEnabled to true")
