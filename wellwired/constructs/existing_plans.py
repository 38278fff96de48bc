"""Usage plans that a stage has already, and what they promise to the callers who hold their keys."""

from collections.abc import Iterator
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs.existing import ExistingStage, find_in_stack, get_api_id, get_stage_name
from wellwired.constructs.synth_check import check_at_synth
from wellwired.constructs.throttle import Throttle
from wellwired.errors import WiringError


def check_promised_throttles(scope: Construct, stage: ExistingStage, throttle: Throttle) -> None:
    """Have synth fail where a throttle, new on a stage, would take away what a usage plan of the stage promises."""
    check_at_synth(scope, lambda: _find_broken_promises(stage, throttle))


def _find_broken_promises(stage: ExistingStage, throttle: Throttle) -> Iterator[WiringError]:
    for plan in find_in_stack(stage, apigateway.CfnUsagePlan):
        promised = Stack.of(plan).resolve(plan.throttle) or {}
        above = [
            f"{what} {promised[key]:g} above {limit:g}"
            for what, key, limit in (("rate", "rateLimit", throttle.rate), ("burst", "burstLimit", throttle.burst))
            if isinstance(promised.get(key), int | float) and promised[key] > limit
        ]
        if above and _is_for(plan, stage):
            yield WiringError(
                f"the usage plan promises more than the stage is to let through: {', '.join(above)}",
                where=plan.node.path,
                remedy="raise the throttle in StageSettings, or lower the plan's after telling the holders of its keys",
            )


def _is_for(plan: apigateway.CfnUsagePlan, stage: ExistingStage) -> bool:
    stages: list[dict[str, Any]] = Stack.of(plan).resolve(plan.api_stages) or []
    own = Stack.of(stage).resolve([get_api_id(stage), get_stage_name(stage)])
    names = [own[1], stage.stage_name if isinstance(stage, apigateway.CfnStage) else None]
    return any(one.get("apiId") == own[0] and one.get("stage") in names for one in stages)
