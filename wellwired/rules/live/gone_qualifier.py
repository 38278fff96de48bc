"""A method or authorizer calls an alias or version that its function does not have.

## What it sees
A URI, or a stage variable in it, that asks for an alias or a version which Lambda does not know, although the
function is there.

## What it causes
API Gateway answers 500 `Internal server error`, in the stages that name it only: where the qualifier comes from a
stage variable, the other stages go on working.

## How to fix it
Publish the alias or version, or set the stage variable to one that exists.
CDK: integrate with the `Alias` itself. CloudFormation: `!Ref Alias` in `Uri`, which is the alias with its ARN.

## Reported
```yaml
- Method: {http_method: GET, path: /orders}
- Gone: {kind: alias, named: "orders:prod", named_by: [Method], property: Integration/Uri}
```

```yaml
- Method: {http_method: GET, path: /orders}
- Gone: {kind: version, named: "orders:7", named_by: [Method], property: Integration/Uri}
```

## Not reported
```yaml
- Method: {http_method: GET, path: /orders}
- Gone: {kind: function, named: orders, named_by: [Method], property: Integration/Uri}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.live import Gone
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def gone_qualifier(gone: Gone, wiring: Wiring) -> Iterator[Finding]:
    """Report what calls a qualifier that Lambda does not know."""
    namers = [node for node in map(wiring.find_at, gone.named_by) if node is not None]
    if gone.kind not in ("alias", "version") or not namers:
        return
    others = f" (and {len(namers) - 1} more)" if len(namers) > 1 else ""
    yield Finding.on(
        namers[0],
        gone.property,
        f"{namers[0].label}{others} calls {gone.named}, and the function has no such {gone.kind}",
        fix="publish it, or name one that exists",
    )
