"""A function's handler names something that its code does not have.

## What it sees
A handler without a dot, a module file that neither the code nor a layer contains (inline code is always the module
`index`), or a name that the module neither defines nor imports. Python is read by its syntax tree, Node by its exports.

## What it causes
Every request: 502 `Internal server error`; where the function is an authorizer, 500. The function's log says
`Runtime.HandlerNotFound`, `Runtime.ImportModuleError` or `Runtime.MalformedHandlerName`.

## How to fix it
CDK: `handler="module.function"` as the code spells it. CloudFormation: the same in `Handler`.

## Reported
```yaml
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.lambda_handler
      Role: arn:aws:iam::111122223333:role/fn
      Code:
        ZipFile: |
          def handler(event, context):
              return {"statusCode": 200, "body": "{}"}
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
from wellwired.model.handler import Code, get_code
from wellwired.model.layers import find_layered
from wellwired.model.node_handler import is_exported
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def missing_handler(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a handler that the code at hand certainly does not provide."""
    handler = function.handler.known()
    if handler is None or not function.source.is_known:
        return
    code = get_code(function)
    spelled = display(handler)
    if "." not in handler:
        problem = f"handler {spelled!r} of {function.label} has no dot: it names no module and function"
    elif code.source.text is None:
        if _may_be_layered(code, function, wiring):
            raise Unsettled(f"{code.source.module_file} may come from a layer")
        problem = (
            f"handler {spelled!r} of {function.label} needs {code.source.module_file}, which its code does not have"
        )
    elif not _is_defined(code):
        problem = f"handler {spelled!r} of {function.label} names {code.name!r}, which {code.source.module_file} lacks"
    else:
        return
    yield Finding.on(function, "Handler", problem, fix="make Handler and the code agree: module.function")


def _may_be_layered(code: Code, function: Function, wiring: Wiring) -> bool:
    """Whether a layer may bring the handler, as those of vendors do who wrap one handler by another."""
    if code.source.language != "python":
        return bool(function.layers.or_default(()))
    layered = find_layered(wiring, function)
    top = code.source.module_file.partition("/")[0].partition(".")[0]
    return bool(layered.others) or top in layered.modules


def _is_defined(code: Code) -> bool:
    if code.source.language == "python":
        return code.python().is_defined()
    if code.source.language == "nodejs":
        return is_exported(code.source.text or "", code.name)
    raise Unsettled(f"code in {code.source.language} is not read")
