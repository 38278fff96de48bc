"""A custom domain has no certificate for its type of endpoint.

## What it sees
A regional domain without `RegionalCertificateArn`, or an edge-optimized one (the default) without `CertificateArn`.

## What it causes
The deployment fails: API Gateway asks for the certificate of the endpoint's type.

## How to fix it
CDK: `DomainName(certificate=..., endpoint_type=EndpointType.REGIONAL)` puts it in its place.
CloudFormation: `RegionalCertificateArn` with `Types: [REGIONAL]`, `CertificateArn` with `Types: [EDGE]`.

## Reported
```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [REGIONAL]}
```

```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      CertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.edge import DomainName
from wellwired.model.ways_in import endpoint_type
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def certificateless_domain(domain: DomainName) -> Iterator[Finding]:
    """Report domains without the certificate that they need."""
    kind = endpoint_type(domain.endpoint_configuration)
    regional = kind == "REGIONAL"
    needed = domain.regional_certificate_arn if regional else domain.certificate_arn
    other = domain.certificate_arn if regional else domain.regional_certificate_arn
    name = "RegionalCertificateArn" if regional else "CertificateArn"
    if kind in ("REGIONAL", "EDGE") and needed.is_absent:
        instead = "" if other.is_absent else ", but the certificate of the other type"
        yield Finding.on(
            domain,
            "EndpointConfiguration",
            f"{domain.label} is {kind} and has no {name}{instead}",
            fix=f"set {name}" + ("" if other.is_absent else ", or change the endpoint's type"),
        )
