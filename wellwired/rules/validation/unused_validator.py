"""A request validator is defined, and no method of its API uses it.

## What it sees
A request validator of an API whose methods are all known, none of which names it. The validators of an OpenAPI body
count as one: it is enough that one of them is used.

## What it causes
Whoever reads the template takes requests for validated; they are not, and bad ones end as 502 in the function.

## How to fix it
CDK: `request_validator=` of the methods it is for.
CloudFormation: its id in `RequestValidatorId` of the methods, or remove it.

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
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Api
      ValidateRequestBody: true
      ValidateRequestParameters: true
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RequestValidator, RestApi
from wellwired.model.method_settings import are_all_known
from wellwired.model.text import same
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="502", since="0.1")
def unused_validator(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report validators that nobody asks."""
    validators = wiring.of_api(RequestValidator, api)
    methods = wiring.of_api(Method, api)
    if not validators or not methods or not are_all_known(api):
        return
    named = {name for name in (method.request_validator_id.known() for method in methods) if name}
    idle = [validator for validator in validators if not any(same(validator.physical_id, name) for name in named)]
    of_body = [validator for validator in idle if "#" in validator.address]
    if of_body and len(of_body) < sum("#" in validator.address for validator in validators):
        idle = [validator for validator in idle if validator not in of_body]
    for validator in idle:
        yield Finding.on(
            validator,
            "",
            f"{validator.label} checks requests of {api.label}, but no method uses it",
            fix="name it in RequestValidatorId of the methods, or remove it",
            to=api,
        )
