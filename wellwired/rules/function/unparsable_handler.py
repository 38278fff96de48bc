"""A function's code does not parse.

## What it sees
Inline code, or a handler module in a local asset, with a syntax error: any that Python has, in Node.js a bracket that
has no counterpart. Code for a Python newer than the one that reads it is left open.

## What it causes
Every request: 502 `Internal server error`; where the function is an authorizer, 500. The function's log says
`Runtime.UserCodeSyntaxError`.

## How to fix it
CDK and CloudFormation alike: mend the line that is named; import the module in a unit test so that it cannot come
back.

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
          def handler(event, context)
              return {"statusCode": 200}
```

```yaml
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/fn
      Code:
        ZipFile: |
          exports.handler = async () => {
            return { statusCode: 200, body: JSON.stringify({ ok: true };
          };
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

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_node, is_python
from wellwired.model.python_handler import Fault, find_fault
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def unparsable_handler(function: Function) -> Iterator[Finding]:
    """Report a handler module that its runtime refuses."""
    if not is_node(function) and not is_python(function):
        return
    code = get_code(function)
    text = code.source.text or ""
    fault = _find_unbalanced(text) if is_node(function) else find_fault(text, function.runtime.if_known())
    if fault is not None:
        yield Finding.on(
            function,
            code.property,
            f"the code of {function.label} does not parse: {fault.problem} ({code.place(fault.line)})",
            fix="mend the syntax error; a unit test that imports the module keeps it out",
        )


def _find_unbalanced(text: str) -> Fault | None:
    from wellwired.model.node_loading import find_unbalanced  # most functions are not for Node.js

    return find_unbalanced(text)
