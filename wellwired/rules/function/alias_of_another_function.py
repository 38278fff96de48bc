"""An alias points at a version of another function.

## What it sees
A `FunctionVersion` that comes from an `AWS::Lambda::Version` whose function is not the alias's.

## What it causes
A version is a number: the alias gets whatever version of its own function has that number, other code than meant, or
the deployment fails where there is none.

## How to fix it
CDK: `Alias(version=function.current_version)`.
CloudFormation: `!GetAtt` of the version whose `FunctionName` is the alias's.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  Other:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
  Version:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Other}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Handler
      Name: live
      FunctionVersion: !GetAtt Version.Version
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
from wellwired.model.compute import Alias, Version
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def alias_of_another_function(alias: Alias, wiring: Wiring) -> Iterator[Finding]:
    """Report aliases whose number comes from somewhere else."""
    version = wiring.find(alias.function_version.known(), Version)
    if version is None:
        return
    own = wiring.get_function(alias.function_name.or_default("")).function
    of_version = wiring.get_function(version.function_name.or_default("")).function
    if own is not None and of_version is not None and own is not of_version:
        yield Finding.on(
            alias,
            "FunctionVersion",
            f"{alias.label} of {own.label} points at {version.label}, which is a version of {of_version.label}",
            fix=f"publish a version of {own.label} and point at it",
            to=version,
        )
