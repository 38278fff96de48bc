"""A stage logs, and nothing here gives API Gateway a role to log with.

## What it sees
A stage with a logging level, or with an access log that goes to CloudWatch Logs, in templates that hold no
`AWS::ApiGateway::Account`.

## What it causes
The account and region must have the role already, set by hand or by another stack. Where they do not, the first
deployment fails with "CloudWatch Logs role ARN must be set in account settings to enable logging".

## How to fix it
CDK: `AccountLogging` in one stack of the account; where another stack has it, allow this finding and name that stack.
CloudFormation: `AWS::ApiGateway::Account` with a role for apigateway.amazonaws.com, once in an account and region.

## Reported
```yaml
Resources:
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

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/amazon-apigateway-access
        Format: $context.requestId
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.account_logging import find_logging_property
from wellwired.model.api import Stage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def assumed_account(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that certainly logs where no account settings are in sight."""
    logging = find_logging_property(stage)
    if logging is not None and wiring.find_account() is None:
        yield Finding.on(
            stage,
            logging,
            f"{stage.label} logs, and no AWS::ApiGateway::Account here gives API Gateway a role to do so",
            fix="set the account's CloudWatch role in one stack of the region; allow this where another stack has it",
        )
