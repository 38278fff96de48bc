"""A method or authorizer calls a function that does not exist.

## What it sees
An integration or authorizer URI that names a function of this account and region which Lambda does not know.

## What it causes
API Gateway answers 500 `Internal server error`; the execution log says that the Lambda invocation failed with
status 404. The API keeps the name of a function that was deleted or renamed.

## How to fix it
Deploy the function again under this name, or point the integration at one that exists, and deploy the API.
CDK: give `LambdaIntegration` the function itself, never its name. CloudFormation: `!GetAtt Function.Arn` in `Uri`.

## Reported
```yaml
- Method: {http_method: GET, path: /orders}
- Gone: {kind: function, named: orders, named_by: [Method], property: Integration/Uri}
```

## Not reported
```yaml
- Method: {http_method: GET, path: /orders}
```

```yaml
- Alarm: {alarm_name: errors}
- Gone: {kind: topic, named: pager, named_by: [Alarm], property: AlarmActions}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.live import Gone
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def gone_function(gone: Gone, wiring: Wiring) -> Iterator[Finding]:
    """Report what calls a function that Lambda does not know."""
    namers = [node for node in map(wiring.find_at, gone.named_by) if node is not None]
    if gone.kind != "function" or not namers:
        return
    others = f" (and {len(namers) - 1} more)" if len(namers) > 1 else ""
    yield Finding.on(
        namers[0],
        gone.property,
        f"{namers[0].label}{others} calls the function {gone.named}, which does not exist",
        fix="deploy the function under this name, or point the URI at one that exists",
    )
