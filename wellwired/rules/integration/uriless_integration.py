"""An integration that calls something does not say what.

## What it sees
An integration of type AWS, AWS_PROXY, HTTP or HTTP_PROXY without `Uri`.

## What it causes
The deployment fails: API Gateway refuses the integration.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `Uri` with the invocation URI of the function.

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
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def uriless_integration(method: Method) -> Iterator[Finding]:
    """Report an integration without an address."""
    integration = method.integration.known()
    if integration is None or integration.uri.known() is not None:
        return
    if integration.type.known() in ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY"):
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} has an integration of type {integration.type.known()} without a Uri",
            fix="set Uri to what the method shall call",
        )
