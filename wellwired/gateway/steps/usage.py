"""API keys, usage plans, throttles and quotas: who may call, and how often.

The order is that of the execution log: the key, its plan's throttle for the method and for everything, the stage's
throttle, the quota. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wellwired.facts import ACCOUNT_BURST_LIMIT, ACCOUNT_RATE_LIMIT
from wellwired.gateway.buckets import Buckets, Limit, Quotas
from wellwired.gateway.exchange import Exchange, mask
from wellwired.gateway.keys import Keys, LocalKey, Membership
from wellwired.gateway.refusals import Refusal
from wellwired.gateway.site import Site
from wellwired.model.plans import Throttle

KEY_STEP: Final = "API key and usage plan"
THROTTLE_STEP: Final = "Throttle"
QUOTA_STEP: Final = "Quota"
_HEADER: Final = "x-api-key"


@dataclass(frozen=True, slots=True)
class Usage:
    """What counts requests of one gateway."""

    keys: Keys
    buckets: Buckets
    quotas: Quotas


@dataclass(frozen=True, slots=True)
class _Ceiling:
    """A limit with its bucket and its name in words. plan_id: "" for one that is of no usage plan."""

    key: tuple[str, ...]
    limit: Limit
    words: str
    plan_id: str = ""


def check_usage(exchange: Exchange, site: Site, usage: Usage) -> None:
    """Ask for the key where the method does, then take from every limit that the request falls under."""
    member = _check_key(exchange, site, usage.keys)
    for ceiling in _ceilings(exchange, site, member):
        if not usage.buckets.take(ceiling.key, ceiling.limit):
            words = f"{ceiling.words} lets no more through"
            exchange.refused(THROTTLE_STEP, words)
            raise Refusal("THROTTLED", detail=words, log=_throttle_line(exchange, site, ceiling))
    exchange.passed(THROTTLE_STEP)
    _check_quota(exchange, member, usage.quotas, site)


def _check_key(exchange: Exchange, site: Site, keys: Keys) -> Membership | None:
    method = exchange.method
    if method is None or not method.api_key_required.or_default(False):
        exchange.skipped(KEY_STEP, "the method asks for no key")
        return None
    from_authorizer = site.api.api_key_source_type.or_default("HEADER") == "AUTHORIZER"
    value = (
        exchange.authorizer_context.get("usageIdentifierKey") if from_authorizer else exchange.request.header(_HEADER)
    )
    key = keys.find(value)
    if value:
        exchange.context["identity.apiKey"] = value
    asked = f"request: {exchange.request_id}. API Key: {_masked(exchange)} API Stage: {_where(site)}"
    exchange.say(f"Verifying Usage Plan for {asked}")
    if key is not None:
        exchange.context["identity.apiKeyId"] = key.key_id
    member, why = _find_member(site, keys, key, sent=bool(value), from_authorizer=from_authorizer)
    if member is None:
        exchange.refused(KEY_STEP, why)
        raise Refusal("INVALID_API_KEY", detail=why, log=_key_line(exchange, site, key))
    exchange.say(f"Usage Plan check succeeded for API Key {_masked(exchange)} and API Stage {_where(site)}")
    exchange.passed(KEY_STEP, f"key {key} on plan {member.plan.name}")
    return member


def _find_member(
    site: Site, keys: Keys, key: LocalKey | None, *, sent: bool, from_authorizer: bool
) -> tuple[Membership | None, str]:
    if not sent:
        return None, "the authorizer names no key" if from_authorizer else f"no {_HEADER} header was sent"
    if key is None:
        return None, "no key has this value"
    if not key.enabled:
        return None, f"the key {key} is not enabled"
    member = keys.find_membership(key, site.api, site.stage)
    return member, "" if member else f"the key {key} is on no usage plan of stage {site.stage_name}"


def _key_line(exchange: Exchange, site: Site, key: LocalKey | None) -> str:
    shown = _masked(exchange)
    tail = "" if key is None else ": No Usage Plan found for key and API Stage"
    return (
        f"API Key {shown} not authorized because method '{exchange.request.method} {exchange.route}' requires API Key "
        f"and API Key is not associated with a Usage Plan for API Stage {_where(site)}{tail}"
    )


def _ceilings(exchange: Exchange, site: Site, member: Membership | None) -> Iterator[_Ceiling]:
    """The limits that a request falls under, the narrowest first."""
    if member is not None:
        plan, client = member.plan, (member.plan_id, exchange.context.get("identity.apiKeyId", ""))
        for name, throttle in member.entry.throttle.or_default({}).items():
            if _same_route(name, exchange):
                yield from _of_plan(("plan", *client, name), throttle, f"usage plan {plan.name} for {name}", member)
        whole = plan.throttle.known()
        if whole is not None:
            yield from _of_plan(("plan", *client), whole, f"usage plan {plan.name}", member)
    entry = site.settings.find_entry(exchange.method) if exchange.method is not None else None
    if entry is not None:
        rate = entry.setting.throttling_rate_limit.or_default(-1.0)
        burst = entry.setting.throttling_burst_limit.or_default(-1)
        if rate >= 0 or burst >= 0:  # a negative one switches the limit off
            limit = Limit(rate if rate >= 0 else ACCOUNT_RATE_LIMIT, burst if burst >= 0 else ACCOUNT_BURST_LIMIT)
            # The entry for every method gives each of them a bucket of its own.
            key = ("stage", site.api_id, site.stage_name, exchange.route, exchange.request.method)
            yield _Ceiling(key, limit, f"the stage's throttle for {exchange.request.method} {exchange.route}")
    yield _Ceiling(("account",), Limit(ACCOUNT_RATE_LIMIT, ACCOUNT_BURST_LIMIT), "the account's throttle")


def _of_plan(key: tuple[str, ...], throttle: Throttle, words: str, member: Membership) -> Iterator[_Ceiling]:
    rate, burst = throttle.rate_limit.known(), throttle.burst_limit.known()
    if rate is None and burst is None:
        return
    size = max(1.0, rate or 0.0) if burst is None else burst
    yield _Ceiling(key, Limit(ACCOUNT_RATE_LIMIT if rate is None else rate, size), words, member.plan_id)


def _same_route(name: str, exchange: Exchange) -> bool:
    """Whether a plan's "/path/VERB" names the method; slashes of the path may be written `~1`."""
    path, _, verb = name.replace("~1", "/").rpartition("/")
    declared = exchange.method.http_method.or_default("") if exchange.method is not None else ""
    return f"/{path.strip('/')}" == f"/{exchange.route.strip('/')}" and verb in (exchange.request.method, declared)


def _throttle_line(exchange: Exchange, site: Site, ceiling: _Ceiling) -> str:
    head = f"API Key {_masked(exchange)} exceeded throttle limit for API Stage {_where(site)}: "
    plan = f"Usage Plan ID {ceiling.plan_id}, " if ceiling.plan_id else ""
    return (
        f"{head if plan else ''}Key throttle limit exceeded for {plan}RestApi {site.api_id}, Stage {site.stage_name}, "
        f"Resource {exchange.context.get('resourceId', '')}, HttpMethod {exchange.request.method}. "
        f"Limit: {ceiling.limit.rate:.2f} Burst: {ceiling.limit.burst:.0f}"
    )


def _check_quota(exchange: Exchange, member: Membership | None, quotas: Quotas, site: Site) -> None:
    quota = member.plan.quota.known() if member is not None else None
    limit = quota.limit.known() if quota is not None else None
    if member is None or quota is None or limit is None:
        exchange.skipped(QUOTA_STEP, "no quota counts the request")
        return
    period = quota.period.or_default("DAY")
    key = (member.plan_id, exchange.context.get("identity.apiKeyId", ""))
    if quotas.take(key, limit=limit, period=period, offset=quota.offset.or_default(0)):
        exchange.passed(QUOTA_STEP)
        return
    words = f"the {limit} requests a {period.lower()} of usage plan {member.plan.name} are used up"
    exchange.refused(QUOTA_STEP, words)
    line = f"API Key {_masked(exchange)} exceeded quota limit for API Stage {_where(site)}: "
    raise Refusal(
        "QUOTA_EXCEEDED",
        detail=words,
        log=f"{line}Key quota exhausted for Usage Plan ID {member.plan_id}. Limit: {limit} Period: {period}",
    )


def _where(site: Site) -> str:
    return f"{site.api_id}/{site.stage_name}"


def _masked(exchange: Exchange) -> str:
    """The key as the execution log shows it; "" where none was sent."""
    value = exchange.context.get("identity.apiKey", "")
    return mask(value) if value else ""
