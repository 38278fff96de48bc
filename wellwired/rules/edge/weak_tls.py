"""A custom domain takes connections with TLS 1.0.

## What it sees
`SecurityPolicy: TLS_1_0` on a custom domain name.

## What it causes
Nothing fails. Old protocols with known weaknesses are accepted, and audits object.

## How to fix it
CDK: `security_policy=SecurityPolicy.TLS_1_2`.
CloudFormation: `SecurityPolicy: TLS_1_2`.

## Reported
```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      RegionalCertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_0
      EndpointConfiguration: {Types: [REGIONAL]}
```

## Not reported
```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      RegionalCertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [REGIONAL]}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.edge import DomainName
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def weak_tls(domain: DomainName) -> Iterator[Finding]:
    """Report domains that speak old protocols."""
    if domain.security_policy.known() == "TLS_1_0":
        yield Finding.on(
            domain,
            "SecurityPolicy",
            f"{domain.label} takes connections with TLS 1.0",
            fix="set SecurityPolicy to TLS_1_2",
        )
