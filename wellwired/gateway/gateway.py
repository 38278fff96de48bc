"""The gateway: each request asked in the order of API Gateway, then answered by its integration.

Source: recorded and documented behaviour; https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from wellwired.facts import REQUEST_BODY_LIMIT
from wellwired.gateway.buckets import Buckets, Quotas
from wellwired.gateway.caller import Caller
from wellwired.gateway.context import open_exchange, place_in
from wellwired.gateway.domains import Domains, Place
from wellwired.gateway.edge import through_edge
from wellwired.gateway.exchange import Exchange, readable, spell_map
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import FunctionHost
from wellwired.gateway.gateway_answers import render_refusal
from wellwired.gateway.identities import Identities
from wellwired.gateway.integrations.answering import answer_by_integration
from wellwired.gateway.integrations.lambda_function import Calls
from wellwired.gateway.keys import Keys
from wellwired.gateway.mapping.unserved import find_unserved
from wellwired.gateway.messages import Request, Response, make_request_readable, make_sendable
from wellwired.gateway.refusals import BODY_TOO_LARGE, Refusal
from wellwired.gateway.site import Site, read_sites
from wellwired.gateway.steps.identity import (
    check_signature,
    check_user_pool,
    find_authorizer,
    refuse_unsigned_form,
)
from wellwired.gateway.steps.lambda_authorizer import AuthorizerCache, check_authorizer
from wellwired.gateway.steps.resource_policy import check_resource_policy
from wellwired.gateway.steps.usage import Usage, check_usage
from wellwired.gateway.steps.validation import check_request
from wellwired.gateway.unimitated import find_unimitated
from wellwired.model.api import Method, RestApi
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

ROUTE_STEP: Final = "Route"
INTEGRATION_STEP: Final = "Integration"


@dataclass(frozen=True, slots=True)
class ServedApi:
    """An API that is served. stages: by name. routes: such as "GET /orders", over all stages."""

    label: str
    api_id: str
    stages: tuple[str, ...]
    routes: tuple[str, ...]
    node: RestApi


class Gateway:
    """Every REST API of a wiring. `handle` may be called from several threads at once.

    functions: what runs the functions; without it, sandboxes of this gateway's own, which `close` ends.
    identities: how the model's references are spelled here. caller: who signed requests and user pools' tokens stand
    for. key_values: values of API keys, by the key's address, where a deployment has made them. observe: told of
    every exchange once it is answered.
    """

    def __init__(
        self,
        wiring: Wiring,
        *,
        functions: FunctionHost | None = None,
        identities: Identities | None = None,
        caller: Caller | None = None,
        key_values: Mapping[str, str] | None = None,
        observe: Callable[[Exchange], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wiring = wiring
        self._identities = identities or Identities(wiring)
        self._caller = caller or Caller()
        self._observe = observe
        self._functions = functions or LocalFunctions(self._identities)
        self._is_own_host = functions is None
        self._calls = Calls(wiring, self._identities, self._functions)
        self._keys = Keys(wiring, self._identities, key_values or {})
        self._usage = Usage(self._keys, Buckets(clock), Quotas())
        self._cache = AuthorizerCache(clock)
        self._domains = Domains(wiring, self._identities)
        self._sites: dict[str, dict[str, Site]] = {}
        notices: list[str] = [*self._domains.notices]
        self.apis: tuple[ServedApi, ...] = tuple(self._serve(api, notices) for api in wiring.own(RestApi))
        notices += (
            f"{one.method.route} answers 504 here: {one.integration} is not called" for one in find_unserved(wiring)
        )
        self.notices: tuple[str, ...] = (*notices, *find_unimitated(wiring))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandboxes that this gateway started; those of a host that it was given stay."""
        if self._is_own_host:
            self._functions.close()

    @property
    def api_keys(self) -> Mapping[str, str]:
        """The values of the API keys, by name. They are secrets: show them only to whoever asks."""
        return dict(self._keys.values)

    def keys_of(self, api: str, stage: str) -> tuple[str, ...]:
        """The values of the API keys that open a stage of the API with this id. They are secrets, too."""
        site = self._sites[api][stage]
        return self._keys.values_on(site.api, site.stage)

    def methods_of(self, api: str, stage: str) -> tuple[Method, ...]:
        """The methods that a stage of the API with this id serves."""
        return self._sites[api][stage].methods

    def handle(self, request: Request, *, api: str | None = None) -> Response:
        """Answer one request. api: the id of a `ServedApi`, where there are several."""
        started = time.perf_counter()
        exchange = open_exchange(make_request_readable(request))
        exchange.spell = self._identities.spell
        try:
            exchange.response = self._answer(exchange, api)
        except Unsettled as doubt:
            exchange.refused("Local gateway", doubt.reason)
            exchange.response = _cannot_tell(exchange, doubt.reason)
        answer = make_sendable(exchange.response)
        answer = exchange.response = through_edge(answer) if exchange.is_edge else answer
        exchange.duration_ms = (time.perf_counter() - started) * 1000
        _close(exchange)
        self._observe(exchange)
        return answer

    def _serve(self, api: RestApi, notices: list[str]) -> ServedApi:
        api_id = self._identities.id_of(api)
        sites = self._sites.setdefault(api_id, {})
        for site in read_sites(self._wiring, api, self._identities):
            if isinstance(site, str):
                notices.append(site)
                continue
            sites[site.stage_name] = site
            notices += site.notices
            notices += (
                f"{method.route} is not in the deployment of stage {site.stage_name}: it answers 403, as on AWS"
                for method in site.left_out
            )
        routes = dict.fromkeys(method.route for site in sites.values() for method in site.methods)
        return ServedApi(api.name, api_id, tuple(sites), tuple(routes), api)

    def _answer(self, exchange: Exchange, api: str | None) -> Response:
        if len(exchange.request.body) > REQUEST_BODY_LIMIT:
            exchange.refused(ROUTE_STEP, BODY_TOO_LARGE)
            return Response(
                status=413, headers=(("Content-Type", "text; charset=utf-8"),), body=BODY_TOO_LARGE.encode()
            )
        site = self._find_site(exchange, api)
        if site is None:
            return _forbid(exchange)
        place_in(exchange, site, self._identities)
        try:
            return self._pass(exchange, site)
        except Refusal as refusal:
            return self._refuse(exchange, site, refusal)

    def _find_site(self, exchange: Exchange, api: str | None) -> Site | None:
        """The stage that a request names, and its path behind it; None where there is none, or the endpoint is off."""
        host = (exchange.request.header("host") or "").partition(":")[0]
        is_custom = self._domains.serves(host)
        place = self._domains.find(host, exchange.request.path) if is_custom else self._find_own(exchange, api)
        site = self._sites.get(place.api_id, {}).get(place.stage) if place is not None else None
        if place is None or site is None:
            missing = f"there is no stage {place.stage!r}" if place is not None else "no mapping of the domain takes it"
            exchange.refused(ROUTE_STEP, missing)
            return None
        if not is_custom and site.api.disable_execute_api_endpoint.or_default(False):
            exchange.refused(ROUTE_STEP, "the API's own endpoint is switched off")
            return None
        # Slashes too many behind the stage stay in requestContext.path alone, as recorded.
        exchange.path, exchange.base_path = f"/{place.rest.lstrip('/')}", place.base_path
        return site

    def _find_own(self, exchange: Exchange, api: str | None) -> Place:
        """Where a path on an API's own endpoint leads: its first part names the stage."""
        if api is None and len(self.apis) > 1:
            raise Unsettled("several APIs are served, and the request names none")
        stage, _, rest = exchange.request.path.lstrip("/").partition("/")
        return Place(api or next((one.api_id for one in self.apis), ""), stage, rest)

    def _pass(self, exchange: Exchange, site: Site) -> Response:
        self._route(exchange, site)
        _describe_request(exchange)
        self._authorize(exchange, site)
        check_usage(exchange, site, self._usage)
        exchange.say(f"Starting execution for request: {exchange.request_id}")
        check_request(exchange, self._wiring)
        answer = answer_by_integration(exchange, site, self._calls)
        exchange.passed(INTEGRATION_STEP, f"answered {answer.status}")
        exchange.say_data(f"Method response body after transformations: {readable(answer.body)}")
        exchange.say_data(f"Method response headers: {spell_map(dict(answer.headers))}")
        exchange.say("Successfully completed execution")
        return answer

    def _route(self, exchange: Exchange, site: Site) -> None:
        found = site.routes.find(exchange.request.method, exchange.path)
        if found is None:
            why = f"no method answers {exchange.request.method} {exchange.path}"
            header = exchange.request.header("authorization")
            if header is not None:
                refuse_unsigned_form(exchange, header)
            exchange.refused(ROUTE_STEP, why)
            raise Refusal("MISSING_AUTHENTICATION_TOKEN", detail=why)
        exchange.method, exchange.path_parameters = found
        exchange.route = found.method.path.known() or "/"
        exchange.context |= {
            "resourcePath": exchange.route,
            "resourceId": self._identities.spell(found.method.resource_id.if_known() or "") or "root",
        }
        name = found.method.operation_name.if_known()
        if name:
            exchange.context["operationName"] = exchange.spell(name)
        exchange.passed(ROUTE_STEP, found.method.route)

    def _authorize(self, exchange: Exchange, site: Site) -> None:
        """IAM, a user pool or a Lambda authorizer, and the resource policy around them."""
        kind = exchange.method.authorization_type.or_default("NONE") if exchange.method is not None else "NONE"
        caller = check_signature(exchange, self._caller) if kind == "AWS_IAM" else ""
        check_resource_policy(exchange, self._identities, caller=caller)
        if kind in ("CUSTOM", "COGNITO_USER_POOLS"):
            authorizer = find_authorizer(exchange, self._wiring)
            if kind == "CUSTOM":
                check_authorizer(exchange, site, authorizer, self._calls, self._cache)
            else:
                check_user_pool(exchange, authorizer, self._caller, exchange.request.time.timestamp())

    def _refuse(self, exchange: Exchange, site: Site, refusal: Refusal) -> Response:
        if not exchange.steps or exchange.steps[-1].detail != refusal.detail:
            exchange.refused(INTEGRATION_STEP if exchange.method is not None else ROUTE_STEP, refusal.detail)
        exchange.refusal = refusal.kind
        if refusal.log:
            exchange.say_error(refusal.log)
        answer = render_refusal(exchange, site, refusal)
        exchange.say_data(f"Gateway response body: {readable(answer.body)}")
        exchange.say(f"Gateway response type: {refusal.kind} with status code: {answer.status}")
        return answer


def _describe_request(exchange: Exchange) -> None:
    request = exchange.request
    exchange.say(f"Extended Request Id: {exchange.extended_request_id}")
    exchange.say(f"HTTP Method: {request.method}, Resource Path: {exchange.route}")
    exchange.say_data(f"Method request path: {spell_map(exchange.path_parameters)}")
    exchange.say_data(f"Method request query string: {spell_map(request.query_values())}")
    exchange.say_data(f"Method request headers: {spell_map(dict(request.headers))}")
    exchange.say_data(f"Method request body before transformations: {readable(request.body)}")


def _close(exchange: Exchange) -> None:
    answer = exchange.response
    if answer is None:
        return
    exchange.context |= {
        "status": str(answer.status),
        "responseLength": str(len(answer.body)),
        "responseLatency": str(round(exchange.duration_ms)),
    }
    if exchange.stage is not None:
        exchange.say(f"Method completed with status: {answer.status}")


def _forbid(exchange: Exchange) -> Response:
    """The answer outside of every API: no gateway response applies to it."""
    headers = (
        ("Content-Type", "application/json"),
        ("x-amzn-RequestId", exchange.request_id),
        ("x-amzn-ErrorType", "ForbiddenException"),
        ("x-amz-apigw-id", exchange.extended_request_id),
    )
    return Response(status=403, headers=headers, body=b'{"message":"Forbidden"}')


def _cannot_tell(exchange: Exchange, reason: str) -> Response:
    """An answer that API Gateway never gives: what it would do here hangs on something unknown."""
    text = f"wellwired: what API Gateway would answer is not known here: {reason}\n"
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("x-amzn-RequestId", exchange.request_id))
    return Response(status=501, headers=headers, body=text.encode())
