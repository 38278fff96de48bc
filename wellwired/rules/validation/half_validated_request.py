"""A method's validator does not check the part that the method describes.

## What it sees
A method with `RequestModels` whose validator has `ValidateRequestBody` false or absent, or with required headers or
query strings whose validator does not check parameters. A validator that checks nothing at all is `idle-validator`.

## What it causes
What the model forbids reaches the function, which answers 502 when it trips over it.

## How to fix it
CDK: `RequestValidatorOptions(validate_request_body=True, validate_request_parameters=True)`.
CloudFormation: set both flags of the validator, or name another one in `RequestValidatorId`.

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
      ValidateRequestBody: false
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
from wellwired.model.request_checks import checks_nothing, wanted_parts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="502", since="0.1")
def half_validated_request(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report validators that look at the other part of a request."""
    validator = wiring.find(method.request_validator_id.known(), RequestValidator)
    if validator is None or checks_nothing(validator):
        return
    for part in wanted_parts(method):
        if not part.is_checked_by(validator):
            yield Finding.on(
                method,
                "RequestValidatorId",
                f"{method.label} declares {part.words}, which {validator.label} does not check",
                fix=f"set {part.flag} of the validator, or name another one",
                to=validator,
            )
