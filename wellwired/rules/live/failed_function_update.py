"""The last update of a function failed.

## What it sees
A function whose `LastUpdateStatus` is `Failed`.

## What it causes
Lambda goes on running the code and settings from before the update: what was deployed last is not what answers.

## How to fix it
Find out why the update failed, and deploy again. CDK and CloudFormation: the events of the stack tell the reason
where the update came from a stack; else `aws lambda get-function-configuration` does.

## Reported
```yaml
- Function: {function_name: orders, state: Active, last_update_status: Failed}
```

## Not reported
```yaml
- Function: {function_name: orders, state: Active, last_update_status: Successful}
```

```yaml
- Function: {function_name: orders, last_update_status: InProgress}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def failed_function_update(function: Function) -> Iterator[Finding]:
    """Report functions that run what they ran before their last update."""
    if function.last_update_status.known() == "Failed":
        yield Finding.on(
            function,
            "LastUpdateStatus",
            f"the last update of {function.label} failed: it runs what it ran before",
            fix="find out why, and deploy it again",
        )
