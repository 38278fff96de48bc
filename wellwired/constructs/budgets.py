"""Limits of AWS that a whole stack or app runs into, checked at synth: before the deployment does."""

import json
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from aws_cdk import CfnResource, Stack, Stage
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct, IConstruct

from wellwired.constructs.existing import ExistingApi, find_api_resource, spell_api_name
from wellwired.constructs.synth_check import check_at_synth
from wellwired.errors import WiringError
from wellwired.facts import FUNCTION_POLICY_LIMIT, STACK_RESOURCE_LIMIT, TEMPLATE_BODY_LIMIT

_T = TypeVar("_T", bound=IConstruct)
_STATEMENT_FRAME: Final = 190  # bytes of a statement without principal and ARNs, its generated Sid of some 60 included
_OPEN: Final = "unknown-"  # how the CDK begins an account or region that a stack leaves open
_REF_LENGTHS: Final = {"AWS::AccountId": 12, "AWS::Region": 14, "AWS::Partition": 3, "AWS::URLSuffix": 13}
_NO_INDENTATION: Final = "@aws-cdk/core:suppressTemplateIndentation"
_ARN_LENGTH: Final = 90  # a function's ARN with a generated name


def check_one_account(scope: Construct) -> None:
    """Have synth fail where a second `AWS::ApiGateway::Account` would switch the region's logging over."""
    check_at_synth(scope, lambda: _find_second_account(scope))


def check_api_budgets(scope: Construct, rest_api: apigateway.RestApiBase) -> None:
    """Have synth fail where the API's stack, name or functions pass a limit."""

    def find_problems() -> Iterator[WiringError]:
        yield from _find_same_name(rest_api, rest_api.rest_api_name)
        yield from _find_too_many_resources(rest_api)
        yield from _find_too_large_body(rest_api)
        yield from _find_full_policies(scope)

    check_at_synth(scope, find_problems)


def check_own_name(scope: Construct, rest_api: ExistingApi, name: str) -> None:
    """Have synth fail where another API of the app has the name of this one, by which metrics know both."""
    check_at_synth(scope, lambda: _find_same_name(rest_api, name))


def _find_second_account(scope: Construct) -> Iterator[WiringError]:
    accounts = [a for a in _in_app(scope, apigateway.CfnAccount) if _share_environment(a, scope)]
    reporters = [a.node.scope for a in accounts if isinstance(a.node.scope, type(scope))]
    if len(accounts) > 1 and reporters[0] is scope:
        yield WiringError(
            "the app sets the account's logging role more than once; the last to deploy wins, and its deletion would "
            "end the logging of every API in the region",
            where=", ".join(a.node.path for a in accounts),
            remedy="keep one AccountLogging per account and region and hand it to every API; for a RestApi beside it "
            "set cloud_watch_role=False",
        )


def _find_same_name(rest_api: ExistingApi, own_name: str) -> Iterator[WiringError]:
    own = find_api_resource(rest_api)
    for other in _in_app(rest_api, apigateway.CfnRestApi):
        beside = (own is None or other.node.path != own.node.path) and _share_environment(other, rest_api)
        if beside and spell_api_name(other) == own_name:
            yield WiringError(
                f"{other.node.path} has the same API name, {own_name}; CloudWatch metrics carry the name alone, so "
                "that the alarms of both would watch both",
                where=rest_api.node.path,
                remedy="give one of them another name, by api_name of a ProxyRestApi or rest_api_name of a RestApi",
            )


def _find_too_many_resources(rest_api: apigateway.RestApiBase) -> Iterator[WiringError]:
    stack = Stack.of(rest_api)
    below = stack.node.find_all()
    resources = [c for c in below if isinstance(c, CfnResource)]
    if any(isinstance(c, Stack) and c is not stack for c in below):  # whose resources are their own
        resources = [c for c in resources if Stack.of(c) is stack]
    first_api = next(c for c in resources if isinstance(c, apigateway.CfnRestApi))
    if len(resources) > STACK_RESOURCE_LIMIT and first_api.node.scope is rest_api:
        methods = sum(isinstance(c, apigateway.CfnMethod) for c in resources)
        yield WiringError(
            f"{len(resources)} resources, {methods} of them API methods; CloudFormation takes {STACK_RESOURCE_LIMIT}",
            where=stack.node.path,
            remedy="define the API by Definition.OPENAPI, where routes take no resources (docs/route-tables.md says "
            "what a deployed API goes through), serve several paths by one route with {proxy+}, move alarms or "
            "functions to another stack, or split the API in two",
        )


def _find_too_large_body(rest_api: apigateway.RestApiBase) -> Iterator[WiringError]:
    """API Gateway would import 6 MB, but a body in place has to fit into the template first."""
    resource = rest_api.node.default_child
    if not isinstance(resource, apigateway.CfnRestApi) or resource.body is None:
        return
    # As the CDK writes templates: a line for each value, unless the app says otherwise.
    indent = None if rest_api.node.try_get_context(_NO_INDENTATION) else 1
    size = len(json.dumps(Stack.of(rest_api).resolve(resource.body), indent=indent))
    if size > TEMPLATE_BODY_LIMIT:
        yield WiringError(
            f"the body of the API takes {size:,} bytes; CloudFormation takes a template of {TEMPLATE_BODY_LIMIT:,}",
            where=rest_api.node.path,
            remedy="serve several paths by one route with {proxy+}, or split the API in two; "
            f"the context {_NO_INDENTATION} set to true leaves out what is only there to be read",
        )


def _find_full_policies(scope: Construct) -> Iterator[WiringError]:
    permissions: dict[str, list[lambda_.CfnPermission]] = {}
    for permission in _in_app(scope, lambda_.CfnPermission):
        permissions.setdefault(_resolved(permission, permission.function_name), []).append(permission)
    for granted in permissions.values():
        size = sum(estimate_statement_bytes(p) for p in granted)
        if size > FUNCTION_POLICY_LIMIT and any(p.node.path.startswith(f"{scope.node.path}/") for p in granted):
            yield WiringError(
                f"{len(granted)} permissions on one function, about {size:,} bytes; Lambda takes "
                f"{FUNCTION_POLICY_LIMIT:,} bytes of policy",
                where=granted[0].node.path,
                remedy="grant once per API instead of once per method (LambdaIntegration: scope_permission_to_method="
                "False; routes of ProxyRestApi do so), or put an alias between",
            )


def estimate_statement_bytes(permission: lambda_.CfnPermission) -> int:
    """About how many bytes a permission takes in its function's policy."""
    parts = (permission.function_name, permission.principal, permission.source_arn, permission.source_account)
    return _STATEMENT_FRAME + sum(_length(Stack.of(permission).resolve(part)) for part in parts if part)


def _length(value: Any) -> int:
    """The length of a resolved value, with a guess for what only the deployment knows."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict) and list(value) == ["Fn::Join"]:
        return sum(_length(part) for part in value["Fn::Join"][1])
    if isinstance(value, dict) and list(value) == ["Ref"]:
        return _REF_LENGTHS.get(value["Ref"], 10)
    return _ARN_LENGTH


def _in_app(scope: IConstruct, kind: type[_T]) -> list[_T]:
    return [c for c in scope.node.root.node.find_all() if isinstance(c, kind)]


def _share_environment(one: IConstruct, other: IConstruct) -> bool:
    """Whether both go to one account and region; stages beside each other that name none, as dev and prod, may not."""
    environment = Stack.of(one).environment
    if environment != Stack.of(other).environment:
        return False
    stages = sorted(f"{stage.node.path}/" for stage in (Stage.of(one), Stage.of(other)) if stage is not None)
    return _OPEN not in environment or stages[-1].startswith(stages[0].removeprefix("/"))


def _resolved(scope: IConstruct, value: Any) -> str:
    return json.dumps(Stack.of(scope).resolve(value), sort_keys=True)
