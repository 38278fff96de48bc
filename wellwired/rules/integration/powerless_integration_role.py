"""The role that an integration calls with may not do what is called.

## What it sees
`Credentials` of an integration that name a role among the resources without the right to `lambda:InvokeFunction` the
function (that alias, if the `Uri` names one), or to do the action of an `action/` URI of another service.

## What it causes
Every call of the route: 500 `Internal server error`. With credentials, the function's own policy does not help.

## How to fix it
CDK: `fn.grant_invoke(role)`, on the alias where the route calls one.
CloudFormation: an Allow of `lambda:InvokeFunction` on the ARN that the `Uri` holds.

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
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: invoke
          PolicyDocument:
            Statement: [{Effect: Allow, Action: lambda:GetFunction, Resource: !GetAtt Handler.Arn}]
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.invocation_uri import find_action
from wellwired.model.policy import role_allows
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def powerless_integration_role(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that lacks the one right that the integration needs."""
    integration = method.integration.known()
    role = wiring.find_role(integration.credentials.known()) if integration is not None else None
    if integration is None or role is None:
        return
    needed = find_action(integration.uri.or_default(""))
    if needed is not None and not role_allows(wiring, role, needed.action, needed.resource):
        on = f" on {display(needed.resource)}" if needed.resource else ""
        yield Finding.on(
            method,
            "Integration/Credentials",
            f"{method.label} calls with {role.label}, which may not {needed.action}{on}",
            fix=f"allow {needed.action}{on} in a policy of {role.name}",
            to=role,
        )
