"""A function made from a container image is given what only the image may say.

## What it sees
`PackageType: Image` with `Handler`, `Runtime` or `Layers`.

## What it causes
The deployment fails: Lambda refuses the three for images.

## How to fix it
CDK: `DockerImageFunction`, with `cmd` in `DockerImageCode` for the handler.
CloudFormation: remove them; `ImageConfig: {Command: [app.handler]}` names the handler.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Role: arn:aws:iam::111122223333:role/orders
      Code: {ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1}
      Handler: app.handler
```

## Not reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Role: arn:aws:iam::111122223333:role/orders
      Code: {ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/orders:1}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def configured_image(function: Function) -> Iterator[Finding]:
    """Report settings that an image does not take."""
    if function.package_type.known() != "Image":
        return
    settings = {
        "Handler": function.handler.known(),
        "Runtime": function.runtime.known(),
        "Layers": function.layers.known(),
    }
    given = [name for name, value in settings.items() if value]
    if given:
        yield Finding.on(
            function,
            given[0],
            f"{function.label} is made from an image, which takes no {' and no '.join(given)}",
            fix="remove it; ImageConfig can name the command",
        )
