"""The API's resource policy: whether it lets a caller in at all.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.identities import Identities
from wellwired.gateway.refusals import Refusal
from wellwired.model.policy import Request as Question
from wellwired.model.policy import denies, permits

STEP: Final = "Resource policy"
_ACTION: Final = "execute-api:Invoke"
_SHORT: Final = "execute-api:/"
# These callers pass without an Allow here where their own policies, or their authorizer's, allow the call.
_ALLOWED_ELSEWHERE: Final = ("AWS_IAM", "CUSTOM")


def check_resource_policy(exchange: Exchange, identities: Identities, *, caller: str = "") -> None:
    """Refuse whom the policy denies, or does not allow where it has to. caller: a signer's ARN."""
    policy = exchange.api.policy.known() if exchange.api is not None else None
    if not policy:
        exchange.skipped(STEP, "the API has none")
        return
    arn = method_arn(exchange, identities)
    spelled = _spell_out(policy, arn.rpartition(f":{exchange.context['apiId']}/")[0], exchange)
    question = Question(action=_ACTION, resource=arn, principal=caller or "anonymous", context=_context(exchange))
    kind = exchange.method.authorization_type.or_default("NONE") if exchange.method is not None else "NONE"
    if denies(spelled, question):
        raise _refuse(exchange, arn, caller, " with an explicit deny in a resource-based policy")
    if not permits([spelled], question) and kind not in _ALLOWED_ELSEWHERE:
        raise _refuse(exchange, arn, caller, " because no resource-based policy allows the execute-api:Invoke action")
    exchange.passed(STEP)


def method_arn(exchange: Exchange, identities: Identities) -> str:
    """What a request asks to invoke: arn:aws:execute-api:region:account:api/stage/VERB/path."""
    path = exchange.path.lstrip("/")
    tail = f"{exchange.context['apiId']}/{exchange.stage_name}/{exchange.request.method}/{path}"
    return f"arn:aws:execute-api:{identities.region}:{identities.account}:{tail}"


def _refuse(exchange: Exchange, arn: str, caller: str, why: str) -> Refusal:
    fields = arn.split(":", 5)
    fields[4] = f"********{fields[4][-4:]}"
    message = f"User: {caller or 'anonymous'} is not authorized to perform: {_ACTION} on resource: {':'.join(fields)}"
    exchange.refused(STEP, f"{message}{why}")
    return Refusal(
        "ACCESS_DENIED", detail=f"the resource policy refuses it{why}", message=f"{message}{why}", log=message
    )


def _context(exchange: Exchange) -> Mapping[str, str]:
    request = exchange.request
    return {
        "aws:SourceIp": request.source_ip,
        "aws:UserAgent": request.header("user-agent") or "",
        "aws:Referer": request.header("referer") or "",
        "aws:SecureTransport": "true",
    }


def _spell_out(value: Any, prefix: str, exchange: Exchange) -> Any:
    """A policy with its symbolic text put in, and `execute-api:/stage/...` written as the whole ARN."""
    if isinstance(value, str):
        text = exchange.spell(value)
        return f"{prefix}:{exchange.context['apiId']}/{text.removeprefix(_SHORT)}" if text.startswith(_SHORT) else text
    if isinstance(value, Mapping):
        return {key: _spell_out(item, prefix, exchange) for key, item in value.items()}
    return [_spell_out(item, prefix, exchange) for item in value] if isinstance(value, list | tuple) else value
