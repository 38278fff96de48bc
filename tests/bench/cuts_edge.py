"""Cuts at the edge: endpoint, domain, firewall, resource policy."""

from typing import Any

from .draft import Draft, ref, sub
from .registry import ALL, PLAIN, RESOURCES, also, cut

MAPPING = "BasePathMapping stage dev does not exist"
DISABLED = "DisableExecuteApiEndpoint true and no custom domain"
TLS = "Domain SecurityPolicy TLS_1_0"
PRIVATE = "PRIVATE endpoint without resource policy"
WAF = "WebACLAssociation removed"
NAMELESS = "RestApi without Name and Body"


@cut("mapping-of-stage-dev", MAPPING, "deploy, 403", "handwritten")
def mapping_of_stage_dev(draft: Draft) -> None:
    draft.properties("mapping")["Stage"] = "dev"


@cut("mapping-without-stage", MAPPING, "403 without the stage in the path", "handwritten", what="no Stage at all")
def mapping_without_stage(draft: Draft) -> None:
    del draft.properties("mapping")["Stage"]


@cut("mapping-of-another-api", MAPPING, "deploy", "handwritten", what="the id of an old API")
def mapping_of_another_api(draft: Draft) -> None:
    draft.properties("mapping")["RestApiId"] = "a1b2c3d4e5"


@cut("mapping-race", MAPPING, "deploy, the first time", "handwritten", what="the stage by parameter, no DependsOn")
def mapping_race(draft: Draft) -> None:
    draft.properties("mapping")["Stage"] = ref("StageName")


@cut("mapping-removed", MAPPING, "403", "handwritten", what="the domain leads nowhere")
def mapping_removed(draft: Draft) -> None:
    draft.drop("ApiMapping")


@cut("endpoint-disabled", DISABLED, "403", "cdk", "openapi")
def endpoint_disabled(draft: Draft) -> None:
    draft.properties("api")["DisableExecuteApiEndpoint"] = True


@also("endpoint-disabled", "sam")
def endpoint_disabled_in_sam(draft: Draft) -> None:
    draft.properties("api")["DisableExecuteApiEndpoint"] = True
    del draft.properties("api")["Domain"]


@also("endpoint-disabled", "handwritten")
def endpoint_disabled_and_no_mapping(draft: Draft) -> None:
    draft.properties("api")["DisableExecuteApiEndpoint"] = True
    draft.drop("ApiMapping")


@cut("endpoint-disabled-in-body", DISABLED, "403", "openapi", what="x-amazon-apigateway-endpoint-configuration")
def endpoint_disabled_in_body(draft: Draft) -> None:
    draft.body["servers"] = [
        {
            "url": "https://{host}/prod",
            "x-amazon-apigateway-endpoint-configuration": {"disableExecuteApiEndpoint": True},
        }
    ]


@cut("tls-1-0", TLS, "weak TLS", "handwritten")
def tls_1_0(draft: Draft) -> None:
    draft.properties("domain")["SecurityPolicy"] = "TLS_1_0"


@also("tls-1-0", "sam")
def tls_1_0_in_sam(draft: Draft) -> None:
    draft.properties("api")["Domain"]["SecurityPolicy"] = "TLS_1_0"


@cut("domain-without-certificate", TLS, "deploy", "handwritten", what="no certificate")
def domain_without_certificate(draft: Draft) -> None:
    del draft.properties("domain")["RegionalCertificateArn"]


@cut("domain-edge-certificate", TLS, "deploy", "handwritten", what="a certificate for EDGE on a REGIONAL domain")
def domain_edge_certificate(draft: Draft) -> None:
    properties = draft.properties("domain")
    properties["CertificateArn"] = properties.pop("RegionalCertificateArn")


@cut("private-without-policy", PRIVATE, "deploy", *PLAIN)
def private_without_policy(draft: Draft) -> None:
    draft.properties("api")["EndpointConfiguration"] = {"Types": ["PRIVATE"]}


@also("private-without-policy", "sam")
def private_without_policy_in_sam(draft: Draft) -> None:
    draft.properties("api")["EndpointConfiguration"] = {"Type": "PRIVATE"}
    del draft.properties("api")["Domain"]


def set_policy(draft: Draft, *statements: dict[str, Any]) -> None:
    """Give the API a resource policy."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    if draft.in_sam:
        draft.properties("api")["Auth"]["ResourcePolicy"] = {"CustomStatements": list(statements)}
    else:
        draft.properties("api")["Policy"] = policy


@cut("private-open-policy", PRIVATE, "open", *PLAIN, what="a policy that lets in any VPC endpoint")
def private_open_policy(draft: Draft) -> None:
    draft.properties("api")["EndpointConfiguration"] = {"Types": ["PRIVATE"]}
    allow = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    set_policy(draft, allow)


@cut("policy-denies-all", PRIVATE, "403", *ALL, what="a resource policy that denies everybody")
def policy_denies_all(draft: Draft) -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    set_policy(draft, deny)


@cut("policy-allows-another-path", PRIVATE, "403", *PLAIN, what="a resource policy for stage dev only")
def policy_allows_another_path(draft: Draft) -> None:
    allow = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/dev/*"}
    set_policy(draft, allow)


@cut("waf-removed", WAF, "no firewall", "handwritten")
def waf_removed(draft: Draft) -> None:
    draft.drop("WebAclAssociation")


@cut("waf-and-acl-removed", WAF, "no firewall", "handwritten", what="the web ACL too")
def waf_and_acl_removed(draft: Draft) -> None:
    draft.drop("WebAclAssociation", "WebAcl")


@cut("waf-of-cloudfront-by-arn", WAF, "deploy", "handwritten", what="the ARN of a web ACL for CloudFront")
def waf_of_cloudfront_by_arn(draft: Draft) -> None:
    arn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/items/0a1b2c3d"
    draft.resources["WebAclAssociation"]["Properties"]["WebACLArn"] = arn


@cut("waf-on-stage-dev", WAF, "deploy", "handwritten", what="it names stage dev")
def waf_on_stage_dev(draft: Draft) -> None:
    arn = "arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${ItemsApi}/stages/dev"
    draft.properties("web acl association")["ResourceArn"] = sub(arn)


@cut("waf-of-cloudfront", WAF, "deploy", "handwritten", what="an ACL of scope CLOUDFRONT")
def waf_of_cloudfront(draft: Draft) -> None:
    draft.properties("web acl")["Scope"] = "CLOUDFRONT"


@cut("api-nameless", NAMELESS, "deploy", *RESOURCES)
def api_nameless(draft: Draft) -> None:
    del draft.properties("api")["Name"]


@cut("api-empty-name", NAMELESS, "deploy", *RESOURCES, what="an empty name")
def api_empty_name(draft: Draft) -> None:
    draft.properties("api")["Name"] = ""
