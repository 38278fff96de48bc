"""How requests get to an API: custom domains, mappings, and the firewall in front.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from dataclasses import field

from wellwired.model.api import EndpointConfiguration
from wellwired.model.node import Json, Node
from wellwired.model.record import record
from wellwired.model.setting import Setting, absent


@record
class DomainName(Node):
    """AWS::ApiGateway::DomainName. An API Gateway v2 DomainName reads as one too: it can serve a REST API."""

    domain_name: Setting[str] = absent()
    security_policy: Setting[str] = absent()
    certificate_arn: Setting[str] = absent()
    regional_certificate_arn: Setting[str] = absent()
    endpoint_configuration: Setting[EndpointConfiguration] = absent()


@record
class BasePathMapping(Node):
    """AWS::ApiGateway::BasePathMapping, or an ::ApiGatewayV2::ApiMapping (ApiId reads as rest_api_id)."""

    domain_name: Setting[str] = absent()
    rest_api_id: Setting[str] = absent()
    stage: Setting[str] = absent()
    base_path: Setting[str] = absent()


@record
class WebAclAssociation(Node):
    """AWS::WAFv2::WebACLAssociation."""

    resource_arn: Setting[str] = absent()
    web_acl_arn: Setting[str] = field(default=absent(), metadata={"property": "WebACLArn"})


@record
class WebAcl(Node):
    """AWS::WAFv2::WebACL. `scope`: REGIONAL or CLOUDFRONT."""

    scope: Setting[str] = absent()
    rules: Setting[tuple[Json, ...]] = absent()
