"""A stage has no limit of its own.

## What it sees
A stage that sets no `ThrottlingRateLimit` for its methods, or switches it off with -1; or a method whose own settings
drop it.

## What it causes
Only the quota of the account holds it back, 10,000 requests a second for all APIs of the region together: one busy
client of this stage makes every other API answer 429.

## How to fix it
CDK: `StageSettings` asks for a `Throttle`; or `throttling_rate_limit` and `throttling_burst_limit` on the stage.
CloudFormation: both limits in the entry of `MethodSettings` for `/*` and `*`, and in every other entry.

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
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: -1, ThrottlingBurstLimit: -1}]
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
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import limits, read_coverage
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.stage_reports import find_left_out

_FIX: Final = 'set both limits for ResourcePath /* and HttpMethod "*", and in each entry of a single method'


@rule(severity=Severity.WARNING, status="429", since="0.1")
def unthrottled_stage(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage, or single entries, without a rate."""
    coverage = read_coverage(stage, wiring, limits)
    for entry in coverage.lacking if coverage.overall else ():
        route = display(f"{entry.verb} {entry.path}")
        message = f"the settings of {route} in {stage.label} drop its limit"
        yield Finding.on(stage, entry.property("ThrottlingRateLimit"), message, fix=_FIX)
    left = find_left_out(stage, wiring, coverage) if coverage.reached else ""
    if left is not None:
        of = f" of {left}" if left else ""
        yield Finding.on(stage, "MethodSettings", f"{stage.label} sets no limit{of}: the account's is all", fix=_FIX)
