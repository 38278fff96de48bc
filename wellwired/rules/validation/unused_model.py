"""A model is defined, and no method of its API uses it.

## What it sees
A model that no method of its API names for a request or a response, no other model refers to, and nothing else in an
OpenAPI body refers to.

## What it causes
Nothing fails; whoever reads the template takes the bodies for checked against it.

## How to fix it
CDK: `request_models={"application/json": model}` of the method it is for.
CloudFormation: its name in `RequestModels`, or remove it; in SAM, `RequestModel` of the event.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
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
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Api
      ValidateRequestBody: true
      ValidateRequestParameters: true
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestModels: {application/json: !Ref Order}
      RequestValidatorId: !Ref Validator
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, Model, RestApi
from wellwired.model.json_schema import texts_in
from wellwired.model.method_settings import are_all_known
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_NAME: Final = re.compile(r"[^/#]+$")


@rule(severity=Severity.NOTE, status="", since="0.1")
def unused_model(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report models that nothing refers to."""
    models, methods = wiring.of_api(Model, api), wiring.of_api(Method, api)
    if not models or not methods or not are_all_known(api):
        return
    used = {name for method in methods for name in _named(method)}
    for value in (api.body.if_known(), *(model.schema.if_known() for model in models if "#" not in model.address)):
        used |= {found[0] for text in texts_in(value) if "/" in text and (found := _NAME.search(text))}
    for model in models:
        if not used & {model.physical_id, model.model_name.or_default("")}:
            yield Finding.on(
                model,
                "",
                f"{model.label} describes a body, but no method of {api.label} uses it",
                fix="name it in RequestModels of a method, or remove it",
                to=api,
            )


def _named(method: Method) -> Iterator[str]:
    yield from method.request_models.or_default({}).values()
    for response in method.method_responses.or_default(()):
        yield from response.response_models.or_default({}).values()
