"""A function's role does not let Lambda assume it.

## What it sees
A role among the resources that a function runs with, whose trust policy does not name `lambda.amazonaws.com`:
`apigateway.amazonaws.com`, say, or `edgelambda.amazonaws.com`.

## What it causes
The deployment fails: `The role defined for the function cannot be assumed by Lambda`.

## How to fix it
CDK: `ProxyFunction`, or the CDK's `Function`, makes the role.
CloudFormation: `Principal: {Service: lambda.amazonaws.com}` in the role's trust policy.

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
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
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
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from collections.abc import Iterator

from wellwired.facts import LAMBDA_PRINCIPAL
from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.execution_roles import functions_with
from wellwired.model.policy import role_trusts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def untrusting_function_role(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that Lambda cannot assume for the functions that name it."""
    functions = functions_with(wiring, role)
    if functions and not role_trusts(role, LAMBDA_PRINCIPAL):
        yield Finding.on(
            role,
            "AssumeRolePolicyDocument",
            f"{role.label} does not let Lambda assume it for {join_labels(one.label for one in functions)}",
            fix=f"name {LAMBDA_PRINCIPAL} as Principal of its trust policy",
            to=functions[0],
        )
