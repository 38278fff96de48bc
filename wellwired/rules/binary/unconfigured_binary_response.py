"""A function answers base64, and its API knows no binary type.

## What it sees
A Python or Node.js function behind a Lambda proxy integration that returns `isBase64Encoded: True`, called by an API
without `BinaryMediaTypes`.

## What it causes
The client gets the base64 text in place of the bytes, with 200 and the content type of the picture or file.

## How to fix it
CDK: `binary_media_types=["image/png"]` of the API.
CloudFormation: the type in `BinaryMediaTypes`; browsers' first `Accept` must match it, so pictures need `image/*` or
`*/*`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          import base64

          def handler(event, context):
              return {"statusCode": 200, "body": base64.b64encode(b"...").decode(), "isBase64Encoded": True}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: ["image/*"]}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          import base64

          def handler(event, context):
              return {"statusCode": 200, "body": base64.b64encode(b"...").decode(), "isBase64Encoded": True}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
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
              order = json.loads(event["body"])
              return {"statusCode": 201, "body": json.dumps(order)}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.binary_types import binary_types
from wellwired.model.compute import Function
from wellwired.model.handler import responses
from wellwired.model.invocations import read_invocations
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="200", since="0.1")
def unconfigured_binary_response(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report base64 that nobody turns back into bytes."""
    read = responses(function, wiring)
    if read is None:
        return
    code, shapes = read
    encoded = [shape for shape in shapes if any(flag.value is True for flag in shape.keys.get("isBase64Encoded", ()))]
    api = _find_textual_api(wiring, function) if encoded else None
    if api is not None:
        yield Finding.on(
            function,
            code.property,
            f"{function.label} answers base64 ({code.place(encoded[0].line)}), but {api.label} has no BinaryMediaTypes",
            fix="list the content type in BinaryMediaTypes of the API",
            to=api,
        )


def _find_textual_api(wiring: Wiring, function: Function) -> RestApi | None:
    """The first API that calls the function and certainly takes nothing for binary."""
    for invocation in read_invocations(wiring).of(function):
        try:
            if not binary_types(invocation.api):
                return invocation.api
        except Unsettled:
            continue
    return None
