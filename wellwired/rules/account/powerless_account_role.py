"""The role that is to write API Gateway's logs may not write them.

## What it sees
An `AWS::ApiGateway::Account` whose role lacks `logs:CreateLogGroup`, `logs:CreateLogStream` or `logs:PutLogEvents` on
the log groups in question, denies them, or has no policy at all.

## What it causes
API Gateway refuses the account settings with "The role ARN does not have required permissions configured", or no log
of any API in the region is written.

## How to fix it
CDK: `AccountLogging`, or the managed policy `service-role/AmazonAPIGatewayPushToCloudWatchLogs` on the role.
CloudFormation: the same managed policy in `ManagedPolicyArns`.

## Reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
  Account:
    Type: AWS::ApiGateway::Account
    Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}
```

```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: logs:*
                Resource: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*
  Account:
    Type: AWS::ApiGateway::Account
    Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}
```

## Not reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]
  Account:
    Type: AWS::ApiGateway::Account
    Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}
```

```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: logs:*
                Resource: "*"
  Account:
    Type: AWS::ApiGateway::Account
    Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.account_logging import WRITE_ACTIONS, find_account_role, missing_actions
from wellwired.model.api import Account
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def powerless_account_role(account: Account, wiring: Wiring) -> Iterator[Finding]:
    """Report a role of this wiring that may not do what writing takes."""
    role = find_account_role(wiring, account)
    missing = missing_actions(wiring, role) if role is not None else []
    if role is not None and any(action in WRITE_ACTIONS for action in missing):
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} hands over {role.label}, which may not {join_labels(missing)}",
            fix="attach service-role/AmazonAPIGatewayPushToCloudWatchLogs to the role",
            to=role,
        )
