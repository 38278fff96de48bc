"""The account settings do not wait for the policy that gives their role its rights.

## What it sees
An `AWS::ApiGateway::Account` whose role gets the rights to log from an `AWS::IAM::Policy` or the like that the account
settings do not depend on.

## What it causes
API Gateway looks at the role when the account settings are made. Where the policy comes later, the deployment fails
with "The role ARN does not have required permissions configured", now and then.

## How to fix it
CDK: `AccountLogging`, whose role holds its policy inline, or `account.node.add_dependency(policy)`.
CloudFormation: put the policy into the role (`Policies`, `ManagedPolicyArns`), or `DependsOn` it.

## Reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: apigateway.amazonaws.com}, Action: sts:AssumeRole}]
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: logs
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: [{Effect: Allow, Action: logs:*, Resource: "*"}]
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
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: logs
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: [{Effect: Allow, Action: logs:*, Resource: "*"}]
  Account:
    Type: AWS::ApiGateway::Account
    DependsOn: Policy
    Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.account_logging import WRITE_ACTIONS, find_account_role
from wellwired.model.api import Account
from wellwired.model.order import are_made_together, awaits
from wellwired.model.policy import allows, role_documents
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def unawaited_account_policy(account: Account, wiring: Wiring) -> Iterator[Finding]:
    """Report a policy that grants what nothing awaited grants."""
    role = find_account_role(wiring, account)
    if role is None or not are_made_together(wiring, role, account):
        return
    late = [policy for policy in wiring.policies_of(role) if not awaits(wiring, account, policy)]
    of_late = {id(policy.policy_document.if_known()) for policy in late}
    documents = [document for document in role_documents(wiring, role) if id(document) not in of_late]
    for policy in late:
        granted = [policy.policy_document.known()]
        if any(allows(granted, action) and not allows(documents, action) for action in WRITE_ACTIONS):
            yield Finding.on(
                account,
                "CloudWatchRoleArn",
                f"{account.label} may be made before {policy.label} lets its role write logs",
                fix=f"let {account.name} depend on {policy.name}, or put the policy into the role",
                to=policy,
            )
