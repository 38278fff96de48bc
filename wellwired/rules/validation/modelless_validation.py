"""A validator is to check a method's body, and the method has no model of it.

## What it sees
A POST, PUT or PATCH method whose validator checks bodies, without a model for `application/json` (or `$default`) in
`RequestModels`.

## What it causes
For a content type without a model there is nothing to check: every body passes, and bad ones end as 502 in the
function.

## How to fix it
CDK: `request_models={"application/json": model}` of the method.
CloudFormation: `RequestModels: {application/json: !Ref OrderModel}`; in a body, the schema of `requestBody`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
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
      RequestValidatorId: !Ref Validator
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
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
      RequestModels: {text/plain: !Ref Order}
      RequestValidatorId: !Ref Validator
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RequestValidator
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_WITH_BODY: Final = ("POST", "PUT", "PATCH")


@rule(severity=Severity.WARNING, status="502", since="0.1")
def modelless_validation(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report bodies that are to be checked against nothing."""
    validator = wiring.find(method.request_validator_id.known(), RequestValidator)
    if validator is None or method.http_method.known() not in _WITH_BODY:
        return
    if not validator.validate_request_body.or_default(False):
        return
    kinds = [kind.partition(";")[0].strip().lower() for kind in method.request_models.or_default({})]
    if not any(kind == "$default" or kind.endswith("json") for kind in kinds):
        only = f", only one for {kinds[0]}" if kinds else ""
        yield Finding.on(
            method,
            "RequestModels" if kinds else "RequestValidatorId",
            f"{method.label} has a validator for its body, but no model of JSON{only}: nothing is checked",
            fix="set RequestModels for application/json",
            to=validator,
        )
