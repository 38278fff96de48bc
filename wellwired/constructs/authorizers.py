"""The authorizers behind `Authorization` values, one for each value that an API uses."""

from collections.abc import Mapping
from typing import Any

import jsii
from aws_cdk import Names, Stack
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.authorization import (
    AUTHORIZATION_HEADER,
    Authorization,
    Authorizing,
    CognitoAuthorization,
)
from wellwired.constructs.permissions import render_invocation_uri


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
    """The authorizer resources of one API, named as `authorizers` says.

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
        authorizers: Mapping[Authorizing, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        self._deployment = deployment
        self._made: dict[Authorization, apigateway.IAuthorizer] = {
            authorization: self._make(name, authorization) for authorization, name in authorizers.items()
        }

    def find(self, authorization: Authorization) -> apigateway.IAuthorizer | None:
        """The authorizer of a choice; None for one that needs no authorizer."""
        return self._made.get(authorization)

    def _make(self, name: str, authorization: Authorizing) -> apigateway.IAuthorizer:
        properties = render_authorizer(self, authorization)
        scope = Construct(self, name)
        authorizer = apigateway.CfnAuthorizer(
            scope, "Resource", rest_api_id=self._rest_api.rest_api_id, name=Names.unique_id(scope), **properties
        )
        self._deployment.node.add_dependency(authorizer)
        self._deployment.add_to_logical_id({"authorizer": Stack.of(self).resolve(properties)})
        return _AttachedAuthorizer(authorizer.ref, authorization.type)


def render_authorizer(scope: Construct, authorization: Authorizing) -> dict[str, Any]:
    """The properties of an authorizer but for its name, as `CfnAuthorizer` takes them."""
    if isinstance(authorization, CognitoAuthorization):
        return {
            "type": "COGNITO_USER_POOLS",
            "provider_arns": [pool.user_pool_arn for pool in authorization.user_pools],
            "identity_source": AUTHORIZATION_HEADER,
        }
    return {
        "type": authorization.kind,
        "authorizer_uri": render_invocation_uri(scope, authorization.function),
        "authorizer_result_ttl_in_seconds": authorization.ttl_seconds,
        "identity_source": ",".join(authorization.identity_sources) or None,
        "identity_validation_expression": authorization.validation_regex,
    }
