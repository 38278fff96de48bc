"""The role that an authorizer is asked with may not invoke its function.

## What it sees
`AuthorizerCredentials` that name a role among the resources without the right to `lambda:InvokeFunction` the function
(that alias, if the URI names one).

## What it causes
Every call behind it: 500 `Internal server error`.

## How to fix it
CDK: `fn.grant_invoke(role)`.
CloudFormation: an Allow of `lambda:InvokeFunction` on the ARN that the URI holds.

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
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:GetFunction, Resource: !GetAtt Gate.Arn}]
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.invocation_uri import find_action
from wellwired.model.policy import role_allows
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def powerless_authorizer_role(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that lacks the one right that the authorizer needs."""
    role = wiring.find_role(authorizer.authorizer_credentials.known())
    needed = find_action(authorizer.authorizer_uri.or_default("")) if role is not None else None
    if role is not None and needed is not None and not role_allows(wiring, role, needed.action, needed.resource):
        yield Finding.on(
            authorizer,
            "AuthorizerCredentials",
            f"{authorizer.label} is asked with {role.label}, "
            f"which may not {needed.action} on {display(needed.resource)}",
            fix=f"allow {needed.action} on it in a policy of {role.name}",
            to=role,
        )
