"""UsagePlans: plan, stage and key are one whole, and no plan promises what its stage does not let through."""

import json
from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.plan import Plan, Quota
from wellwired.constructs.throttle import Throttle
from wellwired.constructs.usage_plans import UsagePlans
from wellwired.errors import WiringError

STAGE = Throttle(rate=100, burst=50)
BASIC = Plan(
    name="basic",
    throttle=Throttle(rate=10, burst=5),
    quota=Quota(1_000, apigateway.Period.DAY),
    keys=("partner-a", "partner-b"),
    method_throttles={"POST /orders": Throttle(rate=1, burst=1)},
)
GOLD = Plan(name="gold", throttle=STAGE, quota=None, keys=("partner-c",))


def make_stage(
    *, keyed: bool = True, throttle: Throttle | None = STAGE, method_throttle: Throttle | None = None
) -> tuple[cdk.Stack, apigateway.Stage]:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi(stack, "Api", rest_api_name="Orders-prod", cloud_watch_role=False, deploy=False)
    orders = api.root.add_resource("orders")
    orders.add_method("POST", apigateway.MockIntegration(), api_key_required=keyed)
    orders.add_method("OPTIONS", apigateway.MockIntegration())
    options: dict[str, apigateway.MethodDeploymentOptions] = {}
    if method_throttle:
        options["/orders/POST"] = apigateway.MethodDeploymentOptions(
            throttling_rate_limit=method_throttle.rate, throttling_burst_limit=method_throttle.burst
        )
    stage = apigateway.Stage(
        stack,
        "Stage",
        deployment=apigateway.Deployment(stack, "Deployment", api=api),
        stage_name="prod",
        throttling_rate_limit=throttle.rate if throttle else None,
        throttling_burst_limit=throttle.burst if throttle else None,
        method_options=options,
    )
    return stack, stage


def synthesise(*plans: Plan) -> dict[str, Any]:
    stack, stage = make_stage()
    UsagePlans(stack, "Plans", stage=stage, plans=plans)
    return dict(assertions.Template.from_stack(stack).to_json())


def of_type(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one for name, one in template["Resources"].items() if one["Type"] == f"AWS::ApiGateway::{kind}"}


def by_name(template: dict[str, Any], plan: str) -> dict[str, Any]:
    [found] = [
        one
        for one in of_type(template, "UsagePlan").values()
        if one["Properties"]["UsagePlanName"].endswith(f"/{plan}")
    ]
    return dict(found)


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    return synthesise(BASIC, GOLD)


def test_a_plan_has_its_rate_burst_quota_and_period(template: dict[str, Any]) -> None:
    properties = by_name(template, "basic")["Properties"]
    assert properties["Throttle"] == {"RateLimit": 10, "BurstLimit": 5}
    assert properties["Quota"] == {"Limit": 1_000, "Period": "DAY"}
    assert "Quota" not in by_name(template, "gold")["Properties"]


def test_a_method_is_throttled_on_its_own(template: dict[str, Any]) -> None:
    [stage] = by_name(template, "basic")["Properties"]["ApiStages"]
    assert stage["Throttle"] == {"/orders/POST": {"RateLimit": 1, "BurstLimit": 1}}


def test_every_plan_is_for_the_stage_and_waits_for_it(template: dict[str, Any]) -> None:
    [stage_id] = of_type(template, "Stage")
    [api_id] = of_type(template, "RestApi")
    for plan in of_type(template, "UsagePlan").values():
        [stage] = plan["Properties"]["ApiStages"]
        assert stage["Stage"] == {"Ref": stage_id}
        assert stage["ApiId"] == {"Ref": api_id}
        assert stage_id in plan["DependsOn"]


def test_every_key_is_attached_to_its_plan(template: dict[str, Any]) -> None:
    names = {logical_id: one["Properties"]["Name"] for logical_id, one in of_type(template, "ApiKey").items()}
    plans = {
        logical_id: one["Properties"]["UsagePlanName"] for logical_id, one in of_type(template, "UsagePlan").items()
    }
    attached = {
        (plans[one["Properties"]["UsagePlanId"]["Ref"]], names[one["Properties"]["KeyId"]["Ref"]])
        for one in of_type(template, "UsagePlanKey").values()
    }
    assert attached == {
        ("Orders-prod/prod/basic", "Orders-prod/prod/partner-a"),
        ("Orders-prod/prod/basic", "Orders-prod/prod/partner-b"),
        ("Orders-prod/prod/gold", "Orders-prod/prod/partner-c"),
    }


def test_no_key_value_is_in_the_template_or_its_outputs(template: dict[str, Any]) -> None:
    for key in of_type(template, "ApiKey").values():
        assert set(key["Properties"]) == {"Enabled", "Name"}
    assert "Outputs" not in template


def test_a_key_that_moves_to_another_plan_stays_the_same_key() -> None:
    one = Plan(name="one", throttle=STAGE, quota=None, keys=("a", "b"))
    two = Plan(name="two", throttle=STAGE, quota=None, keys=("c",))
    before = synthesise(one, two)
    after = synthesise(
        Plan(name="one", throttle=STAGE, quota=None, keys=("a",)),
        Plan(name="two", throttle=STAGE, quota=None, keys=("c", "b")),
    )
    assert of_type(before, "ApiKey") == of_type(after, "ApiKey")


def test_what_was_made_is_exposed_by_name() -> None:
    stack, stage = make_stage()
    made = UsagePlans(stack, "Plans", stage=stage, plans=[BASIC, GOLD])
    assert list(made.plans) == ["basic", "gold"]
    assert list(made.keys) == ["partner-a", "partner-b", "partner-c"]
    assert isinstance(made.plans["basic"], apigateway.CfnUsagePlan)
    assert isinstance(made.keys["partner-a"], apigateway.ApiKey)


@pytest.mark.parametrize(
    ("throttle", "word"), [(Throttle(rate=101, burst=50), "rate"), (Throttle(rate=100, burst=51), "burst")]
)
def test_a_plan_above_its_stage_is_refused(throttle: Throttle, word: str) -> None:
    stack, stage = make_stage()
    plan = Plan(name="big", throttle=throttle, quota=None, keys=("a",))
    with pytest.raises(WiringError, match=rf"{word} of the plan 'big', .* above the stage's"):
        UsagePlans(stack, "Plans", stage=stage, plans=[plan])


def test_a_method_throttle_above_the_stages_own_for_that_method_is_refused() -> None:
    stack, stage = make_stage(method_throttle=Throttle(rate=0.5, burst=1))
    with pytest.raises(WiringError, match=r"plan 'basic' on POST /orders, 1, is above the stage's 0\.5"):
        UsagePlans(stack, "Plans", stage=stage, plans=[BASIC])


def test_limits_that_the_stage_gets_later_hold_too() -> None:
    stack, stage = make_stage(throttle=None)
    UsagePlans(stack, "Plans", stage=stage, plans=[GOLD])
    resource = stage.node.default_child
    assert isinstance(resource, apigateway.CfnStage)
    resource.method_settings = [
        apigateway.CfnStage.MethodSettingProperty(
            http_method="*", resource_path="/*", throttling_rate_limit=99, throttling_burst_limit=50
        )
    ]
    with pytest.raises(RuntimeError, match=r"rate of the plan 'gold', 100, is above the stage's 99"):
        cdk.App.of(stack).synth()  # type: ignore[union-attr]


def test_a_stage_without_limits_leaves_the_accounts() -> None:
    stack, stage = make_stage(throttle=None)
    plan = Plan(name="big", throttle=Throttle(rate=10_001, burst=5_000), quota=None, keys=("a",))
    with pytest.raises(WiringError, match="account's default limit"):
        UsagePlans(stack, "Plans", stage=stage, plans=[plan])


def imported_stage() -> tuple[cdk.Stack, apigateway.IStage]:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi.from_rest_api_attributes(
        stack, "Api", rest_api_id="abcde12345", root_resource_id="r", rest_api_name="Orders-prod"
    )
    return stack, apigateway.Stage.from_stage_attributes(stack, "Stage", stage_name="prod", rest_api=api)


def test_an_imported_stage_takes_plans_too() -> None:
    stack, stage = imported_stage()
    UsagePlans(stack, "Plans", stage=stage, plans=[GOLD], stage_throttle=STAGE)
    [plan] = of_type(dict(assertions.Template.from_stack(stack).to_json()), "UsagePlan").values()
    assert plan["Properties"]["ApiStages"] == [{"ApiId": "abcde12345", "Stage": "prod"}]


def test_the_limits_given_for_an_imported_stage_hold() -> None:
    stack, stage = imported_stage()
    with pytest.raises(WiringError, match="above the stage's 5"):
        UsagePlans(stack, "Plans", stage=stage, plans=[GOLD], stage_throttle=Throttle(rate=5, burst=5))


def synth_error(stage: tuple[cdk.Stack, apigateway.Stage], plan: Plan) -> str:
    stack, made = stage
    UsagePlans(stack, "Plans", stage=made, plans=[plan])
    with pytest.raises(RuntimeError) as caught:
        cdk.App.of(stack).synth()  # type: ignore[union-attr]
    return str(caught.value)


def test_plans_that_no_method_asks_for_are_a_synth_error() -> None:
    assert "no method of the API asks for a key" in synth_error(make_stage(keyed=False), GOLD)


@pytest.mark.parametrize(
    ("route", "why"), [("POST /order", "which the API does not have"), ("OPTIONS /orders", "which asks for no key")]
)
def test_a_throttle_on_a_method_that_it_cannot_reach_is_a_synth_error(route: str, why: str) -> None:
    plan = Plan(name="p", throttle=STAGE, quota=None, keys=("a",), method_throttles={route: Throttle(rate=1, burst=1)})
    message = synth_error(make_stage(), plan)
    assert f"{route}, {why}" in message
    assert "throttle one of: POST /orders" in message


@pytest.mark.parametrize(
    ("plans", "problem"),
    [
        ([], "no plan is given"),
        ([GOLD, GOLD], "the plan 'gold' is named twice"),
        ([GOLD, Plan(name="p", throttle=STAGE, quota=None, keys=("partner-c",))], "the key 'partner-c' is named twice"),
    ],
)
def test_names_that_clash_are_refused(plans: Sequence[Plan], problem: str) -> None:
    stack, stage = make_stage()
    with pytest.raises(WiringError, match=problem):
        UsagePlans(stack, "Plans", stage=stage, plans=plans)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"keys": ()}, "it has no key"),
        ({"name": ""}, "is no name"),
        ({"keys": ("a/b",)}, "is no name"),
        ({"keys": ("münchen",)}, "is no name"),
        ({"method_throttles": {"/orders": Throttle(rate=1, burst=1)}}, "names no method"),
        ({"method_throttles": {"POST /orders": Throttle(rate=11, burst=1)}}, "above the plan's 10"),
        ({"method_throttles": {f"GET /{n}": Throttle(rate=1, burst=1) for n in range(21)}}, "takes 20 per plan"),
    ],
)
def test_a_plan_that_cannot_work_is_refused(changes: dict[str, Any], problem: str) -> None:
    given: dict[str, Any] = {"name": "p", "throttle": Throttle(rate=10, burst=5), "quota": None, "keys": ("a",)}
    with pytest.raises(WiringError, match=problem):
        Plan(**(given | changes))


@pytest.mark.parametrize("limit", [0, -1, 1.5, True])
def test_a_quota_that_refuses_every_call_is_refused(limit: Any) -> None:
    with pytest.raises(WiringError, match="limit is"):
        Quota(limit, apigateway.Period.DAY)


def test_names_do_not_move_when_an_unrelated_construct_is_added(template: dict[str, Any]) -> None:
    stack, stage = make_stage()
    cdk.CfnResource(stack, "AAA", type="AWS::SNS::Topic")
    UsagePlans(stack, "Plans", stage=stage, plans=[BASIC, GOLD])
    again = assertions.Template.from_stack(stack).to_json()
    for kind in ("UsagePlan", "ApiKey", "UsagePlanKey"):
        assert json.dumps(of_type(dict(again), kind)) == json.dumps(of_type(template, kind))
