"""An AWS integration is given an http address to call.

## What it sees
An integration of type AWS or AWS_PROXY whose `Uri` begins with `http://` or `https://`.

## What it causes
The deployment fails: `Invalid ARN specified in the request`.

## How to fix it
CDK: `HttpIntegration`.
CloudFormation: `Type: HTTP_PROXY`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: https://backend.example.com/orders
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://backend.example.com/orders
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def address_in_aws_integration(method: Method) -> Iterator[Finding]:
    """Report an http address as what an AWS integration calls."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "AWS_PROXY"):
        return
    uri = integration.uri.known()
    if uri is not None and uri.startswith(("http://", "https://")):
        yield Finding.on(
            method,
            "Integration/Type",
            f"{method.label} is {integration.type.known()}, but calls the address {display(uri)}",
            fix="set Type to HTTP_PROXY",
        )
