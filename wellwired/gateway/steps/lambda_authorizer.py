"""Lambda authorizers: what they are asked, how long an answer is kept, and what their policy lets through.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from wellwired.facts import AUTHORIZER_TIMEOUT_MS
from wellwired.gateway.event import describe_request
from wellwired.gateway.exchange import Exchange, readable
from wellwired.gateway.functions.invocation import (
    FunctionThrottledError,
    FunctionUnavailableError,
    Invoked,
    StillRunningError,
)
from wellwired.gateway.integrations.lambda_function import Calls, find_function
from wellwired.gateway.mapping.lambda_custom import read_error_message
from wellwired.gateway.messages import make_readable
from wellwired.gateway.refusals import Refusal
from wellwired.gateway.site import Site
from wellwired.gateway.steps.identity import refuse_mismatch, unauthorized_line
from wellwired.gateway.steps.resource_policy import method_arn
from wellwired.model.api import Authorizer
from wellwired.model.policy import Request as Question
from wellwired.model.policy import denies, permits, statements
from wellwired.model.setting import Unsettled

STEP: Final = "Lambda authorizer"
_ACTION: Final = "execute-api:Invoke"
_DEFAULT_TTL_S: Final = 300
_FAILED: Final = "Execution failed due to configuration error:"
_EXPLICIT: Final = " with an explicit deny in an identity-based policy"


@dataclass(slots=True)
class AuthorizerCache:
    """Answers of authorizers, by authorizer, stage and identity, until their time is up."""

    clock: Callable[[], float]
    _kept: dict[tuple[str, ...], tuple[float, Mapping[str, Any]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: tuple[str, ...]) -> Mapping[str, Any] | None:
        """A kept answer."""
        with self._lock:
            until, answer = self._kept.get(key, (0.0, {}))
            return answer if until > self.clock() else None

    def keep(self, key: tuple[str, ...], answer: Mapping[str, Any], seconds: int) -> None:
        """Keep an answer for so many seconds."""
        now = self.clock()
        with self._lock:
            self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}
            self._kept[key] = (now + seconds, answer)


def check_authorizer(
    exchange: Exchange, site: Site, authorizer: Authorizer, calls: Calls, cache: AuthorizerCache
) -> None:
    """Ask the authorizer, or its kept answer, and refuse what its policy does not allow."""
    identity = _read_identity(exchange, authorizer)
    ttl = int(authorizer.authorizer_result_ttl_in_seconds.or_default(_DEFAULT_TTL_S))
    key = (authorizer.address, site.api_id, site.stage_name, *identity)
    kept = cache.find(key) if ttl > 0 and identity else None
    answer = kept if kept is not None else _ask(exchange, site, authorizer, identity, calls)
    if kept is None and ttl > 0 and identity:
        cache.keep(key, answer, ttl)
    exchange.authorizer_context = _read_context(exchange, answer)
    _judge(exchange, answer, calls, "its kept answer" if kept is not None else "its answer")


def _read_identity(exchange: Exchange, authorizer: Authorizer) -> tuple[str, ...]:
    """What the request says of the caller at each identity source; a missing one is a 401 without asking anybody."""
    is_token = authorizer.type.known() == "TOKEN"
    source = authorizer.identity_source.known() or ""
    if is_token and not source:  # documented as required, without a default: no header holds a token
        raise _unauthorized(exchange, "the authorizer names no header that holds the token")
    found = []
    for place in (part.strip() for part in source.split(",")):
        value = _value_at(exchange, place) if place else None
        if place and not (value or "").strip():
            raise _unauthorized(exchange, f"{place} is missing")
        if value:
            found.append(value)
    pattern = authorizer.identity_validation_expression.known()
    if pattern and is_token and found:
        refuse_mismatch(exchange, STEP, pattern, found[0])
    return tuple(found)


def _unauthorized(exchange: Exchange, why: str) -> Refusal:
    exchange.refused(STEP, why)
    return Refusal("UNAUTHORIZED", detail=why, log=unauthorized_line(exchange))


def _value_at(exchange: Exchange, place: str) -> str | None:
    kind, _, name = place.removeprefix("method.request.").partition(".")
    if place.startswith("context."):
        return exchange.context.get(place.removeprefix("context."))
    if place.startswith("stageVariables."):
        return exchange.stage_variables.get(place.removeprefix("stageVariables."))
    if kind == "header":
        return exchange.request.header(name)
    if kind == "querystring":
        values = exchange.request.query_values().get(name)
        return values[-1] if values else None
    raise Unsettled(f"the identity source {place} is none that API Gateway knows")


def _ask(
    exchange: Exchange, site: Site, authorizer: Authorizer, identity: tuple[str, ...], calls: Calls
) -> Mapping[str, Any]:
    exchange.context["authorizerId"] = calls.identities.id_of(authorizer)
    exchange.say(f"Starting authorizer: {exchange.context['authorizerId']}")
    try:
        function = find_function(exchange, site, authorizer, calls)
    except Refusal as refusal:
        raise _misconfigured(exchange, refusal.detail, refusal.log) from None
    event = json.dumps(_event(exchange, authorizer, identity, calls)).encode()
    try:
        invoked = calls.functions.invoke(
            function,
            event,
            request_id=exchange.request_id,
            trace_id=exchange.context["xrayTraceId"],
            wait_ms=AUTHORIZER_TIMEOUT_MS,
        )
    except StillRunningError:
        why = f"{function.label} had not answered after {AUTHORIZER_TIMEOUT_MS:,} ms"
        raise _misconfigured(exchange, why, "Execution failed due to a timeout error") from None
    except FunctionThrottledError as error:
        line = f"Lambda invocation failed with status: 429. Lambda request id: {exchange.request_id}"
        raise _misconfigured(exchange, str(error), line) from None
    except FunctionUnavailableError as error:
        raise Unsettled(str(error)) from None
    exchange.function_log += invoked.log
    exchange.context |= {
        "authorizer.requestId": invoked.request_id,
        "authorizer.latency": str(round(invoked.duration_ms)),
        "authorizer.integrationLatency": str(round(invoked.duration_ms)),
        "authorizer.integrationStatus": "200",
    }
    return _read_answer(exchange, invoked)


def _event(exchange: Exchange, authorizer: Authorizer, identity: tuple[str, ...], calls: Calls) -> dict[str, Any]:
    arn = method_arn(exchange, calls.identities)
    if authorizer.type.known() == "TOKEN":
        return {"type": "TOKEN", "methodArn": arn, "authorizationToken": identity[0] if identity else ""}
    return {"type": "REQUEST", "methodArn": arn, **describe_request(exchange)}


def _read_answer(exchange: Exchange, invoked: Invoked) -> Mapping[str, Any]:
    if invoked.function_error:
        message = read_error_message(invoked.payload.decode("utf-8", "replace"))
        if message == "Unauthorized":
            raise _unauthorized(exchange, "it raised Unauthorized")
        exchange.say_error(f"Lambda execution failed with status 200 due to customer function error: {message}")
        exchange.refused(STEP, f"it failed: {message}")
        exchange.context |= {"authorizer.error": "Authorizer error", "authorizer.status": "500"}
        raise Refusal(
            "AUTHORIZER_FAILURE", detail=f"the authorizer failed: {message}", log=f"{_FAILED} Authorizer error"
        )
    exchange.say_data(f"Authorizer result body before parsing: {readable(invoked.payload)}")
    try:
        answer: Any = json.loads(invoked.payload)
    except (ValueError, RecursionError):
        raise _misconfigured(exchange, "its answer is no JSON", f"{_FAILED} Invalid JSON in response") from None
    policy = answer.get("policyDocument") if isinstance(answer, dict) else None
    if not isinstance(answer, dict) or not isinstance(policy, dict) or not list(statements(policy)):
        raise _misconfigured(exchange, "its answer holds no policy", f"{_FAILED} Could not parse policy")
    if not isinstance(answer.get("principalId"), str):
        raise _misconfigured(exchange, "its answer names no principalId", f"{_FAILED} Could not parse policy")
    return answer


def _read_context(exchange: Exchange, answer: Mapping[str, Any]) -> dict[str, str]:
    """The principal and the context, as text; a value that is no text, number or boolean is refused."""
    told = {"principalId": answer["principalId"]}
    key = answer.get("usageIdentifierKey")
    context = answer.get("context") or {}
    if not isinstance(context, dict):
        raise _misconfigured(exchange, "its context is no object", f"{_FAILED} Authorizer error")
    for name, value in context.items():
        if not isinstance(value, str | int | float | bool):
            raise _misconfigured(
                exchange, f"its context has {name}, which is no text, number or boolean", f"{_FAILED} Authorizer error"
            )
        told[name] = value if isinstance(value, str) else json.dumps(value)
    told = {make_readable(name): make_readable(value) for name, value in told.items()}
    exchange.context |= {f"authorizer.{name}": value for name, value in told.items()}
    return told | ({"usageIdentifierKey": key} if isinstance(key, str) else {})


def _judge(exchange: Exchange, answer: Mapping[str, Any], calls: Calls, whose: str) -> None:
    policy = answer["policyDocument"]
    question = Question(action=_ACTION, resource=method_arn(exchange, calls.identities))
    exchange.say(f"Using valid authorizer policy for principal: {'*' * 6}")
    if denies(policy, question):
        why = "denies the call"
    elif not permits([policy], question):
        why = "allows other calls, not this one"
    else:
        exchange.context["authorizer.status"] = "200"
        latency = exchange.context.get("authorizer.latency", "0")
        exchange.say(f"Successfully completed authorizer execution, AuthIntegrationLatency: {latency}")
        exchange.passed(STEP, f"{whose} allows it to {answer['principalId']}")
        return
    exchange.context["authorizer.status"] = "403"
    exchange.refused(STEP, f"{whose} {why}")
    message = f"User is not authorized to access this resource{_EXPLICIT if why.startswith('denies') else ''}"
    raise Refusal(
        "ACCESS_DENIED",
        detail=f"the authorizer's policy {why} ({whose})",
        message=message,
        log="The client is not authorized to perform this operation.",
    )


def _misconfigured(exchange: Exchange, why: str, line: str) -> Refusal:
    exchange.refused(STEP, why)
    exchange.say_error(line)
    exchange.context |= {"authorizer.error": "Internal server error", "authorizer.status": "500"}
    return Refusal("AUTHORIZER_CONFIGURATION_ERROR", detail=why, log=f"{_FAILED} Authorizer error")
