"""Cuts in usage plans, keys and limits."""

from .draft import ROUTES, Draft, ref
from .registry import ALL, PLAIN, RESOURCES, also, cut

NO_PLAN = "ApiKeyRequired true but no UsagePlan"
NO_KEY = "ApiKey not attached to the plan (UsagePlanKey missing)"
OTHER_STAGE = "UsagePlan ApiStages names stage dev, stage is prod"
RATE_0 = "UsagePlan Throttle RateLimit 0"
STAGE_0 = "Stage ThrottlingRateLimit 0"
STAGE_UNLIMITED = "Stage throttling removed (account default 10000/5000)"
UNASKED = "No method has ApiKeyRequired"
NO_API = "UsagePlan not associated with any API stage"
RACE = "UsagePlan Stage given as parameter value, no DependsOn Stage"
NO_LIMITS = "UsagePlan without Throttle and Quota"
PAIRS = "usage plan with a stage but no key, a key but no stage, or no limits"


def sam_plan(draft: Draft) -> dict[str, object]:
    """The usage plan that SAM makes."""
    plan = draft.properties("api")["Auth"]["UsagePlan"]
    assert isinstance(plan, dict)
    return plan


@cut("plan-missing", NO_PLAN, "403", *PLAIN)
def plan_missing(draft: Draft) -> None:
    draft.drop(draft.id("plan key"), draft.id("plan"))


@also("plan-missing", "sam")
def plan_missing_in_sam(draft: Draft) -> None:
    del draft.properties("api")["Auth"]["UsagePlan"]


@cut("plan-and-key-missing", NO_PLAN, "403", *PLAIN, what="no key either")
def plan_and_key_missing(draft: Draft) -> None:
    draft.drop(draft.id("plan key"), draft.id("plan"), draft.id("key"))


@cut("plan-key-missing", NO_KEY, "403", *PLAIN)
def plan_key_missing(draft: Draft) -> None:
    draft.drop(draft.id("plan key"))


@cut("plan-without-key", PAIRS, "403", *PLAIN)
def plan_without_key(draft: Draft) -> None:
    draft.drop(draft.id("plan key"), draft.id("key"))


@cut("plan-key-elsewhere", NO_KEY, "403", *PLAIN, what="the key is on another plan")
def plan_key_elsewhere(draft: Draft) -> None:
    limits = {"Throttle": {"RateLimit": 5, "BurstLimit": 5}, "Quota": {"Limit": 100, "Period": "DAY"}}
    draft.add("TrialPlan", "AWS::ApiGateway::UsagePlan", limits)
    draft.properties("plan key")["UsagePlanId"] = ref("TrialPlan")


@cut("key-disabled", NO_KEY, "403", *PLAIN, what="the key is not enabled")
def key_disabled(draft: Draft) -> None:
    draft.properties("key")["Enabled"] = False


@cut("key-not-enabled", NO_KEY, "403", *PLAIN, what="Enabled is left out, and false by default")
def key_not_enabled(draft: Draft) -> None:
    del draft.properties("key")["Enabled"]


@cut("plan-of-stage-dev", OTHER_STAGE, "deploy, 403", *PLAIN)
def plan_of_stage_dev(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"][0]["Stage"] = "dev"


@cut("plan-of-another-api", OTHER_STAGE, "deploy, 403", *PLAIN, what="the id of an old API")
def plan_of_another_api(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"][0]["ApiId"] = "a1b2c3d4e5"


@cut("plan-rate-0", RATE_0, "429", *PLAIN)
def plan_rate_0(draft: Draft) -> None:
    draft.properties("plan")["Throttle"]["RateLimit"] = 0


@also("plan-rate-0", "sam")
def plan_rate_0_in_sam(draft: Draft) -> None:
    sam_plan(draft)["Throttle"] = {"RateLimit": 0, "BurstLimit": 25}


@cut("plan-burst-0", RATE_0, "429", *PLAIN, what="BurstLimit 0")
def plan_burst_0(draft: Draft) -> None:
    draft.properties("plan")["Throttle"]["BurstLimit"] = 0


@also("plan-burst-0", "sam")
def plan_burst_0_in_sam(draft: Draft) -> None:
    sam_plan(draft)["Throttle"] = {"RateLimit": 50, "BurstLimit": 0}


@cut("plan-quota-0", RATE_0, "429", *PLAIN, what="a quota of 0")
def plan_quota_0(draft: Draft) -> None:
    draft.properties("plan")["Quota"]["Limit"] = 0


@cut("plan-throttles-one-method-to-0", RATE_0, "429", *PLAIN, what="0 for one method of the stage")
def plan_throttles_one_method_to_0(draft: Draft) -> None:
    limit = {"/items/POST": {"RateLimit": 0, "BurstLimit": 0}}
    draft.properties("plan")["ApiStages"][0]["Throttle"] = limit


@cut("stage-rate-0", STAGE_0, "429", *ALL)
def stage_rate_0(draft: Draft) -> None:
    draft.settings["ThrottlingRateLimit"] = 0


@cut("stage-burst-0", STAGE_0, "429", *ALL, what="ThrottlingBurstLimit 0")
def stage_burst_0(draft: Draft) -> None:
    draft.settings["ThrottlingBurstLimit"] = 0


@cut("method-rate-0", STAGE_0, "429", *ALL, what="one method only")
def method_rate_0(draft: Draft) -> None:
    entry = {**draft.settings, "ResourcePath": "/items", "HttpMethod": "POST", "ThrottlingRateLimit": 0}
    draft.properties("stage")["MethodSettings"].append(entry)


@cut("stage-unthrottled", STAGE_UNLIMITED, "limit shared by all APIs", *ALL)
def stage_unthrottled(draft: Draft) -> None:
    del draft.settings["ThrottlingRateLimit"]
    del draft.settings["ThrottlingBurstLimit"]


@cut("stage-throttling-off", STAGE_UNLIMITED, "limit shared by all APIs", *ALL, what="-1, which switches it off")
def stage_throttling_off(draft: Draft) -> None:
    draft.settings.update(ThrottlingRateLimit=-1, ThrottlingBurstLimit=-1)


@cut("key-never-asked", UNASKED, "keys never checked", *RESOURCES)
def key_never_asked(draft: Draft) -> None:
    for route in ROUTES:
        del draft.method(route)["ApiKeyRequired"]


@also("key-never-asked", "openapi")
def key_never_asked_in_body(draft: Draft) -> None:
    for route in ROUTES:
        draft.method(route)["security"] = [{"bearer": []}]


@also("key-never-asked", "sam")
def key_never_asked_in_sam(draft: Draft) -> None:
    draft.properties("api")["Auth"]["ApiKeyRequired"] = False


@cut("plan-of-nothing", NO_API, "403", *PLAIN)
def plan_of_nothing(draft: Draft) -> None:
    del draft.properties("plan")["ApiStages"]
    draft.resource("plan").pop("DependsOn", None)


@cut("plan-of-no-stages", PAIRS, "403", *PLAIN, what="an empty list of stages")
def plan_of_no_stages(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"] = []


@cut("plan-race", RACE, "deploy, the first time", "handwritten")
def plan_race(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"][0]["Stage"] = ref("StageName")


@also("plan-race", "cdk")
def plan_race_of_a_literal(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"][0]["Stage"] = "prod"


@also("plan-race", "openapi")
def plan_race_without_depends_on(draft: Draft) -> None:
    del draft.resource("plan")["DependsOn"]


@cut("plan-unlimited", NO_LIMITS, "unthrottled key", *PLAIN)
def plan_unlimited(draft: Draft) -> None:
    del draft.properties("plan")["Throttle"]
    del draft.properties("plan")["Quota"]


@also("plan-unlimited", "sam")
def plan_unlimited_in_sam(draft: Draft) -> None:
    plan = sam_plan(draft)
    del plan["Throttle"]
    del plan["Quota"]
