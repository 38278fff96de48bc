"""Text bodies reach a function as base64, and it does not decode them.

## What it sees
An API whose `BinaryMediaTypes` take in `application/json` (by name or by `*/*`), with a POST, PUT, PATCH or ANY
method answered by proxy by a Python function that uses the body and neither looks at `isBase64Encoded` nor decodes
base64.

## What it causes
`event["body"]` is base64 text: parsing it fails, the client sees 502 `Internal server error`, or a 400 of the
function's own.

## How to fix it
CDK: the real types in `binary_media_types`, such as `image/png`.
CloudFormation: the same in `BinaryMediaTypes`; or decode where `isBase64Encoded` is true.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: ["*/*"]}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: [application/json]}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: ["*/*"]}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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
          import json

          def handler(event, context):
              body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"]
              return {"statusCode": 201, "body": json.dumps(json.loads(body))}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders, BinaryMediaTypes: [image/png]}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi
from wellwired.model.binary_types import binary_types, find_taking
from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_python
from wellwired.model.invocations import Invocation, read_invocations
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_WITH_BODY: Final = ("POST", "PUT", "PATCH", "ANY")
_DECODES: Final = re.compile(
    r"""\[["']isBase64Encoded["']\]|get\(\s*["']isBase64Encoded|["']isBase64Encoded["']\s+in\b"""
    r"|b64decode|decoded_body|\.json_body|is_base64_encoded"
)
_READS: Final = re.compile(r"""["']body["']""")


@rule(severity=Severity.WARNING, status="502", since="0.1")
def undecoded_body(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report functions that take base64 for the text that was sent."""
    taken = next(filter(None, (_find_taken(one) for one in read_invocations(wiring).of(function))), None)
    if taken is None or not is_python(function):
        return
    text = get_code(function).source.text or ""
    if _READS.search(text) and not _DECODES.search(text):
        api, method, kind = taken
        yield Finding.on(
            api,
            "BinaryMediaTypes",
            f"{api.label} takes JSON for binary ({kind}), so that {function.label} gets base64 in {method.route}, "
            "which it does not decode",
            fix="list the real binary types, or decode the body where isBase64Encoded is true",
            to=function,
        )


def _find_taken(invocation: Invocation) -> tuple[RestApi, Method, str] | None:
    method, api = invocation.caller, invocation.api
    if not isinstance(method, Method) or method.http_method.known() not in _WITH_BODY:
        return None
    integration = method.integration.known()
    kind = find_taking(binary_types(api), "application/json")
    if integration is None or integration.type.known() != "AWS_PROXY" or kind is None:
        return None
    return api, method, kind
