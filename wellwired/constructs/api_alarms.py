"""ApiAlarms: the alarms of one API's stage and its functions; the pager hears one composite, tickets hear each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from constructs import Construct

from wellwired.constructs.alarm_actions import allow_silence, describe_silence, get_topics, tell
from wellwired.constructs.alarm_metrics import (
    COUNTED_STATUSES,
    count_status,
    make_error_rate,
    make_function_error_rate,
    make_function_metric,
    make_stage_metric,
)
from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver
from wellwired.constructs.alarm_texts import ALARM_TEXTS, COMPOSITE_TEXT, AlarmText
from wellwired.constructs.alarm_thresholds import AlarmThresholds, Threshold
from wellwired.constructs.existing import ExistingFunction, ExistingStage, find_stage_resource
from wellwired.constructs.notifications import Notifications
from wellwired.constructs.stage_identity import get_stage_identity
from wellwired.constructs.synth_check import check_at_synth
from wellwired.constructs.watched_functions import WatchedFunction, read_functions
from wellwired.errors import WiringError
from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
COMPOSITE_CHILDREN_LIMIT: Final = 100

_STATUS_FIELD: Final = re.compile(r'"status"\s*:\s*"?\$context\.status\b')
_ABOVE: Final = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
_AT_LEAST: Final = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
_BELOW: Final = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD


@dataclass(frozen=True, slots=True)
class _Rule:
    """One alarm to be: its threshold, and `limit`, the value that CloudWatch compares with."""

    text: AlarmText
    metric: cloudwatch.IMetric
    threshold: Threshold
    limit: float
    comparison: cloudwatch.ComparisonOperator = _AT_LEAST
    function_label: str | None = None

    @property
    def name(self) -> str:
        return f"{self.function_label}/{self.text.name}" if self.function_label else self.text.name


class ApiAlarms(Construct):
    """Every alarm of docs/alarms.md for `stage` and the functions behind it, named after stack, API and stage.

    `access_log_group` is the stage's access log in JSON with `$context.status` in the field `status`. The pager hears
    the composite alone; every alarm also goes to the ticket topic, and everything that fires also says when it is over.
    That nobody is told has to be chosen: `notifications=NoReceiver("why")`. `integration_timeout` is the shortest of
    the routes' own. Raises `WiringError` where a name is known only at deployment or no paging alarm is left, and at
    synth where the stage's access log does not write the status.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: ExistingStage,
        access_log_group: logs.ILogGroup,
        functions: Sequence[ExistingFunction],
        notifications: Notifications | AlarmTopics | NoReceiver,
        thresholds: AlarmThresholds | None = None,
        integration_timeout: cdk.Duration | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.identity = get_stage_identity(self, stage)
        self._thresholds = thresholds or AlarmThresholds()
        self._integration_timeout = integration_timeout or cdk.Duration.millis(INTEGRATION_TIMEOUT_MAX_MS)
        self._no_receiver = notifications if isinstance(notifications, NoReceiver) else None
        page, ticket = get_topics(notifications)
        self.metric_filters: Mapping[int, logs.MetricFilter] = MappingProxyType(
            {status: count_status(self, self.identity, access_log_group, status) for status in COUNTED_STATUSES}
        )
        rules = [*self._api_rules(), *self._function_rules(read_functions(functions))]
        self.alarms: Mapping[str, cloudwatch.Alarm] = MappingProxyType(
            {rule.name: self._make_alarm(rule, ticket) for rule in rules}
        )
        self.composite = self._make_composite([self.alarms[r.name] for r in rules if r.text.pages], page)
        check_at_synth(self, lambda: _find_unwritten_status(stage))

    def _api_rules(self) -> Iterator[_Rule]:
        t, timeout_ms = self._thresholds, self._integration_timeout.to_milliseconds()
        for threshold, key, name in (
            (t.server_error_rate, "server_error_rate", "5XXError"),
            (t.client_error_rate, "client_error_rate", "4XXError"),
        ):
            if threshold:
                rate = make_error_rate(self.identity, name, threshold.period, t.minimum_requests)
                yield _Rule(ALARM_TEXTS[key], rate, threshold, threshold.value, _ABOVE)
        if x := t.server_error_count:
            yield self._stage_rule("server_error_count", "5XXError", "Sum", x, x.value)
        for threshold, status in ((t.status_502, 502), (t.status_504, 504), (t.status_429, 429)):
            if threshold:
                metric = self.metric_filters[status].metric(
                    statistic="Sum", period=cdk.Duration.seconds(threshold.period)
                )
                yield _Rule(ALARM_TEXTS[f"status_{status}"], metric, threshold, threshold.value)
        if x := t.latency:
            yield self._stage_rule("latency", "Latency", "p90", x, x.value)
        if x := t.near_timeout:
            yield self._stage_rule("near_timeout", "IntegrationLatency", "p99", x, x.value * timeout_ms)
        if x := t.no_traffic:
            yield self._stage_rule("no_traffic", "Count", "SampleCount", x, x.value, _BELOW)

    def _stage_rule(
        self,
        key: str,
        metric_name: str,
        statistic: str,
        threshold: Threshold,
        limit: float,
        comparison: cloudwatch.ComparisonOperator = _AT_LEAST,
    ) -> _Rule:
        metric = make_stage_metric(self.identity, metric_name, statistic, threshold.period)
        return _Rule(ALARM_TEXTS[key], metric, threshold, limit, comparison)

    def _function_rules(self, functions: Sequence[WatchedFunction]) -> Iterator[_Rule]:
        for watched in functions:
            yield from self._rules_of(watched)

    def _rules_of(self, watched: WatchedFunction) -> Iterator[_Rule]:
        t, function, label = self._thresholds, watched.function, watched.label
        if x := t.function_errors:
            rate = make_function_error_rate(function, x.period)
            yield _Rule(ALARM_TEXTS["function_errors"], rate, x, x.value, _ABOVE, label)
        if x := t.function_throttles:
            metric = make_function_metric(function, "Throttles", "Sum", x.period)
            yield _Rule(ALARM_TEXTS["function_throttles"], metric, x, x.value, _AT_LEAST, label)
        if (x := t.function_duration) and watched.timeout:
            metric = make_function_metric(function, "Duration", "p90", x.period)
            limit = x.value * watched.timeout.to_milliseconds()
            yield _Rule(ALARM_TEXTS["function_duration"], metric, x, limit, _AT_LEAST, label)
        elif x:
            cdk.Annotations.of(self).add_warning_v2(
                f"wellwired:unknown-timeout:{label}",
                f"{label} has a timeout that is not known here, so that no alarm says when it comes near it",
            )
        if (x := t.function_concurrency) and watched.reserved_concurrency:
            metric = make_function_metric(function, "ConcurrentExecutions", "Maximum", x.period)
            limit = x.value * watched.reserved_concurrency
            yield _Rule(ALARM_TEXTS["function_concurrency"], metric, x, limit, _AT_LEAST, label)

    def _make_alarm(self, rule: _Rule, topic: sns.ITopic | None) -> cloudwatch.Alarm:
        missing = cloudwatch.TreatMissingData.NOT_BREACHING
        if rule.comparison is _BELOW:  # that there is no data is what such an alarm is about
            missing = cloudwatch.TreatMissingData.BREACHING
        alarm = cloudwatch.Alarm(
            self,
            rule.name.replace("/", "-"),
            alarm_name=f"{self.identity.path}/{rule.name}",
            alarm_description=rule.text.render() + describe_silence(self._no_receiver),
            metric=rule.metric,
            comparison_operator=rule.comparison,
            threshold=round(rule.limit, 6),  # 0.07 of 100 is 7.000000000000001
            evaluation_periods=rule.threshold.of,
            datapoints_to_alarm=rule.threshold.datapoints,
            treat_missing_data=missing,
        )
        tell(alarm, topic)
        if not rule.text.pages:  # the composite speaks for the others
            allow_silence(alarm, "mute-alarm", self._no_receiver)
        return alarm

    def _make_composite(
        self, paging: Sequence[cloudwatch.Alarm], topic: sns.ITopic | None
    ) -> cloudwatch.CompositeAlarm:
        if not 1 <= len(paging) <= COMPOSITE_CHILDREN_LIMIT:
            raise WiringError(
                f"{len(paging)} alarms would page; a composite alarm takes 1 to {COMPOSITE_CHILDREN_LIMIT}",
                where=self.node.path,
                remedy="keep one of the paging thresholds; where there are too many functions, drop function_throttles",
            )
        composite = cloudwatch.CompositeAlarm(
            self,
            COMPOSITE_TEXT.name,
            composite_alarm_name=f"{self.identity.path}/{COMPOSITE_TEXT.name}",
            alarm_description=COMPOSITE_TEXT.render() + describe_silence(self._no_receiver),
            alarm_rule=cloudwatch.AlarmRule.any_of(*paging),
        )
        tell(composite, topic)
        allow_silence(composite, "mute-composite-alarm", self._no_receiver)
        return composite


def _find_unwritten_status(stage: ExistingStage) -> Iterator[WiringError]:
    """The counts of 502, 504 and 429 stay zero for ever where the access log does not hold the status."""
    resource = find_stage_resource(stage)
    if resource is None:
        return
    setting = cdk.Stack.of(stage).resolve(resource.access_log_setting) or {}
    log_format = setting.get("format", "")
    if isinstance(log_format, str) and not _STATUS_FIELD.search(log_format):  # else it is known only at deployment
        yield WiringError(
            "the stage writes no access log in JSON with $context.status in the field status, so that the alarms on "
            "502, 504 and 429 could never fire",
            where=stage.node.path,
            remedy='give the stage StageLogs, or a format with "status":"$context.status"',
        )
