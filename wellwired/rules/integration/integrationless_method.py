"""A method has no integration.

## What it sees
A method resource without `Integration`, or an operation of an OpenAPI body without `x-amazon-apigateway-integration`.

## What it causes
The deployment of the API fails: `No integration defined for method`.

## How to fix it
CDK: give the method an integration; `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `Integration` (in a body, `x-amazon-apigateway-integration`).

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
def integrationless_method(method: Method) -> Iterator[Finding]:
    """Report a method that calls nothing."""
    if method.integration.known() is None:
        yield Finding.on(
            method,
            "Integration",
            f"{method.label} has no integration: the API cannot be deployed",
            fix="give it an Integration, such as AWS_PROXY with the function's invocation URI",
        )
