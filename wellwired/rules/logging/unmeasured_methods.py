"""Methods of a stage have no metrics of their own.

## What it sees
A stage that does not set `MetricsEnabled` for every method, or a method whose own settings drop it.

## What it causes
CloudWatch shows errors and latency of the whole stage only: which route fails, or is slow, no graph and no alarm tells.

## How to fix it
CDK: `StageLogs`, or `metrics_enabled=True` among the stage's options.
CloudFormation: `MetricsEnabled: true` in the entry of `MethodSettings` for `/*` and `*`, and in every other entry.

## Reported
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
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings:
        - {ResourcePath: "/*", HttpMethod: "*", MetricsEnabled: true}
        - {ResourcePath: /orders, HttpMethod: GET, CachingEnabled: true}
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
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", MetricsEnabled: true}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import measures, read_coverage
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.stage_reports import find_left_out

_FIX: Final = 'set MetricsEnabled for ResourcePath /* and HttpMethod "*", and in each entry of a single method'


@rule(severity=Severity.WARNING, status="", since="0.1")
def unmeasured_methods(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage, or single entries, without detailed metrics."""
    coverage = read_coverage(stage, wiring, measures)
    for entry in coverage.lacking if coverage.overall else ():
        route = display(f"{entry.verb} {entry.path}")
        message = f"the settings of {route} in {stage.label} drop its metrics"
        yield Finding.on(stage, entry.property("MetricsEnabled"), message, fix=_FIX)
    left = find_left_out(stage, wiring, coverage) if coverage.reached else "its methods"
    if left is not None:
        yield Finding.on(stage, "MethodSettings", f"{stage.label} has no metrics of {left}", fix=_FIX)
