"""ApiDashboard: one page that tells whether an API works and, where it does not, why; with its saved log queries."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs.alarm_metrics import make_function_metric, make_stage_metric
from wellwired.constructs.api_alarms import ApiAlarms
from wellwired.constructs.existing import ExistingFunction, ExistingStage
from wellwired.constructs.log_queries import ONE_REQUEST, REFUSED_OVER_TIME, SAVED_QUERIES, count_causes
from wellwired.constructs.stage_identity import get_stage_identity
from wellwired.constructs.watched_functions import WatchedFunction, read_functions
from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS

_FULL: Final = 24  # columns of a dashboard
_PERIOD: Final = 60
_FROM_ZERO: Final = cloudwatch.YAxisProps(min=0)


class ApiDashboard(Construct):
    """A CloudWatch dashboard of one stage: alarms, traffic, errors by cause, latency, refusals, functions.

    The causes come from the access log in the format of StageLogs, by Logs Insights queries that also are saved under
    the API's name (`queries`). `trace_log_groups`, the execution log and the functions' logs, are searched with the
    access log for one request id. `integration_timeout` is drawn as a line through the latencies.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: ExistingStage,
        access_log_group: logs.ILogGroup,
        functions: Sequence[ExistingFunction],
        alarms: ApiAlarms | None = None,
        integration_timeout: cdk.Duration | None = None,
        trace_log_groups: Sequence[logs.ILogGroup] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self.identity = get_stage_identity(self, stage)
        self._access_log_group = access_log_group
        self._timeout = integration_timeout or cdk.Duration.millis(INTEGRATION_TIMEOUT_MAX_MS)
        self.queries: Mapping[str, logs.CfnQueryDefinition] = MappingProxyType(
            {
                name: self._save(name, query, trace_log_groups if query == ONE_REQUEST else ())
                for name, query in SAVED_QUERIES.items()
            }
        )
        rows: list[list[cloudwatch.IWidget]] = [[self._make_heading()]]
        if alarms is not None:
            rows.append([self._make_alarm_status(alarms)])
        rows += [
            [self._make_traffic(), self._make_errors()],
            [self._make_causes("4xx by cause", 400, 499), self._make_causes("5xx by cause", 500, 599)],
            [self._make_latency(), self._make_refusals()],
        ]
        rows += [self._make_function_row(watched) for watched in read_functions(functions)]
        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=self._choose_name(),
            default_interval=cdk.Duration.hours(3),
            widgets=rows,
        )

    def _choose_name(self) -> str:
        # Dashboards of an account share their names across regions, and take fewer characters than alarms.
        # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
        return f"{re.sub(r'[^A-Za-z0-9_-]+', '_', self.identity.path)}_{cdk.Stack.of(self).region}"

    def _save(self, name: str, query: str, further_log_groups: Sequence[logs.ILogGroup]) -> logs.CfnQueryDefinition:
        return logs.CfnQueryDefinition(
            self,
            f"Query-{name.replace(' ', '-')}",
            name=f"{self.identity.path}/{name}",
            query_string=query,
            log_group_names=[group.log_group_name for group in (self._access_log_group, *further_log_groups)],
        )

    def _make_heading(self) -> cloudwatch.TextWidget:
        text = (
            f"# {self.identity.api_name}, stage {self.identity.stage_name}\n"
            "A status you cannot explain: `wellwired explain 502`. "
            f"Saved queries in Logs Insights, folder `{self.identity.path}`: {', '.join(self.queries)}."
        )
        return cloudwatch.TextWidget(markdown=text, width=_FULL, height=2)

    def _make_alarm_status(self, alarms: ApiAlarms) -> cloudwatch.AlarmStatusWidget:
        return cloudwatch.AlarmStatusWidget(
            title="Alarms",
            alarms=[alarms.composite, *alarms.alarms.values()],
            sort_by=cloudwatch.AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
            width=_FULL,
            height=4,
        )

    def _make_traffic(self) -> cloudwatch.GraphWidget:
        requests = make_stage_metric(self.identity, "Count", "SampleCount", _PERIOD).with_(label="requests")
        return _graph("Traffic, a minute", [requests])

    def _make_errors(self) -> cloudwatch.GraphWidget:
        counts = [
            make_stage_metric(self.identity, metric, "Sum", _PERIOD).with_(label=label)
            for metric, label in (("4XXError", "4xx"), ("5XXError", "5xx"))
        ]
        return _graph("Errors, a minute", counts)

    def _make_causes(self, title: str, lowest: int, highest: int) -> cloudwatch.LogQueryWidget:
        return cloudwatch.LogQueryWidget(
            title=title,
            log_group_names=[self._access_log_group.log_group_name],
            query_string=count_causes(lowest, highest),
            view=cloudwatch.LogQueryVisualizationType.TABLE,
            width=_FULL // 2,
            height=7,
        )

    def _make_latency(self) -> cloudwatch.GraphWidget:
        percentiles = [("Latency", p) for p in ("p50", "p90", "p99")] + [("IntegrationLatency", "p99")]
        latencies = [
            make_stage_metric(self.identity, metric, statistic, _PERIOD).with_(label=f"{metric} {statistic}")
            for metric, statistic in percentiles
        ]
        return _graph("Latency, ms", latencies, [_line(self._timeout, "integration timeout")])

    def _make_refusals(self) -> cloudwatch.LogQueryWidget:
        return cloudwatch.LogQueryWidget(
            title="Refused: throttled, quota exceeded",
            log_group_names=[self._access_log_group.log_group_name],
            query_string=REFUSED_OVER_TIME,
            view=cloudwatch.LogQueryVisualizationType.STACKEDAREA,
            width=_FULL // 2,
            height=6,
        )

    def _make_function_row(self, watched: WatchedFunction) -> list[cloudwatch.IWidget]:
        def metrics(*names: tuple[str, str]) -> list[cloudwatch.IMetric]:
            return [
                make_function_metric(watched.function, name, statistic, _PERIOD).with_(label=f"{name} {statistic}")
                for name, statistic in names
            ]

        timeout = [_line(watched.timeout, "timeout")] if watched.timeout else []
        reserve = watched.reserved_concurrency
        reserved = [cloudwatch.HorizontalAnnotation(value=reserve, label="reserved")] if reserve else []
        calls = metrics(("Invocations", "Sum"), ("Errors", "Sum"), ("Throttles", "Sum"))
        durations = metrics(("Duration", "p50"), ("Duration", "p90"), ("Duration", "Maximum"))
        width = _FULL // 3
        return [
            _graph(f"{watched.label}: calls, a minute", calls, width=width),
            _graph(f"{watched.label}: duration, ms", durations, timeout, width=width),
            _graph(
                f"{watched.label}: concurrency", metrics(("ConcurrentExecutions", "Maximum")), reserved, width=width
            ),
        ]


def _graph(
    title: str,
    metrics: Sequence[cloudwatch.IMetric],
    lines: Sequence[cloudwatch.HorizontalAnnotation] = (),
    *,
    width: int = _FULL // 2,
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title, left=list(metrics), left_annotations=list(lines), left_y_axis=_FROM_ZERO, width=width, height=6
    )


def _line(duration: cdk.Duration, label: str) -> cloudwatch.HorizontalAnnotation:
    return cloudwatch.HorizontalAnnotation(
        value=duration.to_milliseconds(),
        label=f"{label}, {duration.to_milliseconds():,} ms",
        color=cloudwatch.Color.RED,
    )
