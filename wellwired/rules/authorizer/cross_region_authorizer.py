"""An authorizer's URI names one region, and the function in it another.

## What it sees
An `AuthorizerUri` whose `apigateway` part and whose function's ARN are of two regions.

## What it causes
The authorizer is refused, or every call behind it ends in 500 `Internal server error`.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi`.
CloudFormation: one region in both places.

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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Join
        - ""
        - - arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/
          - arn:aws:lambda:eu-west-1:111122223333:function:gate/invocations
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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Join
        - ""
        - - arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/
          - arn:aws:lambda:eu-west-1:111122223333:function:gate/invocations
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.invocation_uri import find_regions
from wellwired.model.text import is_literal
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def cross_region_authorizer(authorizer: Authorizer) -> Iterator[Finding]:
    """Report an authorizer that asks the Lambda of one region for a function of another."""
    regions = find_regions(authorizer.authorizer_uri.or_default(""))
    if regions is None or not (is_literal(regions.of_uri) and is_literal(regions.of_function)):
        return
    if regions.of_uri != regions.of_function:
        yield Finding.on(
            authorizer,
            "AuthorizerUri",
            f"{authorizer.label} asks the Lambda of {regions.of_uri} for a function of {regions.of_function}",
            fix=f"write {regions.of_function} in both places",
        )
