"""The value of an API key stands in the template.

## What it sees
An `ApiKey` whose `Value` is written out, and not taken from a parameter or a secret.

## What it causes
Everybody who can read the repository, the template or the stack may call as that client, and the key cannot be changed
without a deployment.

## How to fix it
CDK: leave `value` out; API Gateway makes one, and `get-api-key --include-value` shows it.
CloudFormation: no `Value`, or one from `{{resolve:secretsmanager:...}}`.

## Reported
```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true, Value: 0123456789abcdefghij}
```

## Not reported
```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
```

```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true, Value: "{{resolve:secretsmanager:web-client}}"}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-apikey.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import ApiKey
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def literal_key_value(key: ApiKey) -> Iterator[Finding]:
    """Report a key that the template gives away."""
    if key.has_value:
        yield Finding.on(
            key,
            "Value",
            f"the value of {key.label} stands in the template",
            fix="leave Value out, so that API Gateway makes one, or take it from Secrets Manager",
        )
