"""A function's role may not write the function's log.

## What it sees
A role among the resources that a function behind the API runs with, and that lacks `logs:CreateLogStream` or
`logs:PutLogEvents` on the function's log group, or `logs:CreateLogGroup` where nothing else makes the group. A role
with a managed policy whose content is not known is left open.

## What it causes
The function writes no log at all: a 502 that it causes leaves no trace of why.

## How to fix it
CDK: `ProxyFunction`, or the CDK's `Function`, makes the role.
CloudFormation: `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole` in `ManagedPolicyArns`, or an Allow
of the two actions on the log group.

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
      Policies:
        - PolicyName: handler
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 'dynamodb:*', Resource: '*'}
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
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.execution_roles import functions_with, missing_log_actions
from wellwired.model.invocations import callers_of
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="", since="0.1")
def mute_function_role(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that leaves functions behind the API without a log."""
    behind = [function for function in functions_with(wiring, role) if callers_of(wiring, function)]
    mute = [(function, missing_log_actions(wiring, role, function)) for function in behind]
    lacking = [(function, missing) for function, missing in mute if missing]
    if lacking:
        yield Finding.on(
            role,
            "Policies",
            f"{role.label} may not {join_labels(action for _, missing in lacking for action in missing)}: "
            f"{join_labels(function.label for function, _ in lacking)} writes no log",
            fix="attach service-role/AWSLambdaBasicExecutionRole, or allow the actions on the log group",
            to=lacking[0][0],
        )
