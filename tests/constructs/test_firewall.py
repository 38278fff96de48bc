"""Firewall: which web ACL guards which stage, made after it."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_wafv2 as wafv2

from tests.constructs.construct_samples import as_text, make_api, make_function, new_app, of_type, one_of, resources_of
from wellwired.constructs import Definition, Firewall, Route
from wellwired.errors import WiringError

ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"
HERE = cdk.Environment(account="111122223333", region="eu-west-1")


@pytest.mark.parametrize("definition", Definition)
def test_the_web_acl_is_put_on_the_stage_once_it_stands(definition: Definition) -> None:
    stack = cdk.Stack(new_app(), "Orders", env=HERE)
    api = make_api(stack, [Route(method="GET", path="/", function=make_function(stack))], definition=definition)
    Firewall(stack, "Firewall", stage=api.stage, web_acl_arn=ACL)
    resources = resources_of(stack)
    ((stage_id, _),) = of_type(resources, "ApiGateway::Stage").items()
    (api_id,) = of_type(resources, "ApiGateway::RestApi")
    association = one_of(resources, "WAFv2::WebACLAssociation")
    assert association["Properties"]["WebACLArn"] == ACL
    place = f"arn:{{Partition}}:apigateway:eu-west-1::/restapis/{{{api_id}}}/stages/{{{stage_id}}}"
    assert as_text(association["Properties"]["ResourceArn"]) == place
    assert association["DependsOn"] == [stage_id]


def test_a_web_acl_of_the_same_app_is_taken_by_reference() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    api = make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    visibility = wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name="shop", sampled_requests_enabled=True
    )
    acl = wafv2.CfnWebACL(
        stack,
        "Acl",
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=visibility,
    )
    Firewall(stack, "Firewall", stage=api.stage, web_acl_arn=acl.attr_arn)
    association = one_of(resources_of(stack), "WAFv2::WebACLAssociation")
    assert association["Properties"]["WebACLArn"] == {"Fn::GetAtt": ["Acl", "Arn"]}


@pytest.mark.parametrize(
    ("arn", "said"),
    [
        ("arn:aws:wafv2:us-east-1:111122223333:global/webacl/shop/0a1b", "is no regional web ACL"),
        ("arn:aws:waf-regional:eu-west-1:111122223333:webacl/0a1b", "is no regional web ACL"),
        ("shop", "is no regional web ACL"),
        (ACL.replace("eu-west-1", "eu-central-1"), "the web ACL is in eu-central-1, the stage in eu-west-1"),
    ],
)
def test_what_cannot_guard_the_stage_is_refused(arn: str, said: str) -> None:
    stack = cdk.Stack(new_app(), "Orders", env=HERE)
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    with pytest.raises(WiringError, match=said):
        Firewall(stack, "Firewall", stage=api.deployment_stage, web_acl_arn=arn)
