"""A function's role may not send to the function's dead-letter queue.

## What it sees
A function with a `DeadLetterConfig`, and a role among the resources that lacks `sqs:SendMessage` (or `sns:Publish`)
on its target.

## What it causes
The deployment fails: `The provided execution role does not have permissions to call SendMessage on SQS`.

## How to fix it
CDK: `dead_letter_queue=` of the CDK's `Function` adds the right.
CloudFormation: an Allow of `sqs:SendMessage` on the queue's ARN.

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
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
  HandlerRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]
  Dead:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600}
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
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
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
              - {Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Dead.Arn}
  Dead:
    Type: AWS::SQS::Queue
    Properties: {MessageRetentionPeriod: 1209600}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.execution_roles import find_missing_sending, functions_with
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def undeliverable_dead_letters(role: Role, wiring: Wiring) -> Iterator[Finding]:
    """Report a role that cannot deliver what its functions drop."""
    for function in functions_with(wiring, role):
        missing = find_missing_sending(wiring, role, function)
        if missing:
            action, target = missing
            yield Finding.on(
                role,
                "Policies",
                f"{role.label} may not {action} to {display(target)}, the dead letters of {function.label}",
                fix=f"allow {action} on it",
                to=function,
            )
            return
