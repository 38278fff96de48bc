"""A stage lets no request through.

## What it sees
`ThrottlingRateLimit` or `ThrottlingBurstLimit` of 0 in the settings of a stage, for every method or for one.

## What it causes
Every call is answered 429 `Too Many Requests`, from the first one on.

## How to fix it
CDK: `Throttle` refuses a limit of 0.
CloudFormation: a rate in requests a second and a burst above 0; to close a route, take it away.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 0, ThrottlingBurstLimit: 50}]
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import read_stage_settings
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="429", since="0.1")
def zero_stage_limit(stage: Stage) -> Iterator[Finding]:
    """Report each entry with a limit of 0."""
    for entry in read_stage_settings(stage).entries:
        limits = {
            "ThrottlingRateLimit": entry.setting.throttling_rate_limit.known(),
            "ThrottlingBurstLimit": entry.setting.throttling_burst_limit.known(),
        }
        zero = [name for name, limit in limits.items() if limit == 0]
        if zero:
            of = "every call" if entry.is_overall else f"every call of {display(f'{entry.verb} {entry.path}')}"
            yield Finding.on(
                stage,
                entry.property(zero[0]),
                f"{stage.label} refuses {of}: {' and '.join(zero)} 0",
                fix=f"set {' and '.join(zero)} above 0",
            )
