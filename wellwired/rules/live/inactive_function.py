"""A function has gone inactive.

## What it sees
A function whose `State` is `Inactive`: nobody called it for so long that Lambda gave its resources back.

## What it causes
The next call fails while Lambda makes the function ready again, so the first client after a long pause gets an error,
and those that come within the next minute may too.

## How to fix it
Call the function once and wait until it is `Active`; where the API has to answer after any pause, call it on a
schedule. CDK: a `Rule` with a `Schedule` that targets the function. CloudFormation: `AWS::Events::Rule`.

## Reported
```yaml
- Function: {function_name: orders, state: Inactive}
```

## Not reported
```yaml
- Function: {function_name: orders, state: Active}
```

```yaml
- Function: {function_name: orders, state: Pending}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def inactive_function(function: Function) -> Iterator[Finding]:
    """Report functions whose next call fails."""
    if function.state.known() == "Inactive":
        yield Finding.on(
            function,
            "State",
            f"{function.label} is in the state Inactive: the next call of it fails while Lambda makes it ready",
            fix="call it once and wait until it is Active",
        )
