"""A stack with every construct that makes an API, and what stands around one: a domain, a firewall, an authorizer.

What stands behind one, a queue with its worker, is the matter of tests/constructs/test_job_route.py.
"""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_wafv2 as wafv2
from constructs import Construct

from stacks.api_stack import new_order_model
from wellwired.constructs import (
    AccountLogging,
    ApiAlarms,
    ApiDashboard,
    Authorization,
    Cors,
    Notifications,
    Plan,
    ProxyFunction,
    ProxyRestApi,
    Quota,
    Receivers,
    Route,
    SlackChannel,
    StageSettings,
    Throttle,
    UsagePlans,
)

HANDLER = "def handler(event, context):\n    return {'statusCode': 204}\n"
AUTHORIZER = """\
def handler(event, context):
    api_and_stage = "/".join(event["methodArn"].split("/")[:2])
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": api_and_stage + "/*"}
    return {"principalId": "u", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
"""
CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d"


def write_sources(folder: Path) -> Path:
    """The folders `orders` and `authorizer`, each with `app.handler`."""
    for name, text in (("orders", HANDLER), ("authorizer", AUTHORIZER)):
        (folder / name).mkdir(parents=True)
        (folder / name / "app.py").write_text(text)
    return folder


def make_every_construct(scope: Construct, sources: Path) -> cdk.Stack:
    """Build the stack."""
    stack = cdk.Stack(scope, "Every")
    orders = ProxyFunction(
        stack, "Orders", source=sources / "orders", handler="app.handler", alias_name="live", reserved_concurrency=20
    )
    guard = ProxyFunction(
        stack, "Guard", source=sources / "authorizer", handler="app.handler", timeout=cdk.Duration.seconds(5)
    )
    notifications = Notifications(
        stack,
        "Notifications",
        page=Receivers(
            emails=("oncall@example.com",),
            slack_channels=(SlackChannel(name="orders-oncall", workspace_id="T07EA123LEP", channel_id="C07EZ1ABC23"),),
        ),
        ticket=Receivers(emails=("team@example.com",)),
    )
    logging = AccountLogging(stack, "Logging", alarm_topic=notifications.page_topic)
    api = make_api(stack, orders.target, guard.function, logging)
    UsagePlans(
        stack,
        "Plans",
        stage=api.stage,
        plans=[make_plan()],
    )
    log, functions = api.stage_logs.access_log_group, [orders.function, guard.function]
    alarms = ApiAlarms(
        stack, "Alarms", stage=api.stage, access_log_group=log, functions=functions, notifications=notifications
    )
    ApiDashboard(stack, "Dashboard", stage=api.stage, access_log_group=log, functions=functions, alarms=alarms)
    put_edge_around(stack, api)
    return stack


def make_plan() -> Plan:
    """Build a plan with every limit, and two keys on it."""
    limits = {"POST /orders": Throttle(rate=1, burst=2)}
    quota = Quota(limit=1000, period=apigateway.Period.DAY)
    return Plan(
        name="basic", throttle=Throttle(rate=10, burst=20), quota=quota, keys=("web", "app"), method_throttles=limits
    )


def make_api(
    stack: cdk.Stack, orders: lambda_.IFunction, guard: lambda_.IFunction, logging: AccountLogging
) -> ProxyRestApi:
    """Build the API: guarded, keyed, validated, with CORS, another route each."""
    options: dict[str, Any] = {"function": orders, "api_key_required": True}
    return ProxyRestApi(
        stack,
        "Api",
        stage_name="prod",
        authorization=Authorization.token_authorizer(function=guard),
        account_logging=logging,
        stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200)),
        cors=Cors(allow_origins=("https://app.example.com",)),
        help_url="https://docs.example.com/errors",
        routes=[
            Route(method="GET", path="/orders", **options),
            Route(method="POST", path="/orders", request_model=new_order_model(), **options),
            Route(method="GET", path="/orders/{order_id}", **options),
            Route(method="GET", path="/health", function=orders, authorization=Authorization.open(reason="a probe")),
        ],
    )


def put_edge_around(stack: cdk.Stack, api: ProxyRestApi) -> None:
    """A custom domain and a firewall."""
    domain = apigateway.CfnDomainName(
        stack,
        "Domain",
        domain_name="api.example.com",
        regional_certificate_arn=CERTIFICATE,
        endpoint_configuration=apigateway.CfnDomainName.EndpointConfigurationProperty(types=["REGIONAL"]),
        security_policy="TLS_1_2",
    )
    apigateway.CfnBasePathMapping(
        stack, "Mapping", domain_name=domain.ref, rest_api_id=api.rest_api.rest_api_id, stage=api.stage.stage_name
    )
    visible = wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name="acl", sampled_requests_enabled=True
    )
    acl = wafv2.CfnWebACL(
        stack,
        "Acl",
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=visible,
        rules=[
            wafv2.CfnWebACL.RuleProperty(
                name="common",
                priority=0,
                override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
                statement=wafv2.CfnWebACL.StatementProperty(
                    managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                        name="AWSManagedRulesCommonRuleSet", vendor_name="AWS"
                    )
                ),
                visibility_config=visible,
            )
        ],
    )
    wafv2.CfnWebACLAssociation(stack, "Guarded", resource_arn=api.stage.stage_arn, web_acl_arn=acl.attr_arn)
