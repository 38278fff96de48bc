"""A role attaches an AWS managed policy under a path where there is none.

## What it sees
An entry of a role's `ManagedPolicyArns` that names a policy of AWS's by its right name and a wrong path, such as
`policy/AWSLambdaBasicExecutionRole` for `policy/service-role/AWSLambdaBasicExecutionRole`. Policies whose path is not
at hand are not judged.

## What it causes
The deployment fails: `Policy arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole does not exist or is not attachable`.

## How to fix it
CDK: `iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AWSLambdaBasicExecutionRole")`, the path included.
CloudFormation: the ARN as the policy's page gives it.

## Reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: apigateway.amazonaws.com}}]
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonAPIGatewayPushToCloudWatchLogs]
```

```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]
      ManagedPolicyArns: [!Sub "arn:${AWS::Partition}:iam::aws:policy/service-role/AWSXRayDaemonWriteAccess"]
```

## Not reported
```yaml
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole
        - arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess
        - arn:aws:iam::111122223333:policy/AWSLambdaBasicExecutionRole
```

## Source
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.access import Role
from wellwired.model.managed_policies import find_right_arn
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_managed_policy(role: Role) -> Iterator[Finding]:
    """Report managed policies that are not where the role looks for them."""
    for index, arn in enumerate(role.managed_policy_arns.or_default(())):
        right = find_right_arn(arn)
        if right:
            yield Finding.on(
                role,
                f"ManagedPolicyArns/{index}",
                f"{role.label} attaches {display(arn)}, which does not exist",
                fix=f"name it {display(right)}",
            )
