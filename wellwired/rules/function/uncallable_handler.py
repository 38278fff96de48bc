"""A function's handler cannot be called the way Lambda calls it.

## What it sees
A handler that is `async` or a generator (what it returns cannot be turned into JSON), or that does not take the two
arguments `event` and `context`.

## What it causes
Every request: 502 `Internal server error`. The function's log says `Runtime.MarshalError` or `TypeError`.

## How to fix it
CDK and CloudFormation alike: a plain `def handler(event, context)`; start an event loop inside it where one is
needed.

## Reported
```yaml
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/fn
      Code:
        ZipFile: |
          async def handler(event, context):
              return {"statusCode": 200}
```

## Not reported
```yaml
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/fn
      Code:
        ZipFile: |
          def handler(event, context):
              return {"statusCode": 200, "body": "{}"}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import ast
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_python
from wellwired.model.python_handler import count_positional, is_generator
from wellwired.rules import rule

_GIVEN = 2  # event and context


@rule(severity=Severity.ERROR, status="502", since="0.1")
def uncallable_handler(function: Function) -> Iterator[Finding]:
    """Report handlers whose kind or parameters do not fit a call with event and context."""
    if not is_python(function):
        return
    code = get_code(function)
    called = code.python().find_function()
    if called is None or (not isinstance(called, ast.Lambda) and called.decorator_list):
        return
    least, most = count_positional(called)
    if isinstance(called, ast.AsyncFunctionDef):
        problem = "is async: Lambda gets a coroutine, which is no JSON"
    elif is_generator(called):
        problem = "is a generator, which is no JSON"
    elif least > _GIVEN or (most is not None and most < _GIVEN):
        problem = f"takes {most or least} arguments; Lambda gives it two, event and context"
    else:
        return
    yield Finding.on(
        function,
        "Handler",
        f"the handler of {function.label} {problem} ({code.place(called.lineno)})",
        fix="make it a plain function of event and context",
    )
