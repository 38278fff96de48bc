"""A function made from an archive names no handler or no runtime.

## What it sees
A function that is no container image, without `Handler` or without `Runtime`.

## What it causes
The deployment fails: `Runtime and Handler are mandatory parameters for functions created with deployment packages`.

## How to fix it
CDK: `runtime` and `handler` of the function.
CloudFormation: both properties; `PackageType: Image` where the code is an image.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
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

```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Role: arn:aws:iam::111122223333:role/orders
      Code: {ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1}
```

## Source
https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def incomplete_function(function: Function) -> Iterator[Finding]:
    """Report archives that Lambda would not know how to run."""
    if function.package_type.or_default("Zip") != "Zip":
        return
    missing = [name for name in ("Handler", "Runtime") if getattr(function, name.lower()).is_absent]
    if missing:
        yield Finding.on(
            function,
            "",
            f"{function.label} has no {' and no '.join(missing)}, which every archive needs",
            fix=f"set {' and '.join(missing)}, or PackageType: Image",
        )
