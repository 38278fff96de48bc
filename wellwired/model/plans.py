"""Usage plans, API keys and what joins them.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Mapping
from dataclasses import field

from wellwired.model.node import LIVE, Node
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, absent


@record
class Throttle(Record):
    """Requests per second, and the size of the token bucket."""

    rate_limit: Setting[float] = absent()
    burst_limit: Setting[int] = absent()


@record
class Quota(Record):
    """Requests in a period: DAY, WEEK or MONTH."""

    limit: Setting[int] = absent()
    offset: Setting[int] = absent()
    period: Setting[str] = absent()


@record
class ApiStage(Record):
    """An API and a stage that a plan covers. `throttle`: path and method ("/items/GET") to limits."""

    api_id: Setting[str] = absent()
    stage: Setting[str] = absent()
    throttle: Setting[Mapping[str, Throttle]] = absent()


@record
class UsagePlan(Node):
    """AWS::ApiGateway::UsagePlan."""

    usage_plan_name: Setting[str] = absent()
    api_stages: Setting[tuple[ApiStage, ...]] = absent()
    throttle: Setting[Throttle] = absent()
    quota: Setting[Quota] = absent()


@record
class StageKey(Record):
    """The older way of tying a key to a stage; it gives no access where a usage plan is needed."""

    rest_api_id: Setting[str] = absent()
    stage_name: Setting[str] = absent()


@record
class ApiKey(Node):
    """AWS::ApiGateway::ApiKey. Its value is never read: `has_value` says only that the template spells it out."""

    api_key_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    enabled: Setting[bool] = absent()
    stage_keys: Setting[tuple[StageKey, ...]] = absent()
    has_value: bool = field(default=False, metadata={"derived": True})


@record
class UsagePlanKey(Node):
    """AWS::ApiGateway::UsagePlanKey: puts a key on a plan."""

    key_id: Setting[str] = absent()
    key_type: Setting[str] = absent()
    usage_plan_id: Setting[str] = absent()
    quota_left: Setting[int] = field(default=absent(), metadata=LIVE)  # requests left in the plan's period
