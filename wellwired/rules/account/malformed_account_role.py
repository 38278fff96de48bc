"""The account settings name their role by something that is no role's ARN.

## What it sees
A `CloudWatchRoleArn` that is the name of a role, as `Ref` gives it, or the ARN of something else.

## What it causes
API Gateway refuses the account settings, and the stack rolls back.

## How to fix it
CDK: `role.role_arn`, not `role.role_name`; `AccountLogging` does it.
CloudFormation: `!GetAtt Role.Arn` in place of `!Ref Role`.

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
    Properties: {CloudWatchRoleArn: !Ref Role}
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
from wellwired.model.access import Role
from wellwired.model.api import Account
from wellwired.model.text import display, find_hole, find_reference, references
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def malformed_account_role(account: Account, wiring: Wiring) -> Iterator[Finding]:
    """Report a text that certainly is no role's ARN."""
    text = account.cloud_watch_role_arn.known()
    if text and _is_no_role(text, wiring):
        yield Finding.on(
            account,
            "CloudWatchRoleArn",
            f"{account.label} names its role by {display(text)}, which is no role's ARN",
            fix="give the ARN of the role: Fn::GetAtt with Arn, not Ref",
        )


def _is_no_role(text: str, wiring: Wiring) -> bool:
    named = find_reference(text)
    if named is not None:
        return isinstance(wiring.find_at(named.address), Role) and not named.attribute
    if find_hole(text):
        return False
    fields = text.split(":", 5)
    if fields[0] != "arn":
        return not any(references(text))
    return len(fields) < 6 or fields[2] != "iam" or not fields[5].startswith("role/")
