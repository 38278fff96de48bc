"""A method says what a request must hold, and no validator checks it.

## What it sees
A method with `RequestModels`, or with a header or query string marked as required, and no `RequestValidatorId`; in an
OpenAPI body also one whose validator the body does not define, which the import passes over. Where an API has no
validator at all, its methods are reported as one.

## What it causes
API Gateway lets every request through: what the model forbids reaches the function, which answers 502 when it trips
over it.

## How to fix it
CDK: `request_validator=` of the method, or `request_validator_options`.
CloudFormation: an `AWS::ApiGateway::RequestValidator` and its id in `RequestValidatorId`; in a body,
`x-amazon-apigateway-request-validator`; in SAM, `RequestModel: {ValidateBody: true}`.

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
      RequestModels: {application/json: !Ref Order}
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
      RequestModels: {application/json: !Ref Order}
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      RequestParameters: {method.request.querystring.page: true}
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
from wellwired.model.api import RequestValidator, RestApi
from wellwired.model.method_settings import are_all_known
from wellwired.model.request_checks import methods_to_check, wanted_parts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="502", since="0.1")
def unvalidated_request(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report methods that declare what nobody checks."""
    declared = [(method, wanted_parts(method)) for method in methods_to_check(wiring, api)]
    unchecked = [(method, parts) for method, parts in declared if parts and method.request_validator_id.is_absent]
    if unchecked and not wiring.of_api(RequestValidator, api) and are_all_known(api) and len(unchecked) > 1:
        yield Finding.on(
            api,
            "",
            f"{api.label} has no request validator: what {join_labels(method.route for method, _ in unchecked)} "
            "declare is never checked",
            fix="add a request validator, and name it in each method",
        )
        return
    for method, parts in unchecked:
        yield Finding.on(
            method,
            parts[0].place,
            f"{method.label} declares {' and '.join(part.words for part in parts)}, but no validator checks requests",
            fix="set RequestValidatorId to a validator that checks them",
        )
