"""A non-proxy integration maps no response.

## What it sees
An integration of type AWS, HTTP or MOCK without `IntegrationResponses`. A MOCK for OPTIONS is left to the CORS rules.

## What it causes
Every call of the route: 500 `Internal server error`, after the backend has done its work. The execution log says `No
match for output mapping and no default output mapping configured`.

## How to fix it
CDK: `LambdaIntegration(fn)`, which is a proxy unless told otherwise; else `integration_responses` and
`method_responses`.
CloudFormation: `Type: AWS_PROXY`, or `IntegrationResponses` with a default and `MethodResponses` for its status.

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
        Type: AWS
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
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        IntegrationResponses:
          - StatusCode: "200"
      MethodResponses:
        - StatusCode: "200"
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def responseless_integration(method: Method) -> Iterator[Finding]:
    """Report an integration whose answer has nowhere to go."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "HTTP", "MOCK"):
        return
    if integration.type.known() == "MOCK" and method.http_method.known() == "OPTIONS":
        return
    if integration.type.known() == "HTTP" and integration.uri.or_default("").startswith("arn:"):
        return  # refused before it could answer: lambda-over-http
    if not integration.integration_responses.or_default(()):
        yield Finding.on(
            method,
            "Integration/Type",
            f"{method.label} is {integration.type.known()} without IntegrationResponses: no answer gets through",
            fix="set Type to AWS_PROXY, or map a default response",
        )
