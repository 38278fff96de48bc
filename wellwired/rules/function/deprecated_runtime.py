"""A function runs on a runtime that gets no more security patches.

## What it sees
A `Runtime` that Lambda has deprecated, such as `python3.8` or `nodejs18.x`, and still takes for new functions, or
will for a while.

## What it causes
Nothing fails yet. The runtime is no longer patched or supported; at a date that Lambda announces, creating the
function fails, then every update of it.

## How to fix it
CDK: a supported `Runtime`; `newest_python_runtime` of the kit names one.
CloudFormation: a supported identifier in `Runtime`, such as `python3.13` or `nodejs22.x`.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.8
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
from wellwired.model.runtimes import DEPRECATED_SINCE
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def deprecated_runtime(function: Function) -> Iterator[Finding]:
    """Report runtimes that are on their way out."""
    runtime = function.runtime.known()
    if runtime is not None and runtime in DEPRECATED_SINCE:
        yield Finding.on(
            function,
            "Runtime",
            f"{function.label} runs on {runtime}, which gets no security patches since {DEPRECATED_SINCE[runtime]}",
            fix="move to a supported runtime",
        )
