"""An integration's URI names one region, and the function in it another.

## What it sees
An invocation URI whose `apigateway` part and whose function's ARN are of two regions.

## What it causes
API Gateway refuses the integration, or every call of the route ends in 500 `Internal server error`: it asks the
Lambda of one region for a function of the other.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: one region in both places: `${AWS::Region}`, or that of the function.

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
        Uri: !Join
          - ""
          - - arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/
            - arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations
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
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Join
          - ""
          - - arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/
            - arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.invocation_uri import find_regions
from wellwired.model.text import is_literal
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def cross_region_uri(method: Method) -> Iterator[Finding]:
    """Report an invocation URI of two regions."""
    integration = method.integration.known()
    regions = find_regions(integration.uri.or_default("")) if integration is not None else None
    if regions is None or not (is_literal(regions.of_uri) and is_literal(regions.of_function)):
        return
    if regions.of_uri != regions.of_function:
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} asks the Lambda of {regions.of_uri} for a function of {regions.of_function}",
            fix=f"write {regions.of_function} in both places",
        )
