"""A handler returns something other than an object.

## What it sees
A function behind a Lambda proxy integration that can return text, a number, a list or nothing at all. Nobody has
published what API Gateway answers to each of these; this kit takes all of them for violations, and says so.

## What it causes
Requests that take this way: 502 `Internal server error`, by every report.

## How to fix it
CDK: wrap the handler in `wellwired.runtime.proxy_handler`, which lets nothing else out, and assert
`check_proxy_response` in its tests.
CloudFormation: mend the code so that every way out returns an object.

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
              return "hello"
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

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.handler import responses
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_WORDS = {"text": "plain text", "number": "a number", "boolean": "a boolean", "list": "a list", "none": "nothing"}


@rule(severity=Severity.WARNING, status="502", since="0.1")
def non_object_response(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report ways out of a handler that end in no mapping."""
    read = responses(function, wiring)
    if read is None:
        return
    code, shapes = read
    for shape in shapes:
        if shape.kind in _WORDS:
            yield Finding.on(
                function,
                code.property,
                f"{function.label} can return {_WORDS[shape.kind]} for a response ({code.place(shape.line)})",
                fix='return an object such as {"statusCode": 200, "body": "{}"}',
            )
