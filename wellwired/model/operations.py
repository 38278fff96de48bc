"""What the team on call looks at: log groups, metric filters, alarms, topics and who subscribes to them.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_CloudWatch.html
"""

from dataclasses import field

from wellwired.model.node import LIVE, Json, Node
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, absent


@record
class LogGroup(Node):
    """AWS::Logs::LogGroup. Retention in days; kept for ever when absent."""

    log_group_name: Setting[str] = absent()
    retention_in_days: Setting[int] = absent()
    kms_key_id: Setting[str] = absent()


@record
class MetricFilter(Node):
    """AWS::Logs::MetricFilter."""

    log_group_name: Setting[str] = absent()
    filter_pattern: Setting[str] = absent()
    metric_transformations: Setting[tuple[Json, ...]] = absent()


@record
class Dimension(Record):
    """A name and a value that single out one time series of a metric."""

    name: Setting[str] = absent()
    value: Setting[str] = absent()


@record
class Metric(Record):
    """One time series: namespace, name and dimensions."""

    namespace: Setting[str] = absent()
    metric_name: Setting[str] = absent()
    dimensions: Setting[tuple[Dimension, ...]] = absent()


@record
class MetricStat(Record):
    """A statistic of a metric over a period in seconds."""

    metric: Setting[Metric] = absent()
    period: Setting[int] = absent()
    stat: Setting[str] = absent()


@record
class MetricDataQuery(Record):
    """One row of an alarm's `Metrics`: a metric or an expression over other rows."""

    id: Setting[str] = absent()
    expression: Setting[str] = absent()
    return_data: Setting[bool] = absent()
    metric_stat: Setting[MetricStat] = absent()


@record
class Alarm(Node):
    """AWS::CloudWatch::Alarm. Period in seconds."""

    alarm_name: Setting[str] = absent()
    namespace: Setting[str] = absent()
    metric_name: Setting[str] = absent()
    dimensions: Setting[tuple[Dimension, ...]] = absent()
    statistic: Setting[str] = absent()
    extended_statistic: Setting[str] = absent()
    metrics: Setting[tuple[MetricDataQuery, ...]] = absent()
    period: Setting[int] = absent()
    evaluation_periods: Setting[int] = absent()
    datapoints_to_alarm: Setting[int] = absent()
    threshold: Setting[float] = absent()
    comparison_operator: Setting[str] = absent()
    treat_missing_data: Setting[str] = absent()
    actions_enabled: Setting[bool] = absent()
    alarm_actions: Setting[tuple[str, ...]] = absent()
    ok_actions: Setting[tuple[str, ...]] = field(default=absent(), metadata={"property": "OKActions"})
    insufficient_data_actions: Setting[tuple[str, ...]] = absent()
    dataless_hours: Setting[float] = field(default=absent(), metadata=LIVE)  # for how long it has had no data


@record
class CompositeAlarm(Node):
    """AWS::CloudWatch::CompositeAlarm. `alarm_rule` holds references to the alarms it joins."""

    alarm_name: Setting[str] = absent()
    alarm_rule: Setting[str] = absent()
    actions_enabled: Setting[bool] = absent()
    alarm_actions: Setting[tuple[str, ...]] = absent()


@record
class InlineSubscription(Record):
    """A subscription written inside a topic."""

    protocol: Setting[str] = absent()
    endpoint: Setting[str] = absent()


@record
class Topic(Node):
    """AWS::SNS::Topic."""

    topic_name: Setting[str] = absent()
    kms_master_key_id: Setting[str] = absent()
    subscription: Setting[tuple[InlineSubscription, ...]] = absent()


@record
class TopicPolicy(Node):
    """AWS::SNS::TopicPolicy."""

    topics: Setting[tuple[str, ...]] = absent()
    policy_document: Setting[Json] = absent()


@record
class Subscription(Node):
    """AWS::SNS::Subscription."""

    topic_arn: Setting[str] = absent()
    protocol: Setting[str] = absent()
    endpoint: Setting[str] = absent()
    is_confirmed: Setting[bool] = field(default=absent(), metadata=LIVE)


@record
class SlackChannel(Node):
    """AWS::Chatbot::SlackChannelConfiguration: topics that are read out in a channel."""

    sns_topic_arns: Setting[tuple[str, ...]] = absent()
