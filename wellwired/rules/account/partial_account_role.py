"""The role that writes API Gateway's logs lacks some of the rights that API Gateway asks for.

## What it sees
An `AWS::ApiGateway::Account` whose role may write logs, but lacks one of `logs:DescribeLogGroups`,
`logs:DescribeLogStreams`, `logs:GetLogEvents` and `logs:FilterLogEvents`.

## What it causes
AWS asks for seven actions. Without one of these the console shows no log, and API Gateway may refuse the account
settings.

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
      Policies:
        - PolicyName: logs
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents]
                Resource: "*"
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


@rule(severity=Severity.WARNING, status="", since="0.1")
def partial_account_role(account: Account, wiring: Wiring) -> Iterator[Finding]:
    """Report a role of this wiring that may write but not read."""
    role = find_account_role(wiring, account)
    missing = missing_actions(wiring, role) if role is not None else []
    if role is not None and missing and not any(action in WRITE_ACTIONS for action in missing):
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} hands over {role.label}, which may not {join_labels(missing)}",
            fix="attach service-role/AmazonAPIGatewayPushToCloudWatchLogs to the role",
            to=role,
        )
