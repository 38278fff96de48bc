"""A function is in the state Failed.

## What it sees
A function whose `State` is `Failed`: Lambda could not make it ready, for instance because its subnet, security group
or image is gone.

## What it causes
Every invocation fails, and the client gets 500 `Internal server error`.

## How to fix it
Read the reason, mend what it names, and deploy the function again.
CDK and CloudFormation: a deployment that changes nothing mends nothing; change the function, or update it by hand.

## Reported
```yaml
- Function: {function_name: orders, state: Failed, state_reason: The security group does not exist}
```

## Not reported
```yaml
- Function: {function_name: orders, state: Active}
```

```yaml
- Function: {function_name: orders}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def failed_function(function: Function) -> Iterator[Finding]:
    """Report functions that Lambda cannot run."""
    if function.state.known() == "Failed":
        reason = function.state_reason.or_default("Lambda gives no reason")
        yield Finding.on(
            function,
            "State",
            f"{function.label} is in the state Failed: {reason}",
            fix="mend what the reason names, and deploy the function again",
        )
