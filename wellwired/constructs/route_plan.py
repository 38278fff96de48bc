"""What each route of a table becomes, whichever way the API is defined: checked once, and walked by both renderings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs.authorization import (
    Authorization,
    Authorizing,
    CognitoAuthorization,
    LambdaAuthorization,
    OpenAuthorization,
)
from wellwired.constructs.cors import ANY, Cors
from wellwired.constructs.preflight import Preflight, plan_preflight
from wellwired.constructs.routes import Route, methods_on
from wellwired.constructs.timeouts import check_authorizer, check_function_below, check_integration
from wellwired.errors import WiringError

API_KEY_HEADER: Final = "method.request.header.x-api-key"
EVERY_METHOD: Final = "*/*/*"  # below an API's execute-api ARN: any stage, method and path
EVERY_AUTHORIZER: Final = "authorizers/*"


@dataclass(frozen=True, slots=True)
class PlannedRoute:
    """A route with what the whole table decides for it; `model` is a name in `RoutePlan.models`."""

    route: Route
    authorization: Authorization
    model: str | None
    timeout_ms: float

    @property
    def request_parameters(self) -> dict[str, bool]:
        """What the route declares, and what tells its callers apart where answers are kept."""
        return dict.fromkeys(self._caller_parameters, False) | self.route.request_parameters

    @property
    def cache_key(self) -> list[str]:
        """The parameters that have to be equal for a kept answer to be given again."""
        return list(self.request_parameters) if self.route.cache is not None else []

    @property
    def _caller_parameters(self) -> tuple[str, ...]:
        if self.route.cache is None or self.route.cache.shared_reason is not None:
            return ()
        return self.authorization.caller_parameters + ((API_KEY_HEADER,) if self.route.api_key_required else ())

    @property
    def scopes(self) -> list[str]:
        """The scopes of which an access token must have one."""
        return list(self.authorization.scopes) if isinstance(self.authorization, CognitoAuthorization) else []


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """Every route, and what they share.

    `authorizers` are the choices that need an authorizer, and `models` the schemas of bodies, each by a name made of
    the route that asks first; `preflights` are by path.
    """

    routes: tuple[PlannedRoute, ...]
    authorizers: Mapping[Authorizing, str]
    models: Mapping[str, apigateway.JsonSchema]
    preflights: Mapping[str, Preflight]

    @property
    def functions(self) -> tuple[lambda_.IFunction, ...]:
        """The functions behind the routes, each once."""
        return tuple(dict.fromkeys(planned.route.function for planned in self.routes))

    @property
    def callees(self) -> Iterator[tuple[lambda_.IFunction, str]]:
        """Every function that the API has to be let call, and by what below its execute-api ARN."""
        yield from ((function, EVERY_METHOD) for function in self.functions)
        for authorization in self.authorizers:
            if isinstance(authorization, LambdaAuthorization):
                yield authorization.function, EVERY_AUTHORIZER


def plan_routes(
    scope: Construct,
    routes: Sequence[Route],
    *,
    authorization: Authorization,
    cors: Cors | None,
    endpoint_type: apigateway.EndpointType,
    integration_timeout_quota: Duration | None,
) -> RoutePlan:
    """Check a route table and work out what its routes share. Raises `WiringError` for what would not work."""
    authorizers: dict[Authorizing, str] = {}
    models: dict[str, apigateway.JsonSchema] = {}
    planned = []
    path = scope.node.path
    timeouts: dict[tuple[lambda_.IFunction, Duration], float] = {}
    for route in routes:
        where = f"{path}: {route.label}"
        if (route.function, route.timeout) not in timeouts:
            check_integration(route.timeout, endpoint_type=endpoint_type, quota=integration_timeout_quota, where=where)
            check_function_below(scope, route.function, route.timeout, where=where)
            timeouts[route.function, route.timeout] = route.timeout.to_milliseconds()
        chosen = route.authorization or authorization
        if isinstance(chosen, Authorizing) and chosen not in authorizers:
            authorizers[chosen] = "Default" if route.authorization is None else _name(route)
            _check_authorizer(scope, chosen)
        _check_cache(route, chosen, where=where)
        timeout_ms = timeouts[route.function, route.timeout]
        planned.append(PlannedRoute(route, chosen, _name_model(route, models), timeout_ms))
    return RoutePlan(
        tuple(planned),
        MappingProxyType(authorizers),
        MappingProxyType(models),
        MappingProxyType(_plan_preflights(planned, cors)),
    )


def _name(route: Route) -> str:
    return f"{route.method}{route.path.replace('/', '.')}"


def _check_authorizer(scope: Construct, authorization: Authorization) -> None:
    if isinstance(authorization, LambdaAuthorization):
        check_authorizer(scope, authorization.function, where=f"{scope.node.path}: authorizer")


def _check_cache(route: Route, authorization: Authorization, *, where: str) -> None:
    """A signature is another one with every call, so that nothing in a signed request stands for its caller."""
    if route.cache is None or route.cache.shared_reason is not None or isinstance(authorization, OpenAuthorization):
        return
    if not authorization.caller_parameters:
        raise WiringError(
            "answers are kept, and no parameter of the request tells one caller from another",
            where=where,
            remedy="say in Cache(shared_reason=...) why all callers may have the same answer, or keep none",
        )


def _name_model(route: Route, models: dict[str, apigateway.JsonSchema]) -> str | None:
    """The name of the route's model: one for every schema object, however many routes hold their bodies against it."""
    if route.request_model is None:
        return None
    name = next((name for name, schema in models.items() if schema is route.request_model), _name(route))
    models[name] = route.request_model
    return name


def _plan_preflights(planned: Sequence[PlannedRoute], cors: Cors | None) -> dict[str, Preflight]:
    if cors is None:
        return {}
    routes = [one.route for one in planned]
    for one in planned:
        if one.route.method == "OPTIONS":
            raise WiringError(
                "with cors the API answers OPTIONS itself", where=one.route.label, remedy="leave the route out"
            )
        _check_headers(one, cors)
    return {
        path: plan_preflight(cors, methods_on(routes, path)) for path in dict.fromkeys(route.path for route in routes)
    }


def _check_headers(planned: PlannedRoute, cors: Cors) -> None:
    """A header that a route asks for and a browser may not send makes the route useless to browsers."""
    route = planned.route
    needed = [*planned.authorization.request_headers, *route.required_headers]
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
