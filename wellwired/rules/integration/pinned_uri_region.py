"""An integration's URI names a region by hand, and another part of it does not.

## What it sees
An invocation URI in which either the `apigateway` part or the function's ARN spells its region, while the other one
follows the stack's, and nobody said which region that is (`--region` does).

## What it causes
Deployed in any other region, API Gateway refuses the integration, or every call of the route ends in 500 `Internal
server error`.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `${AWS::Region}` in both places.

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
        Uri: !Sub arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.invocation_uri import find_regions
from wellwired.model.text import is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def pinned_uri_region(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report an invocation URI that holds in one region only."""
    integration = method.integration.known()
    regions = find_regions(integration.uri.or_default("")) if integration is not None else None
    if regions is None or wiring.region or is_literal(regions.of_uri) == is_literal(regions.of_function):
        return
    pinned = regions.of_uri if is_literal(regions.of_uri) else regions.of_function
    yield Finding.on(
        method,
        "Integration/Uri",
        f"{method.label} names the region {pinned} in its Uri, where the rest follows the stack",
        fix="write ${AWS::Region} in its place",
    )
