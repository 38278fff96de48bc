"""Turns a route table into resources, methods, integrations, validators, models, preflights and permissions."""

from collections.abc import Iterator, Sequence

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs.authorization import Authorization, CognitoAuthorization, OpenAuthorization
from wellwired.constructs.authorizers import Authorizers
from wellwired.constructs.cors import ANY, Cors
from wellwired.constructs.permissions import InvokePermissions
from wellwired.constructs.preflight import add_preflight
from wellwired.constructs.routes import Route, methods_on
from wellwired.constructs.synth_check import check_at_synth
from wellwired.constructs.timeouts import check_function_below, check_integration
from wellwired.errors import WiringError


class RouteMethods(Construct):
    """The methods of one API. `methods` is keyed by method and path, such as `POST /orders`, preflights included.

    Two resources a route, one more per path for CORS; validators, permissions and models come once.
    """

    methods: dict[str, apigateway.Method]
    functions: tuple[lambda_.IFunction, ...]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        rest_api: apigateway.RestApi,
        deployment: apigateway.Deployment,
        routes: Sequence[Route],
        authorization: Authorization,
        cors: Cors | None,
        endpoint_type: apigateway.EndpointType,
        integration_timeout_quota: Duration | None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._rest_api = rest_api
        self._authorization = authorization
        self._permissions = InvokePermissions(self, "Permissions", rest_api=rest_api, deployment=deployment)
        self._authorizers = Authorizers(
            self, "Authorizers", rest_api=rest_api, deployment=deployment, permissions=self._permissions
        )
        self._validators: dict[bool, apigateway.RequestValidator] = {}
        self._models: list[tuple[apigateway.JsonSchema, apigateway.Model]] = []
        self.methods = {}
        for route in routes:
            where = f"{rest_api.node.path}: {route.label}"
            check_integration(route.timeout, endpoint_type=endpoint_type, quota=integration_timeout_quota, where=where)
            check_function_below(self, route.function, route.timeout, where=where)
            self._add(route)
        if cors is not None:
            self._add_preflights(routes, cors)
        self.functions = tuple(dict.fromkeys(route.function for route in routes))
        check_at_synth(self, self._find_silently_open)

    def _add(self, route: Route) -> None:
        authorization = route.authorization or self._authorization
        self._permissions.grant(route.function, path="*/*/*")
        method = self._rest_api.root.resource_for_path(route.path).add_method(
            route.method,
            self._integrate(route),
            authorization_type=authorization.type,
            authorizer=self._authorizers.find(authorization, construct_id=self._authorizer_id(route)),
            authorization_scopes=_scopes(authorization),
            api_key_required=route.api_key_required,
            operation_name=route.operation_name,
            request_parameters=route.request_parameters or None,
            request_models=self._find_models(route),
            request_validator=self._get_validator(with_body=route.request_model is not None),
        )
        if isinstance(authorization, OpenAuthorization) and isinstance(method.node.default_child, apigateway.CfnMethod):
            method.node.default_child.add_metadata("wellwired:open", authorization.reason)
        self.methods[f"{route.method} {route.path}"] = method

    def _find_silently_open(self) -> Iterator[WiringError]:
        """Methods that somebody added to the API beside the route table, which the CDK leaves open."""
        for method in self._rest_api.methods:
            name = f"{method.http_method} {method.resource.path}"
            resource = method.node.default_child
            is_open = isinstance(resource, apigateway.CfnMethod) and resource.authorization_type in (None, "NONE")
            if is_open and name not in self.methods and method.http_method != "OPTIONS":
                yield WiringError(
                    f"{name} was added without authorization",
                    where=method.node.path,
                    remedy="make it a Route; Authorization.open(reason=...) says that anybody may call it",
                )

    def _integrate(self, route: Route) -> apigateway.Integration:
        # POST whatever the client's method is: it is the method of Lambda's own API, and any other ends as a 500.
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
        return apigateway.AwsIntegration(
            service="lambda",
            proxy=True,
            integration_http_method="POST",
            path=f"2015-03-31/functions/{route.function.function_arn}/invocations",
            options=apigateway.IntegrationOptions(timeout=route.timeout),
        )

    def _authorizer_id(self, route: Route) -> str:
        return "Default" if route.authorization is None else _construct_id(route)

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

    def _find_models(self, route: Route) -> dict[str, apigateway.IModel] | None:
        """One resource per schema. Without `$default`, a body of another content type is not looked at at all.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
        """
        if route.request_model is None:
            return None
        model = next((m for schema, m in self._models if schema is route.request_model), None)
        if model is None:
            model = apigateway.Model(
                self, f"Model{_construct_id(route)}", rest_api=self._rest_api, schema=route.request_model
            )
            self._models.append((route.request_model, model))
        return {"application/json": model, "$default": model}

    def _add_preflights(self, routes: Sequence[Route], cors: Cors) -> None:
        for route in routes:
            if route.method == "OPTIONS":
                raise WiringError(
                    "with cors the API answers OPTIONS itself", where=route.label, remedy="leave the route out"
                )
            self._check_headers(route, cors)
        for path in dict.fromkeys(route.path for route in routes):
            resource = self._rest_api.root.resource_for_path(path)
            self.methods[f"OPTIONS {path}"] = add_preflight(resource, cors=cors, methods=methods_on(routes, path))

    def _check_headers(self, route: Route, cors: Cors) -> None:
        """A header that a route asks for and a browser may not send makes the route useless to browsers."""
        needed = [*(route.authorization or self._authorization).request_headers, *route.required_headers]
        needed += ["X-Api-Key"] if route.api_key_required else []
        allowed = {name.lower() for name in cors.allow_headers}
        # A star stands for every header but Authorization: https://fetch.spec.whatwg.org/#http-access-control-allow-headers
        missing = [n for n in needed if n.lower() not in allowed and (ANY not in allowed or n == "Authorization")]
        if missing:
            raise WiringError(
                f"the route asks for {', '.join(missing)}, which cors.allow_headers forbids browsers to send",
                where=route.label,
                remedy=f"add {missing[0]!r} to allow_headers",
            )


def _scopes(authorization: Authorization) -> list[str] | None:
    return list(authorization.scopes) or None if isinstance(authorization, CognitoAuthorization) else None


def _construct_id(route: Route) -> str:
    return f"{route.method}{route.path.replace('/', '.')}"
