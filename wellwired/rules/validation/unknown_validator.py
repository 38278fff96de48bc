"""A method names a request validator that its API does not have.

## What it sees
A `RequestValidatorId` that names a validator of another API, an id that none of the template's validators has, or in
an OpenAPI body with `FailOnWarnings` a name that `x-amazon-apigateway-request-validators` does not define. Without
`FailOnWarnings` the import passes over such a name: see `unvalidated-request`.

## What it causes
The deployment fails: API Gateway refuses the validator's id.

## How to fix it
CDK: pass the validator that `api.add_request_validator` returns.
CloudFormation: `!Ref` of a validator whose `RestApiId` is the method's.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Old:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: old}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Old
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RequestValidator
from wellwired.model.method_settings import are_all_known
from wellwired.model.setting import Unsettled
from wellwired.model.text import display, find_reference, same
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_validator(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report validators that the method's API lacks."""
    api, name = wiring.find_api(method), method.request_validator_id.known()
    if api is None or not name:
        return
    named = find_reference(name)
    inside = named.address.rpartition("#validator ")[2] if named is not None and method.in_body else ""
    validator = wiring.find(name, RequestValidator)
    if validator is not None:
        owner = wiring.find_api(validator)
        if owner is None or owner is api or same(owner.physical_id, api.physical_id):
            return
        problem = f"{validator.label}, which is of {owner.label}"
    elif not are_all_known(api):
        raise Unsettled(f"not every validator of {api.label} is known")
    else:
        problem = f"the request validator {inside or display(name)}, which {api.label} does not have"
    yield Finding.on(
        method,
        "RequestValidatorId",
        f"{method.label} names {problem}",
        fix="name a validator of the same API",
        to=validator,
    )
