"""Two resources set the one CloudWatch role of an account and region.

## What it sees
More than one `AWS::ApiGateway::Account` that can exist together, in one template or in the templates of one app.

## What it causes
The setting is one for the whole region: the last that is deployed wins, and the first that is deleted takes the role
from under every API. Logs stop, and nothing says so.

## How to fix it
CDK: `AccountLogging` once in an app; `cloud_watch_role=False` on every `RestApi`.
CloudFormation: one `AWS::ApiGateway::Account` for an account and region, in a stack of its own.

## Reported
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
  Again:
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
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Account
from wellwired.model.order import pairs_that_meet
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def contested_account(wiring: Wiring) -> Iterator[Finding]:
    """Report every account resource after the first."""
    for first, account in pairs_that_meet(wiring.all(Account)):
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} and {first.label} both set the one CloudWatch role of the region",
            fix="keep one of them, in a stack that stays",
            to=first,
        )
