"""The time series that an alarm looks at, whether it names one metric or computes with several.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wellwired.model.operations import Alarm, Dimension
from wellwired.model.setting import Setting


class Series(NamedTuple):
    """One metric of an alarm. place: the path that its properties begin with. statistic: absent in none but bad alarms.

    is_judged: whether the threshold is for the series itself, not for what an expression makes of it.
    """

    alarm: Alarm
    namespace: Setting[str]
    metric_name: Setting[str]
    dimensions: Setting[tuple[Dimension, ...]]
    statistic: Setting[str]
    place: str
    is_judged: bool

    def key(self) -> tuple[str, str]:
        """Namespace and metric; raises `Unsettled` where one is not known."""
        return self.namespace.known() or "", self.metric_name.known() or ""

    def values(self) -> Mapping[str, Setting[str]]:
        """The dimensions' values by name; raises `Unsettled` where a name is not known."""
        return {one.name.known() or "": one.value for one in self.dimensions.or_default(())}

    def place_of(self, property_name: str) -> str:
        """The property path of `MetricName`, `Namespace`, `Dimensions` or the statistic of this series."""
        if not self.place:
            extended = property_name == "Stat" and not self.alarm.extended_statistic.is_absent
            return "ExtendedStatistic" if extended else "Statistic" if property_name == "Stat" else property_name
        return f"{self.place}/{property_name}" if property_name == "Stat" else f"{self.place}/Metric/{property_name}"


def read_series(alarm: Alarm) -> tuple[Series, ...]:
    """The series of an alarm; raises `Unsettled` where its list of metrics is not known."""
    return tuple(_series(alarm))


def _series(alarm: Alarm) -> Iterator[Series]:
    if not alarm.metric_name.is_absent:
        statistic = alarm.statistic if not alarm.statistic.is_absent else alarm.extended_statistic
        yield Series(alarm, alarm.namespace, alarm.metric_name, alarm.dimensions, statistic, "", is_judged=True)
    queries = alarm.metrics.or_default(())
    computes = any(not query.expression.is_absent for query in queries)
    for index, query in enumerate(queries):
        stat = query.metric_stat.known()
        metric = stat.metric.known() if stat is not None else None
        if stat is not None and metric is not None:
            yield Series(
                alarm,
                metric.namespace,
                metric.metric_name,
                metric.dimensions,
                stat.stat,
                f"Metrics/{index}/MetricStat",
                is_judged=not computes,
            )
