"""A function, method or authorizer runs with a role that does not exist.

## What it sees
The execution role of a function, or the role that an integration or authorizer calls with, which IAM does not know.
A role that was deleted and made anew under the same name is another role to Lambda, but cannot be told from here.

## What it causes
Lambda cannot assume the role of the function, and API Gateway cannot assume that of the integration: the client gets
500 `Internal server error`. A function that is still warm goes on answering until its credentials expire.

## How to fix it
Make the role again and update the function with it, so that Lambda takes up its new identity.
CDK: let `Function` make its role. CloudFormation: `!GetAtt Role.Arn` in `Role`.

## Reported
```yaml
- Function: {function_name: orders}
- Gone: {kind: role, named: "arn:aws:iam::111122223333:role/orders", named_by: [Function], property: Role}
```

## Not reported
```yaml
- Function: {function_name: orders}
```

```yaml
- Account: {cloud_watch_role_arn: "arn:aws:iam::111122223333:role/logs"}
- Gone: {kind: role, named: "arn:aws:iam::111122223333:role/logs", named_by: [Account], property: CloudWatchRoleArn}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Account
from wellwired.model.live import Gone
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def gone_role(gone: Gone, wiring: Wiring) -> Iterator[Finding]:
    """Report what runs with a role that IAM does not know."""
    namers = [node for node in map(wiring.find_at, gone.named_by) if node is not None]
    namers = [node for node in namers if not isinstance(node, Account)]
    if gone.kind != "role" or not namers:
        return
    others = f" (and {len(namers) - 1} more)" if len(namers) > 1 else ""
    yield Finding.on(
        namers[0],
        gone.property,
        f"{namers[0].label}{others} runs with the role {gone.named}, which does not exist",
        fix="make the role again, and set it once more",
    )
