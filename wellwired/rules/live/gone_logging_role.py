"""The account logs with a role that no longer exists.

## What it sees
`cloudwatchRoleArn` of the account settings of API Gateway, naming a role that IAM does not know.

## What it causes
No stage of the whole account and region writes an execution log, nor an access log to CloudWatch Logs, and nothing
says so: requests go on as before. Often the stack that had made the role was deleted.

## How to fix it
Make a role that trusts `apigateway.amazonaws.com` and carries `AmazonAPIGatewayPushToCloudWatchLogs`, and set it in
the account settings. CDK: `AccountLogging`, in a stack of its own that retains the role. CloudFormation:
`AWS::ApiGateway::Account` with `DeletionPolicy: Retain` on it and on its role.

## Reported
```yaml
- Account: {cloud_watch_role_arn: "arn:aws:iam::111122223333:role/logs"}
- Gone: {kind: role, named: "arn:aws:iam::111122223333:role/logs", named_by: [Account], property: CloudWatchRoleArn}
```

## Not reported
```yaml
- Account: {cloud_watch_role_arn: "arn:aws:iam::111122223333:role/logs"}
```

```yaml
- Function: {function_name: orders}
- Gone: {kind: role, named: "arn:aws:iam::111122223333:role/orders", named_by: [Function], property: Role}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Account
from wellwired.model.live import Gone
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def gone_logging_role(gone: Gone, wiring: Wiring) -> Iterator[Finding]:
    """Report account settings whose role IAM does not know."""
    namers = [node for node in map(wiring.find_at, gone.named_by) if node is not None]
    namers = [node for node in namers if isinstance(node, Account)]
    if gone.kind != "role" or not namers:
        return
    others = f" (and {len(namers) - 1} more)" if len(namers) > 1 else ""
    yield Finding.on(
        namers[0],
        gone.property,
        f"{namers[0].label}{others} logs with the role {gone.named}, which does not exist: no stage of the region logs",
        fix="make a role that API Gateway may assume, and set it in the account settings",
    )
