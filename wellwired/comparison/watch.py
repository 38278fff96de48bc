"""What a wiring says of usage plans, log groups, alarms and topics: who may call how often, and who is told."""

from collections.abc import Iterator
from typing import Final

from wellwired.comparison.names import call, name_of, subject_of
from wellwired.comparison.statement import UNSETTLED, Statement, digest, settled, spell
from wellwired.model.access import Key
from wellwired.model.api import RestApi
from wellwired.model.node import Node
from wellwired.model.operations import (
    Alarm,
    CompositeAlarm,
    Dimension,
    LogGroup,
    MetricFilter,
    Subscription,
    Topic,
    TopicPolicy,
)
from wellwired.model.plans import ApiKey, UsagePlan, UsagePlanKey
from wellwired.model.setting import Setting
from wellwired.model.text import display, references
from wellwired.model.wiring import Wiring

_OPERATORS: Final = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}


def tell_plans(wiring: Wiring) -> Iterator[Statement]:
    """The statements about usage plans and keys."""
    for plan in wiring.all(UsagePlan):
        called = subject_of(plan)
        yield Statement(called)
        for entry in plan.api_stages.if_known() or ():
            api = settled(wiring.find, entry.api_id.if_known(), RestApi)
            named = f"API {name_of(api)}" if api is not None else spell(entry.api_id) or UNSETTLED
            yield Statement(called, "covers", f"stage {spell(entry.stage) or UNSETTLED} of {named}")
            for method, throttle in (entry.throttle.if_known() or {}).items():
                said = f"{spell(throttle.rate_limit)} requests per second on {display(method)}"
                yield Statement(called, "lets in", said, aspect=f"throttle {method}")
        throttle_ = plan.throttle.if_known()
        if throttle_ is not None:
            said = f"{spell(throttle_.rate_limit)} requests per second, {spell(throttle_.burst_limit)} at once"
            yield Statement(called, "lets in", said, aspect="throttle")
        quota = plan.quota.if_known()
        if quota is not None:
            yield Statement(called, "grants", f"{spell(quota.limit)} requests a {spell(quota.period)}", aspect="quota")
    for one in wiring.all(ApiKey):
        yield Statement(subject_of(one))
        if one.enabled.if_known() is not True:
            yield Statement(subject_of(one), "is", "switched off")
    for join in wiring.all(UsagePlanKey):
        joined = settled(wiring.find, join.usage_plan_id.if_known(), UsagePlan)
        key = settled(wiring.find, join.key_id.if_known(), ApiKey)
        if joined is not None:
            named = name_of(key) if key is not None else "of another stack"
            yield Statement(subject_of(joined), "admits", f"API key {named}")


def tell_alarms(wiring: Wiring) -> Iterator[Statement]:
    """The statements about log groups, metric filters, alarms and whom they tell."""
    for group in wiring.all(LogGroup):
        kept = spell(group.retention_in_days, unit="days") or "for ever"
        yield Statement(subject_of(group), "keeps logs", kept, aspect="retention")
    for item in wiring.all(MetricFilter):
        yield Statement(subject_of(item), "counts", spell(item.filter_pattern) or "every line", aspect="pattern")
    for alarm in wiring.all(Alarm):
        yield from _tell_alarm(wiring, alarm)
    for composite in wiring.all(CompositeAlarm):
        yield Statement(subject_of(composite))
        for named in references(composite.alarm_rule.if_known() or ""):
            node = wiring.find_at(named.address)
            if node is not None:
                yield Statement(subject_of(composite), "follows", call(node))
        yield from _tell_actions(wiring, composite, composite.alarm_actions)
    for topic in wiring.all(Topic):
        yield from _tell_topic(wiring, topic)
    for policy in wiring.all(TopicPolicy):
        mark = digest(policy.policy_document.if_known())
        yield Statement(subject_of(policy), "has", "a document", aspect="document", detail=mark)
    for key in wiring.all(Key):
        mark = digest(key.key_policy.if_known())
        yield Statement(subject_of(key), "has", "a key policy", aspect="policy", detail=mark)


def _tell_alarm(wiring: Wiring, alarm: Alarm) -> Iterator[Statement]:
    called = subject_of(alarm)
    yield Statement(called)
    if not alarm.metric_name.is_absent:
        said = f"{spell(alarm.namespace)} {spell(alarm.metric_name)}{_dimensions(alarm.dimensions)}"
        yield Statement(called, "watches", said, aspect="metric")
    for query in alarm.metrics.if_known() or ():
        stat = query.metric_stat.if_known()
        metric = stat.metric.if_known() if stat else None
        if metric is not None:
            said = f"{spell(metric.namespace)} {spell(metric.metric_name)}{_dimensions(metric.dimensions)}"
            yield Statement(called, "watches", said)
        elif not query.expression.is_absent:
            yield Statement(called, "computes", spell(query.expression) or "", aspect=f"row {spell(query.id)}")
    statistic = spell(alarm.statistic) or spell(alarm.extended_statistic) or "the value"
    operator = spell(alarm.comparison_operator) or UNSETTLED
    compared = f"{statistic} {_OPERATORS.get(operator, operator)} {spell(alarm.threshold)}"
    rounds = (
        f"{spell(alarm.datapoints_to_alarm) or spell(alarm.evaluation_periods)} of {spell(alarm.evaluation_periods)}"
    )
    yield Statement(called, "fires at", f"{compared}, {rounds} x {spell(alarm.period) or '?'} s", aspect="condition")
    missing = spell(alarm.treat_missing_data) or "missing"
    yield Statement(called, "takes", f"missing data as {missing}", aspect="missing data")
    if alarm.actions_enabled.if_known() is False:
        yield Statement(called, "is", "silenced")
    yield from _tell_actions(wiring, alarm, alarm.alarm_actions)


def _dimensions(dimensions: Setting[tuple[Dimension, ...]]) -> str:
    if dimensions.is_unknown:
        return f" of {UNSETTLED}"
    said = [f"{spell(item.name)} {spell(item.value)}" for item in dimensions.if_known() or ()]
    return f" of {', '.join(said)}" if said else ""


def _tell_actions(wiring: Wiring, alarm: Node, actions: Setting[tuple[str, ...]]) -> Iterator[Statement]:
    for action in actions.if_known() or ():
        topic = settled(wiring.find, action, Topic)
        yield Statement(subject_of(alarm), "tells", call(topic) if topic is not None else display(action))


def _tell_topic(wiring: Wiring, topic: Topic) -> Iterator[Statement]:
    called = subject_of(topic)
    yield Statement(called)
    if not topic.kms_master_key_id.is_absent:
        key = settled(wiring.find, topic.kms_master_key_id.if_known(), Key)
        named = name_of(key) if key is not None else spell(topic.kms_master_key_id) or UNSETTLED
        yield Statement(called, "is encrypted with", f"key {named}", aspect="key")
    # an endpoint is somebody's address: only its kind, and whether it is another one, is told
    for inline in topic.subscription.if_known() or ():
        mark = digest(inline.endpoint.if_known())
        yield Statement(called, "tells", f"a subscriber by {spell(inline.protocol)}", aspect=mark)
    for subscription in wiring.all(Subscription):
        if settled(wiring.find, subscription.topic_arn.if_known(), Topic) is topic:
            said = f"a subscriber by {spell(subscription.protocol)} ({name_of(subscription)})"
            mark = digest(subscription.endpoint.if_known())
            yield Statement(called, "tells", said, aspect=subscription.address, detail=mark)
