"""Firewall: a web ACL of AWS WAF in front of a stage."""

import re
from typing import Final

from aws_cdk import Stack, Token
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from wellwired.constructs.existing import ExistingStage, get_api_id, get_stage_name
from wellwired.errors import WiringError

_REGIONAL: Final = re.compile(r"arn:[a-z-]+:wafv2:([a-z0-9-]+):[0-9]{12}:regional/webacl/[^/]+/[^/]+")


class Firewall(Construct):
    """Have a web ACL look at every request of a stage before anything else does; what it blocks is a 403.

    `web_acl_arn` is a REGIONAL web ACL of AWS WAF (v2) in the stage's region, `CfnWebACL(...).attr_arn` say. One ACL
    may guard many stages, and a stage has one. Raises `WiringError` for an ARN that cannot be one.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
    """

    association: wafv2.CfnWebACLAssociation

    def __init__(self, scope: Construct, construct_id: str, *, stage: ExistingStage, web_acl_arn: str) -> None:
        super().__init__(scope, construct_id)
        stack = Stack.of(self)
        _check_arn(web_acl_arn, stack.region, where=self.node.path)
        self.association = wafv2.CfnWebACLAssociation(
            self,
            "Association",
            resource_arn=stack.format_arn(
                service="apigateway",
                account="",
                resource="/restapis",
                resource_name=f"{get_api_id(stage)}/stages/{get_stage_name(stage)}",
            ),
            web_acl_arn=web_acl_arn,
        )
        # A stage whose name is given as text is no reference.
        self.association.node.add_dependency(stage)


def _check_arn(arn: str, region: str, *, where: str) -> None:
    if Token.is_unresolved(arn):
        return
    found = _REGIONAL.fullmatch(arn)
    if found is None:
        raise WiringError(
            f"{arn!r} is no regional web ACL of AWS WAF",
            where=where,
            remedy="give the ARN of a web ACL with Scope REGIONAL; one with Scope CLOUDFRONT guards distributions only",
        )
    if not Token.is_unresolved(region) and found[1] != region:
        raise WiringError(
            f"the web ACL is in {found[1]}, the stage in {region}", where=where, remedy=f"make a web ACL in {region}"
        )
