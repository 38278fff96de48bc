"""A handler returns something that API Gateway refuses as a proxy response.

## What it sees
A `return` of a function behind a Lambda proxy integration whose mapping has a key other than `statusCode`, `headers`,
`multiValueHeaders`, `body` and `isBase64Encoded`, a status that is no number, headers that are no mapping, or
multi-value headers that are no lists.

## What it causes
Requests that take this way: 502 `Internal server error`. The execution log says
`Execution failed due to configuration error: Malformed Lambda proxy response`.

## How to fix it
CDK: wrap the handler in `wellwired.runtime.proxy_handler`, which lets nothing else out, and assert
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
              return {"message": "hello"}
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.facts import PROXY_RESPONSE_KEYS
from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import responses
from wellwired.model.python_shape import Shape
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="502", since="0.1")
def malformed_response(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report returned mappings that break the proxy response contract, other than by their body."""
    read = responses(function, wiring)
    if read is None:
        return
    code, shapes = read
    for shape in shapes:
        problem = _problem(shape) if shape.kind == "mapping" else None
        if problem:
            yield Finding.on(
                function,
                code.property,
                f"{function.label} returns {problem} ({code.place(shape.line)})",
                fix="return statusCode (a number), headers (text to text) and body (text), and nothing else",
            )


def _problem(shape: Shape) -> str | None:
    foreign = [key for key in shape.keys if key not in PROXY_RESPONSE_KEYS]
    if foreign:
        return f"the key {foreign[0]!r}, which a proxy response may not have"
    for status in shape.keys.get("statusCode", ()):
        if status.kind in {"mapping", "list"} or (isinstance(status.value, str) and not status.value.isdigit()):
            return f"a statusCode that is no number: {status.value or status.kind!r}"
    for headers in shape.keys.get("headers", ()):
        if headers.kind in {"text", "number", "boolean", "list"}:
            return f"headers that are a {headers.kind}, not a mapping"
    for headers in shape.keys.get("multiValueHeaders", ()):
        if any(value.kind == "text" for values in headers.keys.values() for value in values):
            return "a multiValueHeaders entry that is text, not a list"
    return None
