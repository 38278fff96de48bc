"""A function lets in another origin than its path's preflight does.

## What it sees
A Python or Node.js function behind a Lambda proxy integration that sets `Access-Control-Allow-Origin` to a constant, on
a path whose preflight names another origin.

## What it causes
One of the two never fits the page that calls: the browser blocks either the preflight or the answer, so that no
origin can call the path.

## How to fix it
CDK: give both from one `Cors`.
CloudFormation: one parameter for the origin, in the preflight and in an environment variable of the function.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
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
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          import json

          HEADERS = {"Access-Control-Allow-Origin": "https://www.example.com"}

          def handler(event, context):
              return {"statusCode": 200, "headers": HEADERS, "body": json.dumps({"ok": True})}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
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
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          import json

          HEADERS = {"Access-Control-Allow-Origin": "https://app.example.com"}

          def handler(event, context):
              return {"statusCode": 200, "headers": HEADERS, "body": json.dumps({"ok": True})}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.browser_answers import find_promise, origins_of
from wellwired.model.compute import Function
from wellwired.model.handler import responses
from wellwired.model.preflight import ALLOW_ORIGIN
from wellwired.model.text import is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def disagreeing_origin(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report constant origins that differ from the one that the preflight names."""
    promise = find_promise(wiring, function)
    promised = promise.preflight.headers[ALLOW_ORIGIN] if promise is not None else None
    read = responses(function, wiring) if promised is not None else None
    if promise is None or promised is None or read is None or promised == "*" or not is_literal(promised):
        return
    code, shapes = read
    for shape in shapes:
        found = origins_of(shape) if shape.kind == "mapping" else None
        if found and all(isinstance(origin, str) and origin not in ("*", promised) for origin in found):
            yield Finding.on(
                function,
                code.property,
                f"{function.label} lets in {found[0]} ({code.place(shape.line)}), the preflight of "
                f"{promise.route.path.known()} lets in {promised}",
                fix="take both from one place, such as an environment variable",
                to=promise.preflight.method,
            )
            return
