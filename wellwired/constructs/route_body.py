"""What an API needs beside an OpenAPI body: permissions; and a check that nothing else is put on it."""

from collections.abc import Iterator

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.permissions import InvokePermissions
from wellwired.constructs.route_plan import RoutePlan
from wellwired.constructs.route_reasons import allow_sharing, find_sharing_reason, note_open_routes
from wellwired.constructs.synth_check import check_at_synth
from wellwired.errors import WiringError

_PARTS = (
    apigateway.CfnResource,
    apigateway.CfnMethod,
    apigateway.CfnModel,
    apigateway.CfnRequestValidator,
    apigateway.CfnAuthorizer,
    apigateway.CfnGatewayResponse,
)


class RouteBody(Construct):
    """The counterpart of RouteMethods for an API whose routes are in its body."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: apigateway.SpecRestApi,
        deployment: apigateway.Deployment,
        plan: RoutePlan,
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        InvokePermissions(self, "Permissions", rest_api=rest_api, deployment=deployment, callees=plan.callees)
        note_open_routes(rest_api, plan)
        shared = {planned.route.name: reason for planned in plan.routes if (reason := find_sharing_reason(planned))}
        if shared:
            allow_sharing(rest_api.node.default_child, "; ".join(f"{name}: {why}" for name, why in shared.items()))
        check_at_synth(self, self._find_foreign_parts)

    def _find_foreign_parts(self) -> Iterator[WiringError]:
        """Resources on the API beside its body: the next body that differs overwrites the API, and they are gone.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api-update.html
        """
        stack = Stack.of(self)
        api_id = stack.resolve(self._rest_api.rest_api_id)
        for part in stack.node.find_all():
            if isinstance(part, _PARTS) and stack.resolve(part.rest_api_id) == api_id:
                yield WiringError(
                    f"{part.cfn_resource_type} stands beside the body of its API, which would take it away when it is "
                    "next put",
                    where=part.node.path,
                    remedy="make it a Route or an argument of ProxyRestApi, or define the API by Definition.METHODS",
                )
