"""Code is written inline for a runtime that only runs archives.

## What it sees
`Code: {ZipFile: ...}` on a function whose runtime is neither Python nor Node.js.

## What it causes
The deployment fails: `ZipFile can only be used when Runtime is set to either of nodejs..., python...`.

## How to fix it
CDK: `Code.from_asset` instead of `Code.from_inline`.
CloudFormation: `S3Bucket` and `S3Key`; `aws cloudformation package` uploads a folder.

## Reported
```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: java21
      Handler: orders.Handler::handle
      Role: arn:aws:iam::111122223333:role/orders
      Code:
        ZipFile: |
          class Handler {}
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
      Code:
        ZipFile: |
          def handler(event, context):
              return {"statusCode": 200, "body": "{}"}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def inline_archive(function: Function) -> Iterator[Finding]:
    """Report inline code that cannot be put into a file that runs."""
    code = function.code.known()
    if not isinstance(code, Mapping) or "ZipFile" not in code:
        return
    runtime = function.runtime.known()
    if runtime and not runtime.startswith(("python", "nodejs")):
        yield Finding.on(
            function,
            "Code/ZipFile",
            f"{function.label} has inline code for {runtime}; only Python and Node.js can have it",
            fix="package the code, and name it by S3Bucket and S3Key",
        )
