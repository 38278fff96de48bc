"""Usage plans with their keys (never a key's value) and quotas, and the custom domains that lead to APIs."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.node import Json
from wellwired.model.plans import ApiKey, UsagePlan, UsagePlanKey
from wellwired.model.setting import Setting, absent, known, unknown
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.ground import Ground

_NO_PATH = "(none)"


def read_plans(ground: Ground, apis: Collection[str], stages: Mapping[str, Collection[str]], *, whole: bool) -> None:
    """Put plans and keys onto the ground: all of the account if `whole`, else those of these APIs.

    apis: ids. stages: addresses of the stages of each, which a plan comes after.
    """
    try:
        plans = ground.access.listed(calls.USAGE_PLANS)
    except (Unanswered, Missing) as failure:
        reason = _said(ground, "the usage plans", failure)
        ground.add_unread(UsagePlan, "usage plans", reason, at=ground.api_arn("/usageplans"))
        return
    keys: dict[str, None] = {}
    for plan in plans:
        covered = [one.get("apiId") for one in plan.get("apiStages") or ()]
        if not whole and not set(covered) & set(apis):
            continue
        awaited = [address for api in covered for address in stages.get(str(api), ())]
        at = ground.api_arn(f"/usageplans/{plan['id']}")
        ground.add(UsagePlan, _called(plan), _plan(plan), at=at, physical_id=plan["id"], depends_on=awaited)
        keys |= dict.fromkeys(_read_joins(ground, plan, at))
    _read_keys(ground, None if whole else keys)


def _plan(answer: Mapping[str, Any]) -> dict[str, Json]:
    covered = [
        spelling.given(
            "",
            {
                "ApiId": one.get("apiId"),
                "Stage": one.get("stage"),
                "Throttle": {key: spelling.pascal(limit) for key, limit in (one.get("throttle") or {}).items()},
            },
        )
        for one in answer.get("apiStages") or ()
    ]
    return spelling.given(
        "",
        {
            "UsagePlanName": answer.get("name"),
            "ApiStages": covered,
            "Throttle": spelling.pascal(answer.get("throttle") or {}),
            "Quota": spelling.given("", spelling.pascal(answer.get("quota") or {})),
        },
    )


def _called(answer: Mapping[str, Any]) -> str:
    return f"{answer.get('name') or 'unnamed'} ({answer['id']})"


def _read_joins(ground: Ground, plan: Mapping[str, Any], at: str) -> Iterator[str]:
    """Join the keys of a plan to it, and yield their ids."""
    try:
        joined = ground.access.listed(calls.PLAN_KEYS, usagePlanId=plan["id"])
    except (Unanswered, Missing) as failure:
        reason = _said(ground, f"the keys of plan {_called(plan)}", failure)
        ground.add_unread(
            UsagePlanKey, f"{_called(plan)} keys", reason, at=at, usage_plan_id=known(plan["id"]), quota_left=absent()
        )
        return
    left = _read_quota_left(ground, plan) if joined and plan.get("quota") else {}
    for key in joined:
        properties = {"KeyId": key["id"], "KeyType": key.get("type") or "API_KEY", "UsagePlanId": plan["id"]}
        remains: Setting[int] = left if isinstance(left, Setting) else left.get(key["id"], absent())
        ground.add(
            UsagePlanKey,
            f"{_called(plan)} key {_called(key)}",
            properties,
            at=f"{at}/keys/{key['id']}",
            quota_left=remains,
        )
        yield key["id"]


def _read_quota_left(ground: Ground, plan: Mapping[str, Any]) -> dict[str, Setting[int]] | Setting[int]:
    """By key id: how many requests are left in the period that today belongs to."""
    today = datetime.now(UTC).date().isoformat()
    try:
        pages = ground.access.pages(calls.USAGE, usagePlanId=plan["id"], startDate=today, endDate=today)
    except (Unanswered, Missing) as failure:
        return unknown(_said(ground, f"the usage of plan {_called(plan)}", failure))
    found: dict[str, Setting[int]] = {}
    for page in pages:
        for key, days in (page.get("items") or {}).items():
            if days and len(days[-1]) > 1:  # [used, remaining] of the last day
                found[key] = known(int(days[-1][1]))
    return found


def _read_keys(ground: Ground, wanted: Collection[str] | None) -> None:
    if wanted is not None and not wanted:
        return
    try:
        keys = ground.access.listed(calls.API_KEYS)
    except (Unanswered, Missing) as failure:
        ground.add_unread(ApiKey, "API keys", _said(ground, "the API keys", failure), at=ground.api_arn("/apikeys"))
        return
    for key in keys:
        if wanted is not None and key["id"] not in wanted:
            continue
        pairs = [str(one).partition("/") for one in key.get("stageKeys") or ()]
        properties = {
            "Name": key.get("name"),
            "Enabled": key.get("enabled"),
            "StageKeys": [{"RestApiId": api, "StageName": stage} for api, _, stage in pairs],
        }
        at = ground.api_arn(f"/apikeys/{key['id']}")
        ground.add(ApiKey, _called(key), spelling.given("", properties), at=at, physical_id=key["id"])


def read_domains(ground: Ground, apis: Collection[str], *, whole: bool) -> None:
    """Put the custom domains that lead to these APIs onto the ground; if `whole`, those that lead nowhere too."""
    try:
        domains = ground.access.listed(calls.DOMAIN_NAMES)
    except (Unanswered, Missing) as failure:
        reason = _said(ground, "the custom domains", failure)
        ground.add_unread(DomainName, "custom domains", reason, at=ground.api_arn("/domainnames"))
        ground.add_unread(BasePathMapping, "mappings", reason, at=ground.api_arn("/domainnames"))
        return
    for domain in domains:
        name = domain["domainName"]
        at = ground.api_arn(f"/domainnames/{name}")
        try:
            mappings = ground.access.listed(calls.MAPPINGS, domainName=name)
        except (Unanswered, Missing) as failure:
            reason = _said(ground, f"the mappings of {name}", failure)
            ground.add_unread(BasePathMapping, f"{name} mappings", reason, at=at, domain_name=known(name))
            mappings = []
        ours = [one for one in mappings if one.get("restApiId") in apis]
        if not ours and not (whole and not mappings):
            continue
        ground.add(DomainName, name, _domain(domain), at=at, physical_id=name)
        for one in ours:
            path = "" if one.get("basePath") == _NO_PATH else one.get("basePath", "")
            properties = {
                "DomainName": name,
                "RestApiId": one["restApiId"],
                "Stage": one.get("stage"),
                "BasePath": path or None,
            }
            ground.add(BasePathMapping, f"{name}/{path}", properties, at=f"{at}/basepathmappings/{path or _NO_PATH}")


def _domain(answer: Mapping[str, Any]) -> dict[str, Json]:
    endpoint = answer.get("endpointConfiguration") or {}
    return spelling.given(
        "",
        {
            "DomainName": answer["domainName"],
            "SecurityPolicy": answer.get("securityPolicy"),
            "CertificateArn": answer.get("certificateArn"),
            "RegionalCertificateArn": answer.get("regionalCertificateArn"),
            "EndpointConfiguration": spelling.given("", {"Types": endpoint.get("types")}),
        },
    )


def _said(ground: Ground, what: str, failure: Unanswered | Missing) -> str:
    unanswered = failure if isinstance(failure, Unanswered) else Unanswered(f"{what} went away while they were read")
    return ground.miss(what, unanswered)
