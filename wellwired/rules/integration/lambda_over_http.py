"""An HTTP integration is given an ARN to call.

## What it sees
An integration of type HTTP or HTTP_PROXY whose `Uri` is an ARN, such as a function's invocation URI.

## What it causes
The deployment fails: `Invalid HTTP endpoint specified for URI`.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `Type: AWS_PROXY` for a function.

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
        IntegrationHttpMethod: POST
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
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def lambda_over_http(method: Method) -> Iterator[Finding]:
    """Report an ARN as the address of an HTTP integration."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("HTTP", "HTTP_PROXY"):
        return
    uri = integration.uri.known()
    if uri is not None and uri.startswith("arn:"):
        yield Finding.on(
            method,
            "Integration/Type",
            f"{method.label} is {integration.type.known()}, but calls {display(uri)}",
            fix="set Type to AWS_PROXY, or Uri to an http address",
        )
