"""Lets an API call a function: one permission each, however many routes there are."""

import json
from collections.abc import Iterable

from aws_cdk import Annotations, Names, Stack, Token
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.facts import APIGATEWAY_PRINCIPAL, INVOKE_ACTION


class InvokePermissions(Construct):
    """The `AWS::Lambda::Permission`s of one API, each made once and in the API's stack, wherever the function lives.

    `callees` are functions or aliases, each with what may call it below the API's execute-api ARN, `*/*/*` say. A
    permission per method, as the CDK's LambdaIntegration makes them, fills a function's policy at about 27 routes.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: apigateway.IRestApi,
        deployment: apigateway.Deployment,
        callees: Iterable[tuple[lambda_.IFunction, str]],
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        self._deployment = deployment
        self._granted: set[tuple[str, str]] = set()
        for function, path in callees:
            self._grant(function, path)

    def _grant(self, function: lambda_.IFunction, path: str) -> None:
        key = (json.dumps(Stack.of(self).resolve(function.function_arn), sort_keys=True), path)
        if key in self._granted:
            return
        source_arn = Stack.of(self).format_arn(
            service="execute-api", resource=self._rest_api.rest_api_id, resource_name=path
        )
        if _in_another_account(function, self):
            Annotations.of(self).add_warning_v2(
                "wellwired:foreign-function",
                f"{function.node.path} is in account {function.env.account}, which has to grant "
                f"{INVOKE_ACTION} to {APIGATEWAY_PRINCIPAL} for this API itself",
            )
        else:
            permission = lambda_.CfnPermission(
                self,
                f"{path.split('/')[0].replace('*', 'invoke')}-{Names.node_unique_id(function.node)}",
                action=INVOKE_ACTION,
                function_name=function.function_arn,
                principal=APIGATEWAY_PRINCIPAL,
                source_arn=source_arn,
            )
            # Without it the first calls to a new route would be answered 500.
            self._deployment.node.add_dependency(permission)
        self._granted.add(key)


def render_invocation_uri(scope: Construct, function: lambda_.IFunction) -> str:
    """The URI by which an integration or an authorizer of the scope's region calls a function or alias."""
    return Stack.of(scope).format_arn(
        service="apigateway",
        account="lambda",
        resource="path",
        resource_name=f"2015-03-31/functions/{function.function_arn}/invocations",
    )


def _in_another_account(function: lambda_.IFunction, scope: Construct) -> bool:
    accounts = (function.env.account, Stack.of(scope).account)
    return not any(Token.is_unresolved(account) for account in accounts) and accounts[0] != accounts[1]
