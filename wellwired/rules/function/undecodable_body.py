"""A handler marks a body as base64 that is not.

## What it sees
A literal body with `isBase64Encoded: True` that base64 cannot decode.

## What it causes
Requests that take this way, where a binary media type matches: 500 `Internal server error` (500, not 502). The
execution log says `Unable to base64 decode the body`.

## How to fix it
Encode the body, or leave `isBase64Encoded` out. CDK: wrap the handler in `wellwired.runtime.proxy_handler`, which
lets nothing else out, and assert `check_proxy_response` in its tests.
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
              return {"statusCode": 200, "body": "not base64!", "isBase64Encoded": True}
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
              return {"statusCode": 200, "body": "aGVsbG8=", "isBase64Encoded": True}
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

import base64
import binascii
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import responses
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def undecodable_body(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report literal bodies that are marked as base64 and cannot be decoded."""
    read = responses(function, wiring)
    if read is None:
        return
    code, shapes = read
    for shape in shapes:
        marked = any(flag.value is True for flag in shape.keys.get("isBase64Encoded", ()))
        for body in shape.keys.get("body", ()) if marked else ():
            if isinstance(body.value, str) and not _is_base64(body.value):
                yield Finding.on(
                    function,
                    code.property,
                    f"{function.label} marks a body as base64 that is not ({code.place(body.line)})",
                    fix="encode the body with base64.b64encode, or leave isBase64Encoded out",
                )


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
