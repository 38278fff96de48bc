"""A function sets an environment variable that is Lambda's own.

## What it sees
A name in `Environment` that Lambda reserves, such as `AWS_REGION` or `AWS_ACCESS_KEY_ID`.

## What it causes
The deployment fails: `Lambda was unable to configure your environment variables because the environment variables you
have provided contains reserved keys`.

## How to fix it
CDK: leave it out of `environment`: Lambda sets it to what it must be.
CloudFormation: remove it, or use a name of your own.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      Environment: {Variables: {AWS_REGION: eu-west-1}}
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
      Environment: {Variables: {TABLE_REGION: eu-west-1}}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.runtimes import RESERVED_VARIABLES
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def reserved_variable(function: Function) -> Iterator[Finding]:
    """Report names that Lambda sets itself."""
    environment = function.environment.known()
    variables = environment.get("Variables") if isinstance(environment, Mapping) else None
    for name in variables if isinstance(variables, Mapping) else ():
        if name in RESERVED_VARIABLES:
            yield Finding.on(
                function,
                f"Environment/Variables/{name}",
                f"{function.label} sets {name}, which Lambda keeps for itself",
                fix="remove it, or choose another name",
            )
