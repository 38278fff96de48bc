"""The role of a function that traces may not send traces.

## What it sees
A function behind the API with `TracingConfig: {Mode: Active}`, and a role among the resources that lacks
`xray:PutTraceSegments`.

## What it causes
Nothing fails, and no trace of the function ever arrives: the trace of a request ends at the API.

## How to fix it
CDK: `tracing=Tracing.ACTIVE` of the CDK's `Function` adds the right.
CloudFormation: `arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess` in `ManagedPolicyArns`.

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
      TracingConfig: {Mode: Active}
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
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
      TracingConfig: {Mode: Active}
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
              - {Effect: Allow, Action: 'xray:Put*', Resource: '*'}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.execution_roles import TRACE_ACTION, functions_with, traces
from wellwired.model.invocations import callers_of
from wellwired.model.policy import role_allows
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.NOTE, status="", since="0.1")
def traceless_function_role(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that keeps traces from leaving."""
    tracing = [one for one in functions_with(wiring, role) if traces(one) and callers_of(wiring, one)]
    if tracing and not role_allows(wiring, role, TRACE_ACTION):
        yield Finding.on(
            role,
            "Policies",
            f"{role.label} may not {TRACE_ACTION}: the traces of {join_labels(one.label for one in tracing)} get lost",
            fix="attach AWSXRayDaemonWriteAccess",
            to=tracing[0],
        )
