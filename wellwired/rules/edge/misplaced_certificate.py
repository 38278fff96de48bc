"""A custom domain's certificate is in a region from which the endpoint cannot take it.

## What it sees
The certificate of an edge-optimized domain outside us-east-1, or that of a regional domain outside the stack's region
(`--region`).

## What it causes
The deployment fails: API Gateway does not find the certificate.

## How to fix it
CDK: request the certificate in a stack of us-east-1 for an edge-optimized domain, else beside the API.
CloudFormation: the ARN of a certificate in that region.

## Reported
```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      CertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [EDGE]}
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

```yaml
Resources:
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      CertificateArn: arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [EDGE]}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.edge import DomainName
from wellwired.model.notification import find_region
from wellwired.model.text import REGION, is_literal
from wellwired.model.ways_in import endpoint_type
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_OF_EDGE: Final = "us-east-1"


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def misplaced_certificate(domain: DomainName, wiring: Wiring) -> Iterator[Finding]:
    """Report certificates that are out of reach."""
    kind = endpoint_type(domain.endpoint_configuration)
    wanted = _OF_EDGE if kind == "EDGE" else wiring.region
    if not wanted:
        return
    setting = domain.certificate_arn if kind == "EDGE" else domain.regional_certificate_arn
    given = find_region(setting.known() or "")
    region = wiring.region if given == REGION else given
    if region and is_literal(region) and region != wanted:
        yield Finding.on(
            domain,
            "CertificateArn" if kind == "EDGE" else "RegionalCertificateArn",
            f"{domain.label} is {kind} and takes a certificate of {region}; it must be of {wanted}",
            fix=f"request the certificate in {wanted}",
        )
