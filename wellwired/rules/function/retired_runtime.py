"""A function asks for a runtime with which no function can be made any more.

## What it sees
A `Runtime` whose phase-out has come to the point at which Lambda refuses new functions, such as `python3.7`,
`nodejs14.x` or `go1.x`.

## What it causes
Creating the function fails, and with it the deployment of a new stack or stage. A function that exists goes on
running, without security patches.

## How to fix it
CDK: a supported `Runtime`; `newest_python_runtime` of the kit names one.
CloudFormation: a supported identifier in `Runtime`, such as `python3.13` or `nodejs22.x`.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.7
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
```

## Not reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.runtimes import REFUSED_SINCE
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def retired_runtime(function: Function) -> Iterator[Finding]:
    """Report runtimes that Lambda refuses for new functions."""
    runtime = function.runtime.known()
    if runtime is not None and runtime in REFUSED_SINCE:
        yield Finding.on(
            function,
            "Runtime",
            f"{function.label} asks for {runtime}; no new function can be made with it since {REFUSED_SINCE[runtime]}",
            fix="move to a supported runtime",
        )
