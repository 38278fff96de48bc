"""The role that an integration calls with does not trust API Gateway.

## What it sees
`Credentials` of an integration that name a role among the resources whose trust policy does not let
`apigateway.amazonaws.com` assume it, such as the function's own execution role.

## What it causes
Every call of the route: 500 `Internal server error`. The execution log says `API Gateway does not have permission to
assume the provided role`.

## How to fix it
CDK: leave the credentials out (a permission is enough), or make the role with
`ServicePrincipal("apigateway.amazonaws.com")`.
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
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        Credentials: !GetAtt InvokeRole.Arn
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  InvokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Handler.Arn}]
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
        Credentials: !GetAtt InvokeRole.Arn
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  InvokeRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:InvokeFunction, Resource: !GetAtt Handler.Arn}]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-lambda.html
"""

from collections.abc import Iterator

from wellwired.facts import APIGATEWAY_PRINCIPAL
from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.policy import role_trusts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def untrusting_integration_role(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that API Gateway cannot assume."""
    integration = method.integration.known()
    role = wiring.find_role(integration.credentials.known()) if integration is not None else None
    if role is not None and not role_trusts(role, APIGATEWAY_PRINCIPAL):
        yield Finding.on(
            method,
            "Integration/Credentials",
            f"{method.label} calls with {role.label}, which does not trust API Gateway",
            fix=f"let {APIGATEWAY_PRINCIPAL} assume {role.name}, or drop Credentials and grant a permission",
            to=role,
        )
