"""The authorizer resources behind `Authorization` values, one for each value that an API uses."""

from typing import Any

import jsii
from aws_cdk import Names, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs.authorization import (
    AUTHORIZATION_HEADER,
    Authorization,
    CognitoAuthorization,
    LambdaAuthorization,
)
from wellwired.constructs.permissions import InvokePermissions
from wellwired.constructs.timeouts import check_authorizer


@jsii.implements(apigateway.IAuthorizer)
class _AttachedAuthorizer:
    """What the CDK's methods ask of an authorizer."""

    def __init__(self, authorizer_id: str, authorization_type: apigateway.AuthorizationType) -> None:
        self._id = authorizer_id
        self._type = authorization_type

    @property
    def authorizer_id(self) -> str:
        return self._id

    @property
    def authorization_type(self) -> apigateway.AuthorizationType:
        return self._type


class Authorizers(Construct):
    """Makes the authorizers of one API as they are asked for.

    The CDK's own RequestAuthorizer puts its permission beside the function, which is a circle where function and API
    are in two stacks.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: apigateway.RestApi,
        deployment: apigateway.Deployment,
        permissions: InvokePermissions,
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        self._deployment = deployment
        self._permissions = permissions
        self._made: dict[Authorization, apigateway.IAuthorizer] = {}

    def find(self, authorization: Authorization, *, construct_id: str) -> apigateway.IAuthorizer | None:
        """The authorizer of a choice; None for one that needs no authorizer. `construct_id` names a new one."""
        properties = self._find_properties(authorization)
        if properties is None:
            return None
        if authorization not in self._made:
            self._made[authorization] = self._make(construct_id, authorization, properties)
        return self._made[authorization]

    def _find_properties(self, authorization: Authorization) -> dict[str, Any] | None:
        if isinstance(authorization, CognitoAuthorization):
            return {
                "type": "COGNITO_USER_POOLS",
                "provider_arns": [pool.user_pool_arn for pool in authorization.user_pools],
                "identity_source": AUTHORIZATION_HEADER,
            }
        if isinstance(authorization, LambdaAuthorization):
            return {
                "type": authorization.kind,
                "authorizer_uri": self._uri(authorization.function),
                "authorizer_result_ttl_in_seconds": authorization.ttl_seconds,
                "identity_source": ",".join(authorization.identity_sources) or None,
                "identity_validation_expression": authorization.validation_regex,
            }
        return None

    def _make(
        self, construct_id: str, authorization: Authorization, properties: dict[str, Any]
    ) -> apigateway.IAuthorizer:
        if isinstance(authorization, LambdaAuthorization):
            check_authorizer(self, authorization.function, where=f"{self._rest_api.node.path}: authorizer")
            self._permissions.grant(authorization.function, path="authorizers/*")
        scope = Construct(self, construct_id)
        authorizer = apigateway.CfnAuthorizer(
            scope, "Resource", rest_api_id=self._rest_api.rest_api_id, name=Names.unique_id(scope), **properties
        )
        self._deployment.node.add_dependency(authorizer)
        self._deployment.add_to_logical_id({"authorizer": Stack.of(self).resolve(properties)})
        return _AttachedAuthorizer(authorizer.ref, authorization.type)

    def _uri(self, function: lambda_.IFunction) -> str:
        stack = Stack.of(self)
        return stack.format_arn(
            service="apigateway",
            account="lambda",
            resource="path",
            resource_name=f"2015-03-31/functions/{function.function_arn}/invocations",
        )
