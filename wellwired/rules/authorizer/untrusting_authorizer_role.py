"""The role that an authorizer is asked with does not trust API Gateway.

## What it sees
`AuthorizerCredentials` that name a role among the resources whose trust policy does not let
`apigateway.amazonaws.com` assume it.

## What it causes
Every call behind it: 500 `Internal server error`.

## How to fix it
CDK: leave `assume_role=` out; a permission is enough.
CloudFormation: `Principal: {Service: apigateway.amazonaws.com}` in the role's trust policy.

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
      AuthorizerCredentials: !GetAtt InvokeRole.Arn
  InvokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Gate.Arn}]
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
      AuthorizerCredentials: !GetAtt InvokeRole.Arn
  InvokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Gate.Arn}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Iterator

from wellwired.facts import APIGATEWAY_PRINCIPAL
from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.policy import role_trusts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def untrusting_authorizer_role(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that API Gateway cannot assume."""
    role = wiring.find_role(authorizer.authorizer_credentials.known())
    if role is not None and not role_trusts(role, APIGATEWAY_PRINCIPAL):
        yield Finding.on(
            authorizer,
            "AuthorizerCredentials",
            f"{authorizer.label} is asked with {role.label}, which does not trust API Gateway",
            fix=f"let {APIGATEWAY_PRINCIPAL} assume {role.name}",
            to=role,
        )
