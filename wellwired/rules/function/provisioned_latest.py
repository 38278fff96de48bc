"""An alias of $LATEST asks for provisioned concurrency.

## What it sees
`ProvisionedConcurrencyConfig` on an alias whose `FunctionVersion` is `$LATEST`.

## What it causes
The deployment fails: provisioned concurrency is for published versions.

## How to fix it
CDK: `function.current_version` as the alias's `version`.
CloudFormation: `!GetAtt Version.Version` of an `AWS::Lambda::Version`.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Handler
      Name: live
      FunctionVersion: $LATEST
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
```

## Not reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  Version:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Handler}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Handler
      Name: live
      FunctionVersion: !GetAtt Version.Version
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 2}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Alias
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def provisioned_latest(alias: Alias) -> Iterator[Finding]:
    """Report provisioned concurrency without a version to provision."""
    if alias.provisioned_concurrency_config.known() and alias.function_version.known() == "$LATEST":
        yield Finding.on(
            alias,
            "ProvisionedConcurrencyConfig",
            f"{alias.label} asks for provisioned concurrency of $LATEST, which only versions can have",
            fix="point the alias at a published version",
        )
