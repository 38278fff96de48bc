"""A function's code uses a name that nothing defines.

## What it sees
Python code that uses, when it loads or on the way from its handler, a name that is no built-in and that the module
neither defines nor imports.

## What it causes
`NameError`: at import every call is a 502 `Internal server error`, in the handler every call that comes that way.

## How to fix it
Import or define the name. A linter (Ruff's F821) or any test that calls the handler finds it before the deployment.
CDK: keep handlers in files that the linter sees, with `Code.from_asset`.
CloudFormation: the same, with a packaged `CodeUri` instead of inline code.

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
          def handler(event, context):
              return {"statusCode": 200, "body": json.dumps({})}
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
      Code:
        ZipFile: |
          import json

          def handler(event, context):
              return {"statusCode": 200, "body": json.dumps({})}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_python
from wellwired.model.python_names import undefined_names
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def undefined_name(function: Function) -> Iterator[Finding]:
    """Report names that end in a NameError."""
    if not is_python(function):
        return
    code = get_code(function)
    for name, line in undefined_names(code.python(), code.source.text or "").items():
        yield Finding.on(
            function,
            code.property,
            f"the code of {function.label} uses {name} ({code.place(line)}), which it neither defines nor imports",
            fix=f"import or define {name}",
        )
