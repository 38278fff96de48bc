"""An integration does not say with which HTTP method to call.

## What it sees
An integration of type AWS, AWS_PROXY, HTTP or HTTP_PROXY without `IntegrationHttpMethod` (in a body, `httpMethod`).

## What it causes
The deployment fails: `Enumeration value for HttpMethod must be non-empty`.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `IntegrationHttpMethod: POST` for a function.

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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
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
def methodless_integration(method: Method) -> Iterator[Finding]:
    """Report an integration without a method."""
    integration = method.integration.known()
    if integration is None or integration.integration_http_method.known() is not None:
        return
    if integration.type.known() in ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY"):
        yield Finding.on(
            method,
            "Integration/IntegrationHttpMethod",
            f"{method.label} has an integration of type {integration.type.known()} without IntegrationHttpMethod",
            fix="set IntegrationHttpMethod; a Lambda function is always invoked with POST",
        )
