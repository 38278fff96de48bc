"""No route of an API has its requests checked before they reach the backend.

## What it sees
An API with POST, PUT or PATCH methods, none of whose methods has a validator, a model or a required parameter.

## What it causes
Every body reaches the backend. That is fine where the code checks it; where it does not, a bad request is a 502.

## How to fix it
CDK: `request_validator=` and `request_models=` of the methods, or a check in the function (Powertools, pydantic).
CloudFormation: `AWS::ApiGateway::RequestValidator` and `AWS::ApiGateway::Model`, named by the methods.

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
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import RequestValidator, RestApi
from wellwired.model.method_settings import are_all_known
from wellwired.model.request_checks import methods_to_check, wanted_parts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_WITH_BODY: Final = ("POST", "PUT", "PATCH")


@rule(severity=Severity.NOTE, status="", since="0.1")
def unvalidated_api(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report an API that takes bodies and looks at none."""
    methods = methods_to_check(wiring, api)
    if not are_all_known(api) or wiring.of_api(RequestValidator, api):
        return
    if any(wanted_parts(method) or not method.request_validator_id.is_absent for method in methods):
        return
    taking = [method for method in methods if method.http_method.known() in _WITH_BODY]
    if taking:
        yield Finding.on(
            api,
            "",
            f"{api.label} checks no request: {len(taking)} of its routes take a body",
            fix="describe the bodies by models and check them with a validator, or see that the code does",
        )
