"""A function's role may do everything to everything.

## What it sees
A role among the resources that a function behind the API runs with, and that allows `*` (or all but a list, by
`NotAction`) on `*`, inline, in an attached policy, or by `AdministratorAccess` or `PowerUserAccess`.

## What it causes
Whoever finds a hole in the function's code owns the account.

## How to fix it
CDK: grant what the function needs: `table.grant_read_data(fn)`.
CloudFormation: name the actions and the resources.

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
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt HandlerRole.Arn
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
        - PolicyName: handler
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: '*', Resource: '*'}
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
      Role: !GetAtt HandlerRole.Arn
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
      Policies:
        - PolicyName: handler
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 'dynamodb:GetItem', Resource: '*'}
```

## Source
https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
"""

from collections.abc import Iterator, Mapping
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.access import Policy, Role
from wellwired.model.execution_roles import functions_with
from wellwired.model.invocations import callers_of
from wellwired.model.node import Json
from wellwired.model.policy import statements
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_ALMIGHTY: Final = (":iam::aws:policy/AdministratorAccess", ":iam::aws:policy/PowerUserAccess")


@rule(severity=Severity.WARNING, status="", since="0.1")
def almighty_function_role(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report each policy that gives a function behind the API everything."""
    behind = [function for function in functions_with(wiring, role) if callers_of(wiring, function)]
    if not behind:
        return
    for holder, path in _almighty(role, wiring):
        yield Finding.on(
            holder,
            path,
            f"{role.label} lets {behind[0].label} do everything to everything",
            fix="allow the actions that the function needs, on the resources that it needs",
            to=behind[0],
        )


def _almighty(role: Role, wiring: Wiring) -> Iterator[tuple[Role | Policy, str]]:
    for index, policy in enumerate(role.policies.if_known() or ()):
        if any(_allows_all(statement) for statement in statements(policy.policy_document.if_known())):
            yield role, f"Policies/{index}/PolicyDocument"
    for attached in wiring.policies_of(role):
        if any(_allows_all(statement) for statement in statements(attached.policy_document.if_known())):
            yield attached, "PolicyDocument"
    for index, arn in enumerate(role.managed_policy_arns.or_default(())):
        if arn.endswith(_ALMIGHTY):
            yield role, f"ManagedPolicyArns/{index}"


def _allows_all(statement: Mapping[str, Json]) -> bool:
    if statement.get("Effect") != "Allow" or statement.get("Condition"):
        return False
    actions = _listed(statement.get("Action"))
    any_action = "NotAction" in statement or "*" in actions or "*:*" in actions
    return any_action and "*" in _listed(statement.get("Resource"))


def _listed(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list | tuple) else [value]
