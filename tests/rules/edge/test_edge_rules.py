"""Domains, resource policies and firewalls, in plain templates, in bodies and in SAM."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.engine import judge
from wellwired.findings import Finding, Outcome
from wellwired.readers import ReadOptions, read_text
from wellwired.rules import find_rule

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d"


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def template(*, stages: tuple[str, ...] = ("prod",), api: dict[str, Any] | None = None, **more: dict[str, Any]) -> str:
    parts: dict[str, Any] = {"Api": of("ApiGateway::RestApi", Name="orders", **(api or {}))}
    for verb in ("GET", "POST"):
        parts[verb.title()] = of(
            "ApiGateway::Method",
            RestApiId={"Ref": "Api"},
            ResourceId={"Fn::GetAtt": ["Api", "RootResourceId"]},
            HttpMethod=verb,
            Integration={"Type": "MOCK"},
        )
    for name in stages:
        parts[name.title()] = of("ApiGateway::Stage", RestApiId={"Ref": "Api"}, DeploymentId="d", StageName=name)
    return json.dumps({"Parameters": {"P": {"Type": "String"}}, "Resources": {**parts, **more}})


def sam(**api: Any) -> str:
    event = {"RestApiId": {"Ref": "Api"}, "Path": "/a", "Method": "GET"}
    function = {
        "CodeUri": "s3://bucket/code.zip",
        "Handler": "index.handler",
        "Runtime": "python3.13",
        "Events": {"A": {"Type": "Api", "Properties": event}},
    }
    return json.dumps(
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {
                "Api": {"Type": "AWS::Serverless::Api", "Properties": {"StageName": "prod", **api}},
                "Fn": {"Type": "AWS::Serverless::Function", "Properties": function},
            },
        }
    )


DOMAIN = of(
    "ApiGateway::DomainName",
    DomainName="api.example.com",
    RegionalCertificateArn=CERTIFICATE,
    EndpointConfiguration={"Types": ["REGIONAL"]},
)


def mapping(**properties: Any) -> dict[str, Any]:
    given = {"DomainName": {"Ref": "Domain"}, "RestApiId": {"Ref": "Api"}, "Stage": {"Ref": "Prod"}, **properties}
    return of("ApiGateway::BasePathMapping", **{name: value for name, value in given.items() if value is not None})


def v2_mapping(**properties: Any) -> dict[str, Any]:
    given = {"DomainName": {"Ref": "Domain"}, "ApiId": {"Ref": "Api"}, "Stage": {"Ref": "Prod"}, **properties}
    return of("ApiGatewayV2::ApiMapping", **given)


MAPPING_RULES = (
    "unknown-mapping-stage",
    "stageless-mapping",
    "pinned-mapping-api",
    "unawaited-mapping-stage",
    "multi-level-base-path",
    "duplicate-base-path",
    "unmapped-domain",
)


@pytest.mark.parametrize("good", [mapping(), mapping(BasePath="v1"), v2_mapping(ApiMappingKey="orders/v1")])
def test_a_good_mapping_is_good_to_every_rule(reported: Reported, good: dict[str, Any]) -> None:
    for rule in MAPPING_RULES:
        assert reported(rule, template(Domain=DOMAIN, Mapping=good)) == [], rule


def test_the_domain_of_sam_is_mapped(judged: Judged) -> None:
    text = sam(DisableExecuteApiEndpoint=True, Domain={"DomainName": "api.example.com", "CertificateArn": CERTIFICATE})
    for rule in (*MAPPING_RULES, "unreachable-api", "certificateless-domain"):
        assert judged(rule, text).findings == [], rule


def test_an_endpoint_that_sam_switches_off_needs_a_domain(reported: Reported) -> None:
    assert len(reported("unreachable-api", sam(DisableExecuteApiEndpoint=True))) == 1


def test_a_mapping_of_an_http_api_is_no_way_to_a_rest_api(reported: Reported) -> None:
    http = of("ApiGatewayV2::Api", Name="http", ProtocolType="HTTP")
    text = template(Domain=DOMAIN, Http=http, Mapping=v2_mapping(ApiId={"Ref": "Http"}, Stage="$default"))
    assert reported("unknown-mapping-stage", text) == []
    assert reported("unmapped-domain", text) == []


def test_a_mapping_may_name_any_stage_of_its_api(reported: Reported) -> None:
    for stage, known in (("prod", True), ("dev", True), ("test", False)):
        text = template(stages=("prod", "dev"), Domain=DOMAIN, Mapping=mapping(Stage=stage))
        assert bool(reported("unknown-mapping-stage", text)) is not known


def test_the_stage_of_a_deployment_is_a_stage(reported: Reported) -> None:
    made = of("ApiGateway::Deployment", RestApiId={"Ref": "Api"}, StageName="prod")
    waiting = {**mapping(Stage="prod"), "DependsOn": "Made"}
    text = template(stages=(), Made=made, Domain=DOMAIN, Mapping=waiting)
    assert reported("unknown-mapping-stage", text) == []
    assert reported("unawaited-mapping-stage", text) == []
    racing = template(stages=(), Made=made, Domain=DOMAIN, Mapping=mapping(Stage="prod"))
    assert len(reported("unawaited-mapping-stage", racing)) == 1


def test_a_stage_that_nobody_names_is_named_by_its_ref(reported: Reported) -> None:
    made = of("ApiGateway::Stage", RestApiId={"Ref": "Api"}, DeploymentId="d")
    acl = association({"Fn::Sub": f"{STAGE_ARN}${{Made}}"})
    text = template(Made=made, Domain=DOMAIN, Mapping=mapping(Stage={"Ref": "Made"}), Acl=ACL, Join=acl)
    assert reported("unknown-mapping-stage", text) == []
    assert reported("misdirected-firewall", text) == []


def test_an_api_with_several_stages_may_leave_the_choice_to_its_callers(reported: Reported) -> None:
    assert len(reported("stageless-mapping", template(Domain=DOMAIN, Mapping=mapping(Stage=None)))) == 1
    both = template(stages=("prod", "dev"), Domain=DOMAIN, Mapping=mapping(Stage=None))
    assert reported("stageless-mapping", both) == []


def test_no_base_path_is_written_in_two_ways(reported: Reported) -> None:
    text = template(Domain=DOMAIN, A=mapping(), B=mapping(BasePath="(none)"))
    assert len(reported("duplicate-base-path", text)) == 1


def test_one_base_path_on_two_domains_is_fine(reported: Reported) -> None:
    other = {**DOMAIN, "Properties": {**DOMAIN["Properties"], "DomainName": "www.example.com"}}
    text = template(Domain=DOMAIN, Other=other, A=mapping(), B=mapping(DomainName={"Ref": "Other"}))
    assert reported("duplicate-base-path", text) == []


@pytest.mark.parametrize(
    ("given", "lacks"),
    [
        ({"RegionalCertificateArn": "x", "EndpointConfiguration": {"Types": ["REGIONAL"]}}, False),
        ({"CertificateArn": "x"}, False),
        ({"CertificateArn": "x", "EndpointConfiguration": {"Types": ["EDGE"]}}, False),
        ({"RegionalCertificateArn": "x"}, True),
        ({"RegionalCertificateArn": {"Ref": "P"}, "EndpointConfiguration": {"Types": ["REGIONAL"]}}, False),
    ],
)
def test_a_domain_needs_the_certificate_of_its_type(judged: Judged, given: dict[str, Any], lacks: bool) -> None:
    text = template(Domain=of("ApiGateway::DomainName", DomainName="a.example.com", **given))
    assert bool(judged("certificateless-domain", text).findings) is lacks


def test_a_domain_of_version_2_has_its_certificate_inside(reported: Reported) -> None:
    configuration = {"EndpointType": "REGIONAL", "CertificateArn": CERTIFICATE}
    domain = of("ApiGatewayV2::DomainName", DomainName="a.example.com", DomainNameConfigurations=[configuration])
    assert reported("certificateless-domain", template(Domain=domain)) == []


@pytest.mark.parametrize(("region", "misplaced"), [("", False), ("eu-west-1", False), ("us-east-1", True)])
def test_a_regional_certificate_is_of_the_stacks_region(region: str, misplaced: bool) -> None:
    rule = find_rule("misplaced-certificate")
    assert rule is not None
    wiring = read_text(template(Domain=DOMAIN), "template.yaml", ReadOptions(region=region))
    assert bool(judge(wiring, [rule]).findings) is misplaced


EVERYTHING = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
ALLOW = {"Effect": "Allow", **EVERYTHING}
DENY = {"Effect": "Deny", **EVERYTHING}
ARN = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*/prod/GET/*"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Policy": {"Version": "2012-10-17", "Statement": list(statements)}}


@pytest.mark.parametrize(
    "statements",
    [
        (ALLOW,),
        ({**ALLOW, "Resource": "*"},),
        ({**ALLOW, "Action": "*"},),
        ({**ALLOW, "Resource": ["execute-api:/prod/GET/*", "execute-api:/prod/POST/*"]},),
        ({**ALLOW, "Principal": {"AWS": "arn:aws:iam::111122223333:role/caller"}},),
        ({**ALLOW, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},),
        (ALLOW, {**DENY, "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}),
        (ALLOW, {**DENY, "Principal": {"AWS": "arn:aws:iam::111122223333:role/guest"}}),
        (ALLOW, {**DENY, "Resource": "execute-api:/*/DELETE/*"}),
    ],
)
def test_a_policy_that_somebody_passes_is_fine(reported: Reported, statements: tuple[dict[str, Any], ...]) -> None:
    text = template(api=policy(*statements))
    assert reported("closed-api", text) == []
    assert reported("unallowed-route", text) == []


@pytest.mark.parametrize(
    "statements",
    [
        (DENY,),
        (ALLOW, DENY),
        (ALLOW, {**DENY, "Principal": {"AWS": "*"}}),
        ({**ALLOW, "Resource": "execute-api:/dev/*"},),
        ({**ALLOW, "Resource": "execute-api:/prod/DELETE/*"},),
        ({**DENY, "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}},),
    ],
)
def test_a_policy_that_nobody_passes_is_reported_once(
    reported: Reported, statements: tuple[dict[str, Any], ...]
) -> None:
    text = template(api=policy(*statements))
    assert len(reported("closed-api", text)) == 1
    assert reported("unallowed-route", text) == []


def test_a_route_that_the_policy_forgets_is_named(reported: Reported) -> None:
    text = template(api=policy({**ALLOW, "Resource": {"Fn::Sub": ARN}}))
    assert reported("closed-api", text) == []
    (found,) = reported("unallowed-route", text)
    assert "POST /" in found.message
    assert "GET /" not in found.message


def test_signed_and_authorized_calls_need_no_allow(reported: Reported) -> None:
    resources = json.loads(template(api=policy({**ALLOW, "Resource": "execute-api:/prod/GET/*"})))
    for kind, needs in (("AWS_IAM", False), ("CUSTOM", False), ("COGNITO_USER_POOLS", True), ("NONE", True)):
        resources["Resources"]["Post"]["Properties"]["AuthorizationType"] = kind
        assert bool(reported("unallowed-route", json.dumps(resources))) is needs, kind


def test_a_statement_that_hangs_on_a_parameter_stays_open(judged: Judged) -> None:
    outcome = judged("closed-api", template(api=policy({**ALLOW, "Resource": {"Fn::Sub": "execute-api:/${P}/*"}})))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)


PRIVATE: dict[str, Any] = {"EndpointConfiguration": {"Types": ["PRIVATE"]}}
OUTSIDE = {**DENY, "Condition": {"StringNotEquals": {"aws:sourceVpce": "vpce-0a1b2c3d"}}}


def test_a_private_api_has_a_policy_that_asks_for_the_endpoint(reported: Reported) -> None:
    assert len(reported("policyless-private-api", template(api=PRIVATE))) == 1
    assert reported("policyless-private-api", template(api={**PRIVATE, **policy(ALLOW)})) == []
    assert len(reported("open-private-api", template(api={**PRIVATE, **policy(ALLOW)}))) == 1
    assert reported("open-private-api", template(api={**PRIVATE, **policy(ALLOW, OUTSIDE)})) == []
    assert reported("open-private-api", template(api=policy(ALLOW))) == []


def test_the_policy_of_a_body_counts(reported: Reported) -> None:
    body = {"openapi": "3.0.1", "paths": {}, "x-amazon-apigateway-policy": policy(ALLOW, OUTSIDE)["Policy"]}
    assert reported("policyless-private-api", template(api={**PRIVATE, "Body": body})) == []


def test_the_policy_that_sam_writes_for_a_vpc_is_closed_to_others(reported: Reported) -> None:
    text = sam(EndpointConfiguration={"Type": "PRIVATE"}, Auth={"ResourcePolicy": {"SourceVpcWhitelist": ["vpc-1234"]}})
    for rule in ("policyless-private-api", "open-private-api", "closed-api", "unallowed-route"):
        assert reported(rule, text) == [], rule


@pytest.mark.parametrize(
    ("api", "nameless"),
    [
        ({"Name": ""}, True),
        ({"Name": "orders"}, False),
        ({"Body": {"openapi": "3.0.1", "info": {"title": "orders", "version": "1"}, "paths": {}}, "Name": None}, False),
        ({"BodyS3Location": {"Bucket": "b", "Key": "k"}, "Name": None}, False),
    ],
)
def test_an_api_takes_its_name_from_its_body(reported: Reported, api: dict[str, Any], nameless: bool) -> None:
    given = {name: value for name, value in api.items() if value is not None}
    text = json.dumps({"Resources": {"Api": of("ApiGateway::RestApi", **given)}})
    assert bool(reported("nameless-api", text)) is nameless


ACL = of("WAFv2::WebACL", Scope="REGIONAL", DefaultAction={"Allow": {}})


def association(arn: Any, **more: Any) -> dict[str, Any]:
    return {**of("WAFv2::WebACLAssociation", ResourceArn=arn, WebACLArn={"Fn::GetAtt": ["Acl", "Arn"]}), **more}


STAGE_ARN = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${Api}/stages/"
FIREWALL_RULES = (
    "unguarded-stage",
    "idle-web-acl",
    "misdirected-firewall",
    "unawaited-firewall-stage",
    "global-web-acl",
)


@pytest.mark.parametrize(
    "good",
    [
        association({"Fn::Sub": f"{STAGE_ARN}${{Prod}}"}),
        association({"Fn::Sub": f"{STAGE_ARN}prod"}, DependsOn="Prod"),
        association(
            {
                "Fn::Join": [
                    "",
                    ["arn:aws:apigateway:eu-west-1::/restapis/", {"Ref": "Api"}, "/stages/", {"Ref": "Prod"}],
                ]
            }
        ),
    ],
)
def test_a_stage_is_guarded_however_its_arn_is_spelled(reported: Reported, good: dict[str, Any]) -> None:
    for rule in FIREWALL_RULES:
        assert reported(rule, template(Acl=ACL, Join=good)) == [], rule


@pytest.mark.parametrize(
    "bad",
    [
        f"{STAGE_ARN}dev",
        "arn:aws:apigateway:${AWS::Region}:${AWS::AccountId}:/restapis/${Api}/stages/${Prod}",
        "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}",
        "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/prod",
    ],
)
def test_an_arn_of_no_stage_is_refused(reported: Reported, bad: str) -> None:
    assert len(reported("misdirected-firewall", template(Acl=ACL, Join=association({"Fn::Sub": bad})))) == 1


def test_firewalls_of_other_things_are_left_alone(reported: Reported) -> None:
    balancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/b"
    for rule in ("misdirected-firewall", "idle-web-acl", "unawaited-firewall-stage"):
        assert reported(rule, template(Acl=ACL, Join=association(balancer))) == [], rule
    assert reported("idle-web-acl", json.dumps({"Resources": {"Acl": ACL}})) == []
    for kind in ("ElasticLoadBalancingV2::LoadBalancer", "AppSync::GraphQLApi", "AppRunner::Service"):
        beside = template(Acl=ACL, Other=of(kind), Join=association({"Ref": "Other"}))
        assert reported("misdirected-firewall", beside) == [], kind


def test_a_web_acl_of_cloudfront_guards_what_stands_behind_it(reported: Reported) -> None:
    of_cloudfront = of("WAFv2::WebACL", Scope="CLOUDFRONT", DefaultAction={"Allow": {}})
    assert reported("unguarded-stage", template(Acl=of_cloudfront)) == []
    assert reported("idle-web-acl", template(Acl=of_cloudfront)) == []
    wrong = template(Acl=of_cloudfront, Join=association({"Fn::Sub": f"{STAGE_ARN}${{Prod}}"}))
    assert len(reported("global-web-acl", wrong)) == 1
