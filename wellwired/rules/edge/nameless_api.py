"""An API has no name.

## What it sees
An API without a `Name` (or with an empty one) and without a body that brings one.

## What it causes
The deployment fails: API Gateway makes no API without a name.

## How to fix it
CDK: `rest_api_name`, or the construct's id by default.
CloudFormation: `Name`, in ASCII and one of a kind: metrics are kept by it.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Description: Orders}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def nameless_api(api: RestApi) -> Iterator[Finding]:
    """Report APIs that cannot be made for want of a name."""
    has_body = not (api.body.is_absent and api.body_s3_location.is_absent)
    if not has_body and not api.api_name.known():
        yield Finding.on(
            api,
            "Name",
            f"{api.label} has neither a name nor a body that brings one",
            fix="set Name",
        )
