"""A route table as resources: methods, integrations, validators, models, preflights and permissions."""

from collections.abc import Iterator

from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.authorizers import Authorizers
from wellwired.constructs.permissions import InvokePermissions, render_invocation_uri
from wellwired.constructs.preflight import add_preflight
from wellwired.constructs.route_plan import PlannedRoute, RoutePlan
from wellwired.constructs.route_reasons import allow_sharing, find_sharing_reason, note_open_routes
from wellwired.constructs.routes import MODEL_CONTENT_TYPES
from wellwired.constructs.synth_check import check_at_synth
from wellwired.errors import WiringError


class RouteMethods(Construct):
    """The methods of one API. `methods` is keyed by method and path, such as `POST /orders`, preflights included.

    Two resources a route, one more per path for CORS; validators, permissions and models come once.
    """

    methods: dict[str, apigateway.Method]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: apigateway.RestApi,
        deployment: apigateway.Deployment,
        plan: RoutePlan,
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        InvokePermissions(self, "Permissions", rest_api=rest_api, deployment=deployment, callees=plan.callees)
        self._authorizers = Authorizers(
            self, "Authorizers", rest_api=rest_api, deployment=deployment, authorizers=plan.authorizers
        )
        self._models = {
            name: apigateway.Model(self, f"Model{name}", rest_api=rest_api, schema=schema)
            for name, schema in plan.models.items()
        }
        self._integrations: dict[tuple[object, ...], apigateway.Integration] = {}
        self._root = rest_api.root
        self._validators: dict[bool, apigateway.RequestValidator] = {}
        self.methods = {planned.route.name: self._add(planned) for planned in plan.routes}
        for path, preflight in plan.preflights.items():
            resource = self._root.resource_for_path(path)
            self.methods[f"OPTIONS {path}"] = add_preflight(resource, preflight)
        note_open_routes(rest_api, plan)
        check_at_synth(self, self._find_silently_open)

    def _add(self, planned: PlannedRoute) -> apigateway.Method:
        route, authorization = planned.route, planned.authorization
        method = self._root.resource_for_path(route.path).add_method(
            route.method,
            self._integrate(planned),
            authorization_type=authorization.type,
            authorizer=self._authorizers.find(authorization),
            authorization_scopes=planned.scopes or None,
            api_key_required=route.api_key_required,
            operation_name=route.operation_name,
            request_parameters=planned.request_parameters or None,
            request_models=self._find_models(planned),
            request_validator=self._get_validator(with_body=planned.model is not None),
        )
        if reason := find_sharing_reason(planned):
            allow_sharing(method.node.default_child, reason)
        return method

    def _find_silently_open(self) -> Iterator[WiringError]:
        """Methods that somebody added to the API beside the route table, which the CDK leaves open."""
        methods = self._rest_api.methods
        if len(methods) == len(self.methods):  # as a rule; looking at each asks Node five times
            return
        for method in methods:
            name = f"{method.http_method} {method.resource.path}"
            resource = method.node.default_child
            is_open = isinstance(resource, apigateway.CfnMethod) and resource.authorization_type in (None, "NONE")
            if is_open and name not in self.methods and method.http_method != "OPTIONS":
                yield WiringError(
                    f"{name} was added without authorization",
                    where=method.node.path,
                    remedy="make it a Route; Authorization.open(reason=...) says that anybody may call it",
                )

    def _integrate(self, planned: PlannedRoute) -> apigateway.Integration:
        """One object for all routes that are integrated alike: each would be made by Node."""
        route, key = planned.route, planned.cache_key
        alike = (route.function, planned.timeout_ms, *key)
        if alike not in self._integrations:
            # POST whatever the client's method is: it is the method of Lambda's own API, any other ends as a 500.
            # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
            self._integrations[alike] = apigateway.Integration(
                type=apigateway.IntegrationType.AWS_PROXY,
                integration_http_method="POST",
                uri=render_invocation_uri(self, route.function),
                options=apigateway.IntegrationOptions(timeout=route.timeout, cache_key_parameters=key or None),
            )
        return self._integrations[alike]

    def _get_validator(self, *, with_body: bool) -> apigateway.RequestValidator:
        """One of two per API: a body is held against its model, or only the parameters are looked at."""
        if with_body not in self._validators:
            self._validators[with_body] = apigateway.RequestValidator(
                self,
                "ValidateAll" if with_body else "ValidateParameters",
                rest_api=self._rest_api,
                validate_request_body=with_body,
                validate_request_parameters=True,
            )
        return self._validators[with_body]

    def _find_models(self, planned: PlannedRoute) -> dict[str, apigateway.IModel] | None:
        return None if planned.model is None else dict.fromkeys(MODEL_CONTENT_TYPES, self._models[planned.model])
