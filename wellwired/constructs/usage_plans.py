"""UsagePlans: who may call how often, with plan, stage and key always made as one whole."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.existing import ExistingStage, find_rest_api, find_stage_resource, get_api_id, get_stage_name
from wellwired.constructs.key_demands import find_key_demands
from wellwired.constructs.plan import Plan, Quota
from wellwired.constructs.stage_identity import StageIdentity, get_stage_identity
from wellwired.constructs.stage_settings import split_route
from wellwired.constructs.synth_check import check_at_synth
from wellwired.constructs.throttle import ACCOUNT_THROTTLE, Throttle, check_within
from wellwired.errors import WiringError


class UsagePlans(Construct):
    """Usage plans of one stage with their keys, checked against the limits of the stage and, above it, the account.

    The stage's limits are read from the stage; for an imported one give `stage_throttle`, or the account's default
    limits are taken. `plans` and `keys` are what was made, by the names given; a key's value is fetched by whoever may,
    with `aws apigateway get-api-key --include-value`. Raises `WiringError` for a plan that promises more than the stage
    lets through; at synth also for a route that does not exist or asks for no key.

    A key keeps its value when it moves to another plan. API Gateway refuses a key in two plans of one stage, so move
    it in two deployments: take it out, then put it in.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: ExistingStage,
        plans: Sequence[Plan],
        stage_throttle: Throttle | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._plans = tuple(plans)
        _check_names(self._plans, where=self.node.path)
        identity = get_stage_identity(self, stage)
        self._stage_throttle = stage_throttle
        for problem in self._find_unreachable_limits():
            raise problem
        self.keys: Mapping[str, apigateway.ApiKey] = MappingProxyType(
            {name: self._make_key(name, identity) for plan in self._plans for name in plan.keys}
        )
        self.plans: Mapping[str, apigateway.CfnUsagePlan] = MappingProxyType(
            {plan.name: self._make_plan(plan, identity) for plan in self._plans}
        )
        check_at_synth(self, self._find_useless_plans)
        check_at_synth(self, self._find_unreachable_limits)  # once more: the stage's settings may come after its plans

    def _make_key(self, name: str, identity: StageIdentity) -> apigateway.ApiKey:
        # Below this construct and not below a plan: a key that moves to another plan keeps its value.
        return apigateway.ApiKey(self, f"Key-{name}", api_key_name=f"{identity.path}/{name}")

    def _make_plan(self, plan: Plan, identity: StageIdentity) -> apigateway.CfnUsagePlan:
        resource = apigateway.CfnUsagePlan(
            self,
            f"Plan-{plan.name}",
            usage_plan_name=f"{identity.path}/{plan.name}",
            description=plan.description,
            throttle=_render_throttle(plan.throttle),
            quota=_render_quota(plan.quota),
            api_stages=[
                apigateway.CfnUsagePlan.ApiStageProperty(
                    api_id=get_api_id(self._stage),
                    stage=get_stage_name(self._stage),
                    throttle={_render_route(r): _render_throttle(t) for r, t in plan.method_throttles.items()} or None,
                )
            ],
        )
        # A stage name given as text is no reference, and a plan made before its stage fails with "API Stage not found".
        resource.node.add_dependency(self._stage)
        for name in plan.keys:
            apigateway.CfnUsagePlanKey(
                self,
                f"{plan.name}-{name}",
                key_id=self.keys[name].key_id,
                key_type="API_KEY",
                usage_plan_id=resource.ref,
            )
        return resource

    def _find_unreachable_limits(self) -> Iterator[WiringError]:
        limits = _read_stage_limits(self._stage) | ({"*": self._stage_throttle} if self._stage_throttle else {})
        for plan in self._plans:
            try:
                _check_below_stage(plan, limits, where=self.node.path)
            except WiringError as problem:
                yield problem

    def _find_useless_plans(self) -> Iterator[WiringError]:
        rest_api = find_rest_api(self._stage)
        asks_for_key = None if rest_api is None else find_key_demands(rest_api)
        if asks_for_key is None:
            return
        if not any(asks_for_key.values()):
            yield WiringError(
                "no method of the API asks for a key, so no plan limits anybody",
                where=self.node.path,
                remedy="set api_key_required=True on the methods that the plans are for",
            )
            return
        for plan in self._plans:
            for route in plan.method_throttles:
                if not asks_for_key.get(route):
                    yield WiringError(
                        f"the plan {plan.name!r} throttles {route}, which "
                        + ("asks for no key" if route in asks_for_key else "the API does not have"),
                        where=self.node.path,
                        remedy=f"throttle one of: {', '.join(sorted(r for r, asks in asks_for_key.items() if asks))}",
                    )


def _check_names(plans: Sequence[Plan], *, where: str) -> None:
    if not plans:
        raise WiringError("no plan is given", where=where, remedy="pass plans=[Plan(...)], or leave UsagePlans out")
    for what, names in (("plan", [p.name for p in plans]), ("key", [k for p in plans for k in p.keys])):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise WiringError(
                f"the {what} {twice[0]!r} is named twice",
                where=where,
                remedy="a stage takes a key in one plan only" if what == "key" else "give each plan a name of its own",
            )


def _check_below_stage(plan: Plan, limits: Mapping[str, Throttle], *, where: str) -> None:
    outer, outer_name = (limits["*"], "stage") if "*" in limits else (ACCOUNT_THROTTLE, "account's default limit")
    check_within(plan.throttle, outer, where=where, inner_name=f"plan {plan.name!r}", outer_name=outer_name)
    for route, throttle in plan.method_throttles.items():
        if route in limits:
            inner_name = f"plan {plan.name!r} on {route}"
            check_within(throttle, limits[route], where=where, inner_name=inner_name, outer_name="stage")


def _read_stage_limits(stage: ExistingStage) -> dict[str, Throttle]:
    """The stage's own throttles by route, `*` for every method; without those that are known only at deployment."""
    resource = find_stage_resource(stage)
    if resource is None:
        return {}
    settings: list[dict[str, Any]] = cdk.Stack.of(stage).resolve(resource.method_settings) or []
    limits = {}
    for one in settings:
        rate, burst = one.get("throttlingRateLimit"), one.get("throttlingBurstLimit")
        if isinstance(rate, int | float) and isinstance(burst, int | float) and rate > 0 and burst > 0:
            # CloudFormation writes the slashes of the path as ~1: /~1orders~1{id}
            path = "/" + one["resourcePath"].removeprefix("/").replace("~1", "/").lstrip("/")
            name = "*" if (path, one["httpMethod"]) == ("/*", "*") else f"{one['httpMethod']} {path}"
            limits[name] = Throttle(rate=rate, burst=int(burst))
    return limits


def _render_route(route: str) -> str:
    method, path = split_route(route)
    return f"{path}/{method}"


def _render_throttle(throttle: Throttle) -> apigateway.CfnUsagePlan.ThrottleSettingsProperty:
    return apigateway.CfnUsagePlan.ThrottleSettingsProperty(rate_limit=throttle.rate, burst_limit=throttle.burst)


def _render_quota(quota: Quota | None) -> apigateway.CfnUsagePlan.QuotaSettingsProperty | None:
    if quota is None:
        return None
    return apigateway.CfnUsagePlan.QuotaSettingsProperty(limit=quota.limit, period=quota.period.value)
