"""The one table of calls that the live reader makes: what each asks, pages by, and needs to be allowed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wellwired.model.node import Json

# API Gateway's control plane: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
GATEWAY: Final = "apigateway"
_MOST: Final = {"limit": 500}  # the largest page there is


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One operation of one service.

    operation: as boto3 spells it. action: what IAM calls it. resources: ARNs that it is asked on, with
    {partition}, {region} and {account}. items: the list that its pages hold, "" where it answers one thing.
    sent, answered: the names of the page token in the request and in the answer. fixed: what is always asked.
    """

    service: str
    operation: str
    action: str
    resources: tuple[str, ...]
    items: str = ""
    sent: str = ""
    answered: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)


def _gateway(operation: str, *paths: str, items: str = "items", paged: bool = True, **fixed: Any) -> Call:
    return Call(
        service=GATEWAY,
        operation=operation,
        action="apigateway:GET",
        resources=tuple(f"arn:{{partition}}:apigateway:{{region}}::{path}" for path in paths),
        items=items,
        sent="position" if paged else "",
        answered="position" if paged else "",
        fixed={**_MOST, **fixed} if paged else fixed,
    )


def _lambda(operation: str, action: str, items: str = "") -> Call:
    return Call(
        service="lambda",
        operation=operation,
        action=f"lambda:{action}",
        resources=("arn:{partition}:lambda:{region}:{account}:function:*",),
        items=items,
        sent="Marker" if items else "",
        answered="NextMarker" if items else "",
    )


def _iam(operation: str, action: str, kind: str, items: str = "") -> Call:
    return Call(
        service="iam",
        operation=operation,
        action=f"iam:{action}",
        resources=(f"arn:{{partition}}:iam::{{account}}:{kind}/*",),
        items=items,
        sent="Marker" if items else "",
        answered="Marker" if items else "",
    )


def _paged(service: str, operation: str, action: str, resource: str, *, items: str, token: str) -> Call:
    return Call(
        service=service,
        operation=operation,
        action=action,
        resources=(resource,),
        items=items,
        sent=token,
        answered=token,
    )


_OF_APIS: Final = "/restapis/*"
REST_APIS: Final = _gateway("get_rest_apis", "/restapis")
REST_API: Final = _gateway("get_rest_api", _OF_APIS, items="", paged=False)
RESOURCES: Final = _gateway("get_resources", _OF_APIS, embed=["methods"])
STAGES: Final = _gateway("get_stages", _OF_APIS, items="item", paged=False)
DEPLOYMENTS: Final = _gateway("get_deployments", _OF_APIS)
AUTHORIZERS: Final = _gateway("get_authorizers", _OF_APIS)
VALIDATORS: Final = _gateway("get_request_validators", _OF_APIS)
MODELS: Final = _gateway("get_models", _OF_APIS)
GATEWAY_RESPONSES: Final = _gateway("get_gateway_responses", _OF_APIS)
EXPORT: Final = _gateway(
    "get_export",
    _OF_APIS,
    items="",
    paged=False,
    exportType="oas30",
    parameters={"extensions": "apigateway"},
    accepts="application/json",
)
ACCOUNT: Final = _gateway("get_account", "/account", items="", paged=False)
USAGE_PLANS: Final = _gateway("get_usage_plans", "/usageplans")
PLAN_KEYS: Final = _gateway("get_usage_plan_keys", "/usageplans/*")
USAGE: Final = _gateway("get_usage", "/usageplans/*")
API_KEYS: Final = _gateway("get_api_keys", "/apikeys", includeValues=False)
DOMAIN_NAMES: Final = _gateway("get_domain_names", "/domainnames")
MAPPINGS: Final = _gateway("get_base_path_mappings", "/domainnames/*")

FUNCTION: Final = _lambda("get_function_configuration", "GetFunctionConfiguration")
FUNCTION_POLICY: Final = _lambda("get_policy", "GetPolicy")
ALIASES: Final = _lambda("list_aliases", "ListAliases", "Aliases")
CONCURRENCY: Final = _lambda("get_function_concurrency", "GetFunctionConcurrency")
INVOKE_CONFIGS: Final = _lambda(
    "list_function_event_invoke_configs", "ListFunctionEventInvokeConfigs", "FunctionEventInvokeConfigs"
)
PROVISIONED: Final = _lambda(
    "list_provisioned_concurrency_configs", "ListProvisionedConcurrencyConfigs", "ProvisionedConcurrencyConfigs"
)

ROLE: Final = _iam("get_role", "GetRole", "role")
ROLE_POLICIES: Final = _iam("list_role_policies", "ListRolePolicies", "role", "PolicyNames")
ROLE_POLICY: Final = _iam("get_role_policy", "GetRolePolicy", "role")
ATTACHED: Final = _iam("list_attached_role_policies", "ListAttachedRolePolicies", "role", "AttachedPolicies")
MANAGED_POLICY: Final = _iam("get_policy", "GetPolicy", "policy")
POLICY_VERSION: Final = _iam("get_policy_version", "GetPolicyVersion", "policy")

ALARMS: Final = Call(
    service="cloudwatch",
    operation="describe_alarms",
    action="cloudwatch:DescribeAlarms",
    resources=("*",),
    items="",  # two lists in one answer: see watch.py
    sent="NextToken",
    answered="NextToken",
    fixed={"AlarmTypes": ["MetricAlarm", "CompositeAlarm"], "MaxRecords": 100},
)
_TOPIC: Final = "arn:{partition}:sns:{region}:{account}:*"
TOPIC: Final = Call(
    service="sns", operation="get_topic_attributes", action="sns:GetTopicAttributes", resources=(_TOPIC,)
)
SUBSCRIPTIONS: Final = _paged(
    "sns",
    "list_subscriptions_by_topic",
    "sns:ListSubscriptionsByTopic",
    _TOPIC,
    items="Subscriptions",
    token="NextToken",  # noqa: S106 - the name of a field
)
_KEY: Final = "arn:{partition}:kms:{region}:{account}:key/*"
KEY: Final = Call(service="kms", operation="describe_key", action="kms:DescribeKey", resources=(_KEY,))
KEY_POLICY: Final = Call(service="kms", operation="get_key_policy", action="kms:GetKeyPolicy", resources=(_KEY,))
_GROUP: Final = "arn:{partition}:logs:{region}:{account}:log-group:*"
LOG_GROUPS: Final = _paged(
    "logs",
    "describe_log_groups",
    "logs:DescribeLogGroups",
    _GROUP,
    items="logGroups",
    token="nextToken",  # noqa: S106
)
METRIC_FILTERS: Final = _paged(
    "logs",
    "describe_metric_filters",
    "logs:DescribeMetricFilters",
    _GROUP,
    items="metricFilters",
    token="nextToken",  # noqa: S106
)
STACK: Final = _paged(
    "cloudformation",
    "list_stack_resources",
    "cloudformation:ListStackResources",
    "arn:{partition}:cloudformation:{region}:{account}:stack/*",
    items="StackResourceSummaries",
    token="NextToken",  # noqa: S106
)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html needs no permission
IDENTITY: Final = Call(service="sts", operation="get_caller_identity", action="", resources=())

CALLS: Final = tuple(value for value in tuple(globals().values()) if isinstance(value, Call))


def policy_document(*, partition: str = "aws", region: str = "*", account: str = "*") -> dict[str, Json]:
    """The IAM policy that allows exactly the calls of the table, and nothing that writes."""
    return {"Version": "2012-10-17", "Statement": list(_statements(partition, region, account))}


def _statements(partition: str, region: str, account: str) -> Iterator[Json]:
    on: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
    for call in CALLS:
        if call.action == "apigateway:GET":  # one action, told apart by what it is asked on
            on.setdefault((call.service, ()), {}).update(dict.fromkeys(call.resources))
        elif call.action:
            on.setdefault((call.service, call.resources), {}).update({call.action: None})
    for (service, resources), found in on.items():
        actions, asked = (sorted(found), resources) if resources else (["apigateway:GET"], tuple(sorted(found)))
        spelled = [one.format(partition=partition, region=region, account=account) for one in asked]
        kind = asked[0].rpartition(":")[2].partition("/")[0] if service == "iam" else ""
        yield {
            "Sid": f"WellwiredReads{service.capitalize()}{kind.capitalize()}",
            "Effect": "Allow",
            "Action": actions,
            "Resource": spelled,
        }
