"""An alias points at $LATEST, which changes with every update of the code.

## What it sees
`FunctionVersion: $LATEST` on an alias.

## What it causes
The alias promises a version and follows each change at once: there is nothing to shift traffic between, nothing to
roll back to, and no provisioned concurrency against cold starts.

## How to fix it
CDK: `alias_name` of `ProxyFunction`; else `function.current_version` as the alias's `version`.
CloudFormation: `!GetAtt Version.Version` of an `AWS::Lambda::Version`; in SAM, `AutoPublishAlias`.

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
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Alias
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unpinned_alias(alias: Alias) -> Iterator[Finding]:
    """Report aliases of no version."""
    if alias.function_version.known() == "$LATEST" and not alias.provisioned_concurrency_config.known():
        yield Finding.on(
            alias,
            "FunctionVersion",
            f"{alias.label} points at $LATEST: it changes with every update of the code",
            fix="point it at a published version",
        )
