"""An authorizer would cache its decisions for longer than an hour.

## What it sees
`AuthorizerResultTtlInSeconds` above 3,600 or below 0.

## What it causes
The deployment fails: API Gateway refuses the authorizer.

## How to fix it
CDK: `cache_ttl=Duration.minutes(5)`.
CloudFormation: `AuthorizerResultTtlInSeconds: 300`.

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
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
      AuthorizerResultTtlInSeconds: 7200
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Gate.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Token}
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
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
      AuthorizerResultTtlInSeconds: 3600
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Gate.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Token}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
"""

from collections.abc import Iterator

from wellwired.facts import AUTHORIZER_CACHE_MAX_S
from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def overlong_authorizer_cache(authorizer: Authorizer) -> Iterator[Finding]:
    """Report a time that API Gateway does not take."""
    ttl_s = authorizer.authorizer_result_ttl_in_seconds.known()
    if ttl_s is not None and not 0 <= ttl_s <= AUTHORIZER_CACHE_MAX_S:
        yield Finding.on(
            authorizer,
            "AuthorizerResultTtlInSeconds",
            f"{authorizer.label} caches for {ttl_s:,} s; API Gateway takes 0 to {AUTHORIZER_CACHE_MAX_S:,}",
            fix="set AuthorizerResultTtlInSeconds to 300",
        )
