"""The account settings name no role to write logs with.

## What it sees
An `AWS::ApiGateway::Account` without `CloudWatchRoleArn`, or with an empty one.

## What it causes
The resource sets nothing. A stage that logs is refused with "CloudWatch Logs role ARN must be set in account settings
to enable logging", unless somebody has set the role by hand.

## How to fix it
CDK: `AccountLogging` makes the role and the account settings together.
CloudFormation: `CloudWatchRoleArn: !GetAtt Role.Arn`, a role that apigateway.amazonaws.com may assume.

## Reported
```yaml
Resources:
  Account:
    Type: AWS::ApiGateway::Account
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
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def roleless_account(account: Account) -> Iterator[Finding]:
    """Report account settings without a role."""
    if not account.cloud_watch_role_arn.known():
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} names no role: API Gateway can write no log with it",
            fix="set CloudWatchRoleArn to the ARN of a role that apigateway.amazonaws.com may assume",
        )
