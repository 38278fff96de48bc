"""CustomDomain: a name of yours for one or more stages, each below a base path."""

import re
from collections.abc import Mapping
from typing import Final

from aws_cdk import Stack, Token
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as targets
from constructs import Construct

from wellwired.errors import WiringError

_BASE_PATH: Final = re.compile(r"[A-Za-z0-9$_.+!*'()-]+")
_EDGE_REGION: Final = "us-east-1"


class CustomDomain(Construct):
    """A domain name with TLS 1.2, its base path mappings and, with `hosted_zone`, its alias records.

    `stages` are by base path; `""` is the domain's root, for every path that begins with no other. The certificate
    covers the name, in the API's region, or for EDGE in us-east-1. Raises `WiringError` for what API Gateway would
    refuse.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
    """

    domain: apigateway.DomainName
    mappings: Mapping[str, apigateway.BasePathMapping]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        domain_name: str,
        certificate: acm.ICertificate,
        stages: Mapping[str, apigateway.Stage],
        endpoint_type: apigateway.EndpointType = apigateway.EndpointType.REGIONAL,
        hosted_zone: route53.IHostedZone | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        _check_base_paths(stages, where=self.node.path)
        self._check_name(domain_name)
        self._check_certificate(certificate, endpoint_type)
        self.domain = apigateway.DomainName(
            self,
            "Domain",
            domain_name=domain_name,
            certificate=certificate,
            endpoint_type=endpoint_type,
            security_policy=apigateway.SecurityPolicy.TLS_1_2,
        )
        self.mappings = {
            base_path: apigateway.BasePathMapping(
                self,
                f"Mapping-{base_path or 'root'}",
                domain_name=self.domain,
                rest_api=stage.rest_api,
                stage=stage,
                base_path=base_path or None,
            )
            for base_path, stage in stages.items()
        }
        if hosted_zone is not None:
            self._point_to_domain(domain_name, hosted_zone)

    @property
    def urls(self) -> dict[str, str]:
        """Where each stage answers, by base path, with a final slash."""
        name = self.domain.domain_name
        return {path: f"https://{name}/{path}/" if path else f"https://{name}/" for path in self.mappings}

    def _point_to_domain(self, domain_name: str, zone: route53.IHostedZone) -> None:
        target = route53.RecordTarget.from_alias(targets.ApiGatewayDomain(self.domain))
        for kind in (route53.ARecord, route53.AaaaRecord):
            # With the final dot the whole name is meant, whatever the zone is called.
            kind(self, kind.__name__, zone=zone, record_name=f"{domain_name}.", target=target)

    def _check_name(self, domain_name: str) -> None:
        if not Token.is_unresolved(domain_name) and domain_name != domain_name.lower():
            raise WiringError(
                f"{domain_name!r} has capital letters", where=self.node.path, remedy="write the domain in lower case"
            )

    def _check_certificate(self, certificate: acm.ICertificate, endpoint_type: apigateway.EndpointType) -> None:
        """https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains-prerequisites.html."""
        if endpoint_type == apigateway.EndpointType.PRIVATE:
            raise WiringError(
                "a private domain needs a policy and access associations, which are not made here",
                where=self.node.path,
                remedy="use REGIONAL or EDGE, or CfnDomainNameV2 for a private API",
            )
        wanted = _EDGE_REGION if endpoint_type == apigateway.EndpointType.EDGE else Stack.of(self).region
        arn = certificate.certificate_arn
        # An imported certificate counts as one of its stack's region, whatever its ARN says.
        found = certificate.env.region if Token.is_unresolved(arn) else arn.split(":")[3]
        if not (Token.is_unresolved(wanted) or Token.is_unresolved(found)) and found != wanted:
            raise WiringError(
                f"the certificate is in {found}, and {endpoint_type.name} domains take theirs from {wanted}",
                where=self.node.path,
                remedy=f"request or import the certificate in {wanted}",
            )


def _check_base_paths(stages: Mapping[str, apigateway.Stage], *, where: str) -> None:
    if not stages:
        raise WiringError("the domain leads nowhere", where=where, remedy="give stages={'': api.stage}")
    for base_path in stages:
        if base_path and not _BASE_PATH.fullmatch(base_path):
            raise WiringError(
                f"{base_path!r} is no base path",
                where=where,
                remedy="use one part without slashes, such as 'orders', or '' for the root",
            )
