"""A user pool authorizer names no user pool.

## What it sees
An authorizer of type COGNITO_USER_POOLS without `ProviderARNs`.

## What it causes
The deployment fails: API Gateway refuses the authorizer.

## How to fix it
CDK: `Authorization.cognito(user_pools=[...])`.
CloudFormation: `ProviderARNs: [!GetAtt UserPool.Arn]`.

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
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Pool:
    Type: AWS::Cognito::UserPool
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
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
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Pool:
    Type: AWS::Cognito::UserPool
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [!GetAtt Pool.Arn]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def poolless_authorizer(authorizer: Authorizer) -> Iterator[Finding]:
    """Report a user pool authorizer without a pool."""
    if authorizer.type.known() == "COGNITO_USER_POOLS" and not authorizer.provider_arns.known():
        yield Finding.on(
            authorizer,
            "ProviderARNs",
            f"{authorizer.label} is of type COGNITO_USER_POOLS and names no user pool",
            fix="list the user pool's ARN in ProviderARNs",
        )
