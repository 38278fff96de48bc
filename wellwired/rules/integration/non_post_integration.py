"""A Lambda integration calls with another HTTP method than POST.

## What it sees
An integration with an invocation URI of Lambda whose `IntegrationHttpMethod` is not POST. It is the method of the
call to Lambda, and has nothing to do with the one that the client uses.

## What it causes
Every call of the route: 500 `Internal server error`. Lambda does not know the request; the function never runs.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `IntegrationHttpMethod: POST`, whatever the method's own `HttpMethod` is.

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
        IntegrationHttpMethod: GET
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.function_name import find_function_in_uri
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def non_post_integration(method: Method) -> Iterator[Finding]:
    """Report a call to Lambda that is no POST."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "AWS_PROXY"):
        return
    verb = integration.integration_http_method.known()
    if verb is not None and verb.upper() != "POST" and find_function_in_uri(integration.uri.or_default("")) is not None:
        yield Finding.on(
            method,
            "Integration/IntegrationHttpMethod",
            f"{method.label} invokes its function with {verb}; Lambda takes POST alone",
            fix="set IntegrationHttpMethod to POST",
        )
