"""Invokes the function behind a method: whether API Gateway may, and what its failures mean for the client.

Source: recorded on AWS; https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import re
import uuid
from dataclasses import dataclass, field
from typing import Final

from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS
from wellwired.gateway.exchange import Exchange, readable
from wellwired.gateway.functions.invocation import (
    FunctionHost,
    FunctionThrottledError,
    FunctionUnavailableError,
    Invoked,
    StillRunningError,
)
from wellwired.gateway.identities import Identities
from wellwired.gateway.mapping.lambda_custom import read_error_message
from wellwired.gateway.permission import find_hindrance, find_missing, find_unassumable
from wellwired.gateway.refusals import Refusal
from wellwired.gateway.site import Site
from wellwired.model.api import Authorizer, Integration, Method
from wellwired.model.compute import Function
from wellwired.model.function_name import find_function_in_uri
from wellwired.model.invocation_uri import UriKind, classify_uri, find_regions
from wellwired.model.invocations import VERBS
from wellwired.model.setting import Unsettled
from wellwired.model.text import REGION, display, same
from wellwired.model.wiring import Wiring, expand_stage_variables

STEP: Final = "Integration"
_FAILED: Final = "Execution failed due to configuration error:"
_PERMISSION: Final = f"{_FAILED} Invalid permissions on Lambda function"
_ENDPOINT: Final = f"{_FAILED} Invalid endpoint address"
_EVENT_LIMIT: Final = 6_291_456  # bytes; the exact edge at API Gateway is not on record
_VARIABLE: Final = re.compile(r"\$\{stageVariables\.[^}]*\}")  # the log shows nothing where one is missing
_ASSUME: Final = "API Gateway does not have permission to assume the provided role"


@dataclass(frozen=True, slots=True)
class Calls:
    """How functions are called: the wiring that says whom, and what runs them.

    found: function and endpoint of what has been called, which a deployed wiring does not change.
    """

    wiring: Wiring
    identities: Identities
    functions: FunctionHost
    found: dict[tuple[int, int, str], tuple[Function, str]] = field(default_factory=dict)


def invoke_integration(
    exchange: Exchange, site: Site, integration: Integration, event: bytes, calls: Calls, *, waits: bool = True
) -> Invoked:
    """Invoke the function behind the exchange's method with `event`; raises `Refusal` where none answers in time.

    waits: whether the answer is waited for; else Lambda says 202 and nothing more, and the function runs on.
    """
    method = exchange.method
    if method is None:
        raise Unsettled("the request falls on no method")
    verb = (integration.integration_http_method.known() or "").upper()
    if verb != "POST":
        # Lambda's own API takes POST alone, and says 405 to anything else, whoever asks.
        raise Refusal(
            "INTEGRATION_FAILURE",
            status=500,
            detail=f"the integration calls Lambda with {verb or 'no method'}, and Lambda takes POST",
            log=f"Lambda invocation failed with status: 405. Lambda request id: {exchange.request_id}",
        )
    function = find_function(exchange, site, method, calls)
    if len(event) > _EVENT_LIMIT:
        exchange.context["integrationStatus"] = "413"
        raise Refusal(
            "REQUEST_TOO_LARGE",
            detail=f"the event has {len(event):,} bytes, and Lambda takes {_EVENT_LIMIT:,}",
            log=f"Lambda invocation failed with status: 413. Lambda request id: {exchange.request_id}",
        )
    wait_ms = int(integration.timeout_in_millis.or_default(INTEGRATION_TIMEOUT_MAX_MS))
    exchange.say(f"Sending request to {_endpoint(exchange.context['endpointUri'])}")
    return _invoke(exchange, function, event, wait_ms, calls) if waits else _start(exchange, function, event, calls)


def find_function(exchange: Exchange, site: Site, caller: Method | Authorizer, calls: Calls) -> Function:
    """The function that a method or authorizer invokes; raises `Refusal` where API Gateway cannot."""
    key = (id(site), id(caller), _verb(exchange))
    if key not in calls.found:
        calls.found[key] = _find(exchange, site, caller, calls)
    function, exchange.context["endpointUri"] = calls.found[key]
    exchange.say_data(f"Endpoint request URI: {_endpoint(exchange.context['endpointUri'])}")
    return function


def _find(exchange: Exchange, site: Site, caller: Method | Authorizer, calls: Calls) -> tuple[Function, str]:
    """The function and the endpoint's URI."""
    uri, credentials = _read_uri(caller)
    spelled = expand_stage_variables(uri, site.stage.variables)
    if spelled is None:
        raise _uninvokable(exchange, _VARIABLE.sub("", uri), f"the stage lacks a variable of {display(uri)}")
    kind = classify_uri(calls.wiring, spelled)
    if kind is not UriKind.INVOCATION:
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"the URI is {kind.value}", log=_ENDPOINT)
    _refuse_other_region(spelled, calls.wiring)
    target = calls.wiring.find_target(spelled)
    called = find_function_in_uri(spelled) or ""
    if target is None:
        raise Refusal("API_CONFIGURATION_ERROR", detail="the URI names no function", log=_ENDPOINT)
    if target.function is None or find_missing(calls.wiring, target):
        exchange.context["integrationStatus"] = "404"
        line = f"Lambda invocation failed with status: 404. Lambda request id: {exchange.request_id}"
        raise _uninvokable(exchange, spelled, find_missing(calls.wiring, target), line)
    unassumable = find_unassumable(calls.wiring, credentials) if credentials else ""
    if unassumable:
        line = f"{_FAILED} {_ASSUME} {exchange.spell(credentials or '')}"
        raise _uninvokable(exchange, spelled, unassumable, line)
    hindrance = find_hindrance(calls.wiring, target, called, _sources(exchange, site, caller), credentials)
    if hindrance:
        raise _uninvokable(exchange, spelled, hindrance)
    return target.function, exchange.spell(spelled)


def _uninvokable(exchange: Exchange, uri: str, why: str, line: str = _PERMISSION) -> Refusal:
    """The function behind a URI is known, or its place is, and cannot be invoked."""
    exchange.say_data(f"Endpoint request URI: {_endpoint(exchange.spell(uri))}")
    return Refusal("API_CONFIGURATION_ERROR", detail=why, log=line)


def _endpoint(uri: str) -> str:
    """The address behind an invocation URI, as the execution log has it."""
    head, is_lambda, path = uri.partition(":lambda:path")
    return f"https://lambda.{head.rpartition(':')[2]}.amazonaws.com{path}" if is_lambda else uri


def _refuse_other_region(uri: str, wiring: Wiring) -> None:
    """API Gateway reaches functions of its own region alone, which the URI and the ARN in it have to name."""
    regions = find_regions(uri)
    home = wiring.region or REGION
    if regions is not None and not (same(regions.of_uri, home) and same(regions.of_function, regions.of_uri)):
        named = f"{display(regions.of_uri)} and {display(regions.of_function)}"
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"the URI names the regions {named}", log=_PERMISSION)


def _read_uri(caller: Method | Authorizer) -> tuple[str, str | None]:
    if isinstance(caller, Authorizer):
        return caller.authorizer_uri.known() or "", caller.authorizer_credentials.known()
    integration = caller.integration.known()
    if integration is None:
        return "", None
    return integration.uri.known() or "", integration.credentials.known()


def _sources(exchange: Exchange, site: Site, caller: Method | Authorizer) -> tuple[tuple[str, ...], ...]:
    """What API Gateway asks Lambda as, in symbolic text: the resource's path, not the request's."""
    api = site.api
    if isinstance(caller, Authorizer):
        return ((f"{api.physical_id}/authorizers/{caller.physical_id or exchange.context['authorizerId']}",),)
    verb = _verb(exchange)
    ends = ("/", "") if exchange.route == "/" else (exchange.route,)
    stage = site.stage.stage_name.known() or site.stage_name
    return (tuple(f"{api.physical_id}/{stage}/{verb}{end}" for end in ends),)


def _verb(exchange: Exchange) -> str:
    return exchange.request.method if exchange.request.method in VERBS else "*"


def _invoke(exchange: Exchange, function: Function, event: bytes, wait_ms: int, calls: Calls) -> Invoked:
    trace = exchange.context["xrayTraceId"]
    try:
        invoked = calls.functions.invoke(function, event, request_id=_new_id(exchange), trace_id=trace, wait_ms=wait_ms)
    except StillRunningError:
        exchange.context |= {
            "integrationErrorMessage": "Execution failed due to a timeout error",
            "integrationLatency": str(wait_ms),
            "integration.latency": str(wait_ms),
        }
        raise Refusal(
            "INTEGRATION_TIMEOUT",
            detail=f"{function.label} had not answered after {wait_ms:,} ms",
            log="Execution failed due to a timeout error",
        ) from None
    except FunctionThrottledError as error:
        exchange.context["integrationStatus"] = "429"
        exchange.say_error(f"Lambda invocation failed with status: 429. Lambda request id: {exchange.request_id}")
        raise Refusal("INTEGRATION_FAILURE", status=500, detail=str(error), log=f"{_FAILED} Rate Exceeded.") from None
    except FunctionUnavailableError as error:
        raise Unsettled(str(error)) from None
    exchange.function_log += invoked.log
    exchange.context |= {
        "integrationStatus": "200",
        "integrationLatency": str(round(invoked.duration_ms)),
        "integration.latency": str(round(invoked.duration_ms)),
        "integration.requestId": invoked.request_id,
        "awsEndpointRequestId": invoked.request_id,
    }
    exchange.say(f"Received response. Status: 200, Integration latency: {round(invoked.duration_ms)} ms")
    exchange.say_data(f"Endpoint response body before transformations: {readable(invoked.payload)}")
    return invoked


def _start(exchange: Exchange, function: Function, event: bytes, calls: Calls) -> Invoked:
    """An invocation of type Event: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html."""
    request_id = _new_id(exchange)
    trace = exchange.context["xrayTraceId"]
    try:
        calls.functions.invoke(function, event, request_id=request_id, trace_id=trace, wait_ms=0)
    except (StillRunningError, FunctionThrottledError):
        pass  # it runs, or Lambda would keep the event and try again
    except FunctionUnavailableError as error:
        raise Unsettled(str(error)) from None
    exchange.context |= {"integrationStatus": "202", "integration.requestId": request_id}
    exchange.say("Received response. Status: 202, Integration latency: 0 ms")
    return Invoked(payload=b"", request_id=request_id)


def _new_id(exchange: Exchange) -> str:
    """An invocation's own id: alike the request's, never the same."""
    return str(uuid.uuid5(uuid.UUID(exchange.request_id), "invocation"))


def refuse_failed(exchange: Exchange, invoked: Invoked) -> None:
    """Raise the 502 of a function that failed: it raised, ran out of time, exited, or answered too much."""
    if not invoked.function_error:
        return
    message = read_error_message(invoked.payload.decode("utf-8", "replace"))
    exchange.context["integrationErrorMessage"] = f"Lambda Customer Function Error:{message}"
    exchange.context["integration.error"] = message
    raise Refusal(
        "INTEGRATION_FAILURE",
        status=502,
        detail=f"the function failed: {message}",
        log=f"Lambda execution failed with status 200 due to customer function error: {message}. "
        f"Lambda request id: {invoked.request_id}",
    )
