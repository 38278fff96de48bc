"""An API key is switched off.

## What it sees
A key whose `Enabled` is false, or absent: false is the default.

## What it causes
Whoever calls with the key is answered 403 `Forbidden`.

## How to fix it
CDK: `ApiKey` switches its key on by itself; leave `enabled` out.
CloudFormation: `Enabled: true`.

## Reported
```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Name: web}
```

## Not reported
```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateApiKey.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import ApiKey
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def disabled_key(key: ApiKey) -> Iterator[Finding]:
    """Report a key that is certainly off."""
    if not key.enabled.or_default(False):
        why = "Enabled is left out, and false by default" if key.enabled.is_absent else "Enabled is false"
        yield Finding.on(key, "Enabled", f"{key.label} is switched off: {why}", fix="set Enabled to true")
