"""A request validator checks neither bodies nor parameters.

## What it sees
A request validator with `ValidateRequestBody` and `ValidateRequestParameters` both false or absent.

## What it causes
The methods that name it are not validated, though they look it: bad requests reach the function, and end there as
502.

## How to fix it
CDK: `RequestValidatorOptions(validate_request_body=True, validate_request_parameters=True)`.
CloudFormation: set `ValidateRequestBody` or `ValidateRequestParameters` to true; in SAM, `ValidateBody`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties:
      RestApiId: !Ref Api
      ValidateRequestBody: false
      ValidateRequestParameters: false
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
```

## Not reported
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
from wellwired.model.api import RequestValidator
from wellwired.model.request_checks import checks_nothing
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="502", since="0.1")
def idle_validator(validator: RequestValidator) -> Iterator[Finding]:
    """Report a validator that lets everything through."""
    if checks_nothing(validator):
        yield Finding.on(
            validator,
            "ValidateRequestBody",
            f"{validator.label} checks neither bodies nor parameters",
            fix="set ValidateRequestBody, ValidateRequestParameters or both to true",
        )
