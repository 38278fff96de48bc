"""CustomDomain: a name, its certificate, its stages by base path, its records."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53
from syrupy.assertion import SnapshotAssertion

from tests.constructs.construct_samples import (
    as_text,
    make_api,
    make_function,
    new_app,
    new_stack,
    of_type,
    one_of,
    resources_of,
)
from wellwired.constructs import CustomDomain, Definition, ProxyRestApi, Route
from wellwired.errors import WiringError

ARN = "arn:aws:acm:{}:111122223333:certificate/0a1b2c3d"


def small_api(stack: cdk.Stack, construct_id: str = "Api", **options: Any) -> ProxyRestApi:
    function = make_function(stack, f"{construct_id}Handler")
    return make_api(stack, [Route(method="GET", path="/", function=function)], construct_id, **options)


def certificate_of(stack: cdk.Stack, region: str = "eu-west-1") -> acm.ICertificate:
    return acm.Certificate.from_certificate_arn(stack, "Certificate", ARN.format(region))


def test_each_stage_stands_below_its_base_path(snapshot: SnapshotAssertion) -> None:
    stack = new_stack()
    apis = {"": small_api(stack), "v2": small_api(stack, "Next", api_name="next", definition=Definition.OPENAPI)}
    domain = CustomDomain(
        stack,
        "Domain",
        domain_name="api.example.com",
        certificate=certificate_of(stack),
        stages={path: api.stage for path, api in apis.items()},
        hosted_zone=route53.HostedZone.from_hosted_zone_attributes(
            stack, "Zone", hosted_zone_id="Z1", zone_name="example.com"
        ),
    )
    resources = resources_of(stack)
    stages = of_type(resources, "ApiGateway::Stage")
    mapped = [one["Properties"] for one in of_type(resources, "ApiGateway::BasePathMapping").values()]
    assert [one.get("BasePath") for one in mapped] == [None, "v2"]
    assert [one["Stage"]["Ref"] for one in mapped] == list(stages)
    properties = one_of(resources, "ApiGateway::DomainName")["Properties"]
    assert properties == {
        "DomainName": "api.example.com",
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        "RegionalCertificateArn": ARN.format("eu-west-1"),
        "SecurityPolicy": "TLS_1_2",
    }
    urls = stack.resolve(domain.urls)
    assert as_text(urls["v2"]).endswith("/v2/")
    assert sorted(urls) == ["", "v2"]
    assert {one["Properties"]["Type"] for one in of_type(resources, "Route53::RecordSet").values()} == {"A", "AAAA"}
    assert [one["Properties"] for one in of_type(resources, "Route53::RecordSet").values()] == snapshot


def test_an_edge_domain_takes_its_certificate_from_one_region() -> None:
    stack = new_stack()
    CustomDomain(
        stack,
        "Domain",
        domain_name="api.example.com",
        certificate=certificate_of(stack, "us-east-1"),
        stages={"": small_api(stack, endpoint_type=apigateway.EndpointType.EDGE).stage},
        endpoint_type=apigateway.EndpointType.EDGE,
    )
    properties = one_of(resources_of(stack), "ApiGateway::DomainName")["Properties"]
    assert properties["CertificateArn"] == ARN.format("us-east-1")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"stages": {}}, "the domain leads nowhere"),
    ({"base_path": "orders/v2"}, "'orders/v2' is no base path"),
    ({"base_path": "/orders"}, "'/orders' is no base path"),
    ({"domain_name": "API.example.com"}, "has capital letters"),
    ({"region": "eu-central-1"}, "the certificate is in eu-central-1, and REGIONAL domains take theirs from eu-west-1"),
    (
        {"endpoint_type": apigateway.EndpointType.EDGE},
        "the certificate is in eu-west-1, and EDGE domains take theirs from us-east-1",
    ),
    ({"endpoint_type": apigateway.EndpointType.PRIVATE}, "a private domain needs a policy"),
]


@pytest.mark.parametrize(("change", "said"), REFUSED)
def test_what_api_gateway_would_refuse_is_refused(change: dict[str, Any], said: str) -> None:
    env = cdk.Environment(account="111122223333", region="eu-west-1")
    stack = cdk.Stack(new_app(), "Orders", env=env)
    change = dict(change)
    given: dict[str, Any] = {
        "domain_name": "api.example.com",
        "certificate": certificate_of(stack, change.pop("region", "eu-west-1")),
        "stages": {change.pop("base_path", ""): small_api(stack).stage},
    }
    with pytest.raises(WiringError, match=said):
        CustomDomain(stack, "Domain", **(given | change))
