"""API Gateway may not assume the role that is to write its logs.

## What it sees
An `AWS::ApiGateway::Account` whose role trusts another service, such as the execution role of a function, or nobody.

## What it causes
API Gateway refuses the account settings with "The role ARN does not have required permissions configured", or goes on
without writing a line.

## How to fix it
CDK: `AccountLogging`, or a role with `assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com")`.
CloudFormation: a role of its own whose `AssumeRolePolicyDocument` lets apigateway.amazonaws.com call `sts:AssumeRole`.

## Reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]
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
  Account:
    Type: AWS::ApiGateway::Account
    Properties: {CloudWatchRoleArn: arn:aws:iam::111122223333:role/api-gateway-logs}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.facts import APIGATEWAY_PRINCIPAL
from wellwired.findings import Finding, Severity
from wellwired.model.account_logging import find_account_role
from wellwired.model.api import Account
from wellwired.model.policy import role_trusts
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def untrusting_account_role(account: Account, wiring: Wiring) -> Iterator[Finding]:
    """Report a role of this wiring that API Gateway may not assume."""
    role = find_account_role(wiring, account)
    if role is not None and not role_trusts(role, APIGATEWAY_PRINCIPAL):
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} hands over {role.label}, which {APIGATEWAY_PRINCIPAL} may not assume",
            fix=f"use a role whose trust policy lets {APIGATEWAY_PRINCIPAL} call sts:AssumeRole",
            to=role,
        )
