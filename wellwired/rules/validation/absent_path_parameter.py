"""A method requires a path parameter that its path does not have.

## What it sees
A `method.request.path` parameter marked as required whose name is no `{parameter}` of the method's path, checked by a
validator.

## What it causes
Every call: 400 `Missing required request parameters`.

## How to fix it
CDK: the name in `request_parameters` as in `add_resource("{id}")`.
CloudFormation: the name in `RequestParameters` as in `PathPart`.

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
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      RequestParameters: {method.request.path.id: true}
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
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
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
      RequestParameters: {method.request.path.id: true}
      RequestValidatorId: !Ref Validator
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RequestValidator
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_PATH: Final = "method.request.path."
_PARAMETER: Final = re.compile(r"\{([^}+]+)\+?\}")


@rule(severity=Severity.ERROR, status="400", since="0.1")
def absent_path_parameter(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report required parameters that no request can carry."""
    declared = method.request_parameters.or_default({})
    required = [name for name, needed in declared.items() if name.startswith(_PATH) and str(needed).lower() == "true"]
    path = method.path.known() if required else None
    if path is None:
        return
    has = set(_PARAMETER.findall(path))
    missing = [name for name in required if name.removeprefix(_PATH) not in has]
    validator = wiring.find(method.request_validator_id.known(), RequestValidator) if missing else None
    if validator is not None and validator.validate_request_parameters.or_default(False):
        yield Finding.on(
            method,
            f"RequestParameters/{missing[0]}",
            f"{method.label} requires the path parameter {missing[0].removeprefix(_PATH)}, which its path lacks",
            fix="write the name as it stands in the path",
        )
