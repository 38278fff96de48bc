"""A private integration names no VPC link.

## What it sees
An integration with `ConnectionType: VPC_LINK` and no `ConnectionId`.

## What it causes
The deployment fails: API Gateway refuses the integration.

## How to fix it
CDK: `vpc_link=` of `HttpIntegration`'s options.
CloudFormation: `ConnectionId: !Ref VpcLink`.

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
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://backend.example.com/orders
        ConnectionType: VPC_LINK
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
        ConnectionType: VPC_LINK
        ConnectionId: a1b2c3
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def linkless_integration(method: Method) -> Iterator[Finding]:
    """Report VPC_LINK without a link."""
    integration = method.integration.known()
    if integration is None or integration.connection_type.known() != "VPC_LINK":
        return
    if integration.connection_id.known() is None:
        yield Finding.on(
            method,
            "Integration/ConnectionType",
            f"{method.label} goes through a VPC link, but names none",
            fix="set ConnectionId to the VPC link's id",
        )
