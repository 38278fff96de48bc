"""A method that is called without a body has its body validated.

## What it sees
A GET or HEAD method with a model for `application/json` that requires members, and a validator that checks bodies. An
empty body counts as one.

## What it causes
Every call without a body: 400 `Invalid request body`.

## How to fix it
CDK: leave `request_models` out of the method, or give it a validator of parameters alone.
CloudFormation: remove `RequestModels`, or name a validator without `ValidateRequestBody`.

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
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Api
      ValidateRequestBody: true
      ValidateRequestParameters: true
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      RequestModels: {application/json: !Ref Order}
      RequestValidatorId: !Ref Validator
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
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
      ValidateRequestBody: false
      ValidateRequestParameters: true
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      RequestModels: {application/json: !Ref Order}
      RequestValidatorId: !Ref Validator
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
```

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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RequestValidator
from wellwired.model.api import Model as RequestModel
from wellwired.model.json_schema import read_schema
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="400", since="0.1")
def validated_bodiless_method(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report methods that refuse every usual call."""
    if method.http_method.known() not in ("GET", "HEAD"):
        return
    name = method.request_models.or_default({}).get("application/json")
    validator = wiring.find(method.request_validator_id.known(), RequestValidator) if name else None
    if validator is None or not validator.validate_request_body.or_default(False):
        return
    api = wiring.find_api(method)
    models = wiring.of_api(RequestModel, api) if api is not None else ()
    model = next((one for one in models if name in (one.physical_id, one.model_name.if_known())), None)
    if model is not None and read_schema(model.schema.known()).requires_members:
        yield Finding.on(
            method,
            "RequestModels",
            f"{method.label} has its body checked against {model.label}, which an empty body never fits",
            fix="remove RequestModels, or name a validator that checks parameters alone",
            to=model,
        )
