"""A function reads an environment variable that nobody sets.

## What it sees
Python code that asks for `os.environ["NAME"]` when it loads or on the way from its handler, where `Environment` does
not have the name, Lambda does not set it, and the code neither sets nor tests for it.

## What it causes
`KeyError`: at import every call is a 502 `Internal server error`, in the handler every call that comes that way.

## How to fix it
CDK: `environment={"NAME": ...}` of the function.
CloudFormation: the name under `Environment: {Variables: ...}`; or `os.environ.get` with a default.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          import os

          def handler(event, context):
              return {"statusCode": 200, "headers": {"X-Table": os.environ["TABLE"]}, "body": "{}"}
```

```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Environment: {Variables: {TABEL: orders}}
      Code:
        ZipFile: |
          import os

          def handler(event, context):
              return {"statusCode": 200, "headers": {"X-Table": os.environ["TABLE"]}, "body": "{}"}
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
      Environment: {Variables: {TABLE: orders}}
      Code:
        ZipFile: |
          import os

          def handler(event, context):
              return {"statusCode": 200, "headers": {"X-Table": os.environ["TABLE"]}, "body": "{}"}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_python, read_variables
from wellwired.model.likeness import find_like
from wellwired.model.python_names import variables_read
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def unset_variable(function: Function) -> Iterator[Finding]:
    """Report variables that are not there when the code asks for them."""
    if not is_python(function):
        return
    code = get_code(function)
    reads = variables_read(code.python())
    given = read_variables(function) if reads else {}
    for name, line in reads.items():
        if name in given or "AWS_LAMBDA_EXEC_WRAPPER" in given:
            continue
        like = find_like(name, given)
        yield Finding.on(
            function,
            "Environment/Variables" if given else "Environment",
            f"{function.label} reads the variable {name} ({code.place(line)}), which its Environment does not set",
            fix=f"set {name}" + (f" (it sets {like})" if like else ""),
        )
