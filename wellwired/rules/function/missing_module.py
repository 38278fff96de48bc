"""A function imports a module that it does not ship and the runtime does not have.

## What it sees
An `import` of a module that is neither in Python's standard library, nor brought by the managed runtime (boto3 and what
it needs), nor beside the handler, nor in a layer: at the top of the code, or in a function on the way from the handler.
In inline code for Node.js a `require` or `import` at the top of a module that neither Node.js nor the runtime brings:
`aws-sdk` is gone since nodejs18.x. Functions with layers that are not at hand (for Node.js: with any) or a `PYTHONPATH`
or `NODE_PATH` of their own, and code whose requirements are installed by a build, are left open.

## What it causes
Every request: 502 `Internal server error`; where the function is an authorizer, 500. The function's log says
`Runtime.ImportModuleError: No module named ...` (Node.js: `Cannot find module ...`), or `ModuleNotFoundError` where a
function imports it.

## How to fix it
CDK: package it, with a layer or in the asset. CloudFormation: inline code cannot ship packages: use an asset or a
layer.

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
          import requests

          def handler(event, context):
              return {"statusCode": 200, "body": "{}"}
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
          const AWS = require("aws-sdk");

          exports.handler = async () => ({ statusCode: 200, body: "{}" });
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
          import json

          import boto3

          def handler(event, context):
              return {"statusCode": 200, "body": "{}"}
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
          const { S3Client } = require("@aws-sdk/client-s3");
          const crypto = require("node:crypto");

          exports.handler = async () => ({ statusCode: 200, body: "{}" });
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_node, is_python, read_variables
from wellwired.model.layers import find_layered
from wellwired.model.python_handler import is_in_runtime
from wellwired.model.python_names import imports_on_the_way
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def missing_module(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report imports that cannot succeed in a managed runtime."""
    if is_node(function):
        yield from _missing_for_node(function)
    if not is_python(function):
        return
    code = get_code(function)
    handler = code.python()
    asked = {item.module: item for item in (*imports_on_the_way(handler), *handler.imports())}
    foreign = [
        item for item in asked.values() if not is_in_runtime(item.module) and item.module not in code.source.modules
    ]
    layered = find_layered(wiring, function)
    absent = [item for item in foreign if item.module not in layered.modules]
    if absent and not code.source.built:
        raise Unsettled(f"{absent[0].module} may come with a build")
    if absent and layered.others:
        raise Unsettled(f"{absent[0].module} may come from {layered.others}")
    if absent and "PYTHONPATH" in read_variables(function):
        raise Unsettled(f"{absent[0].module} may stand on the function's PYTHONPATH")
    for item in absent:
        yield Finding.on(
            function,
            code.property,
            f"{function.label} imports {item.module} ({code.place(item.line)}), which its package and runtime lack",
            fix=f"ship {item.module} with the code or in a layer",
        )


def _missing_for_node(function: Function) -> Iterator[Finding]:
    """The same for Node.js, where the code is inline: what lies beside a file is not looked through."""
    code = get_code(function)
    if not code.is_inline:
        return
    from wellwired.model.node_loading import find_missing  # most functions are not for Node.js

    missing = find_missing(code.source.text or "", function.runtime.or_default(""))
    layers = function.layers.or_default(()) if missing else ()
    if layers:
        raise Unsettled(f"{missing[0].module} may come from a layer")
    if missing and "NODE_PATH" in read_variables(function):
        raise Unsettled(f"{missing[0].module} may stand on the function's NODE_PATH")
    for item in missing:
        yield Finding.on(
            function,
            code.property,
            f"{function.label} requires {item.module} ({code.place(item.line)}), which its runtime lacks",
            fix=f"ship {item.module} with the code or in a layer",
        )
