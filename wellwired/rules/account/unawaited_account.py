"""A stage that logs does not wait for the account settings beside it.

## What it sees
A stage with a logging level, or with an access log in CloudWatch Logs, and an `AWS::ApiGateway::Account` of the same
stack, or of one that is nested with it, that neither the stage nor anything it waits for depends on.

## What it causes
CloudFormation makes both at once. In a region whose role is not set yet, the stage comes first and the deployment fails
with "CloudWatch Logs role ARN must be set in account settings to enable logging"; the second attempt may go through.

## How to fix it
CDK: `StageLogs` with `AccountLogging`, or `stage.node.add_dependency(account)`.
CloudFormation: `DependsOn` with the account on the stage; in SAM, on the `AWS::Serverless::Api`.

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
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
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
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: Account
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.account_logging import find_logging_property
from wellwired.model.api import Account, Stage
from wellwired.model.order import are_made_together, awaits
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.waiting import ask_to_wait


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unawaited_account(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that logs and may be made before the account settings of its stack."""
    accounts = wiring.all(Account)
    beside = [account for account in accounts if are_made_together(wiring, account, stage)]
    if not beside or any(awaits(wiring, stage, account) for account in accounts):
        return
    logging = find_logging_property(stage)
    if logging is not None:
        yield Finding.on(
            stage,
            logging,
            f"{stage.label} logs and may be made before {beside[0].label}, which lets API Gateway log",
            fix=ask_to_wait(wiring, stage, beside[:1]),
            to=beside[0],
        )
