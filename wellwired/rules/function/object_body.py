"""A handler returns a body that is an object or a list instead of text.

## What it sees
A `return` of a function behind a Lambda proxy integration whose `body` is a mapping, a list or bytes.

## What it causes
Requests that take this way: 502 `Internal server error`. The execution log says
`Execution failed due to configuration error: Malformed Lambda proxy response`; for bytes the function's log says
`Runtime.MarshalError`.

## How to fix it
Put the value through `json.dumps`, in Node.js through `JSON.stringify` (bytes: base64 text and `isBase64Encoded`).
CDK: wrap a Python handler in `wellwired.runtime.proxy_handler`, which lets nothing else out, and assert
`check_proxy_response` in its tests.
CloudFormation: mend the code.

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
          def handler(event, context):
              return {"statusCode": 200, "body": {"ok": True}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: api
      ResourceId: root
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
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
          const answer = (statusCode, body) => ({ statusCode, body });

          exports.handler = async () => answer(200, { ok: true });
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: api
      ResourceId: root
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
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
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: api
      ResourceId: root
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
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
          const answer = (statusCode, body) => ({ statusCode, body: JSON.stringify(body) });

          exports.handler = async () => answer(200, { ok: true });
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: api
      ResourceId: root
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import Code, responses
from wellwired.model.python_shape import Shape
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_NOT_TEXT = {"mapping": "an object", "list": "a list", "bytes": "bytes", "set": "a set"}


@rule(severity=Severity.ERROR, status="502", since="0.1")
def object_body(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report bodies that are certainly not text."""
    read = responses(function, wiring)
    if read is None:
        return
    code, shapes = read
    for shape in shapes:
        for body in shape.keys.get("body", ()):
            if body.kind in _NOT_TEXT:
                yield Finding.on(
                    function,
                    code.property,
                    f"{function.label} returns {_NOT_TEXT[body.kind]} as body, not text ({_place(body, shape, code)})",
                    fix="return its JSON text: json.dumps(...), in Node.js JSON.stringify(...)",
                )


def _place(body: Shape, shape: Shape, code: Code) -> str:
    return code.place(body.line or shape.line)
