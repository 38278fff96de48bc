"""The alarms of a queue of jobs: one was given up, or jobs wait so long that their clients are about to be told so."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from wellwired.constructs.alarm_actions import allow_silence, describe_silence, get_topics, tell
from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver
from wellwired.constructs.alarm_texts import AlarmText
from wellwired.constructs.notifications import Notifications
from wellwired.constructs.stage_identity import get_place

DEAD_LETTERS: Final = AlarmText(
    "dead-letters",
    False,
    "A job was given up after its last attempt, or a message is no job at all. Its client is told 500 when it asks.",
    "read the message in the dead-letter queue without deleting it: job_id finds every attempt in the worker's log.",
    "500",
)
BACKLOG: Final = AlarmText(
    "backlog",
    True,
    "The oldest job has waited half the time it has. Past the deadline, jobs are failed without having been begun.",
    "see whether the worker runs at all (errors, throttles); if it does, raise max_concurrency or make it faster.",
    "500",
)
_MINUTE: Final = Duration.minutes(1)


def make_job_alarms(
    scope: Construct,
    *,
    queue: sqs.IQueue,
    dead_letter_queue: sqs.IQueue,
    deadline: Duration,
    notifications: Notifications | AlarmTopics | NoReceiver,
) -> Mapping[str, cloudwatch.Alarm]:
    """Return the two alarms by their names.

    A queue that nobody has used for hours has no metrics: missing data is good news.
    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    page, ticket = get_topics(notifications)
    no_receiver = notifications if isinstance(notifications, NoReceiver) else None
    letters = dead_letter_queue.metric_approximate_number_of_messages_visible(statistic="Maximum", period=_MINUTE)
    age = queue.metric_approximate_age_of_oldest_message(statistic="Maximum", period=_MINUTE)
    return MappingProxyType(
        {
            DEAD_LETTERS.name: _make_alarm(scope, DEAD_LETTERS, letters, 1, 1, ticket, no_receiver),
            BACKLOG.name: _make_alarm(scope, BACKLOG, age, deadline.to_seconds() / 2, 3, page, no_receiver),
        }
    )


def _make_alarm(
    scope: Construct,
    text: AlarmText,
    metric: cloudwatch.Metric,
    threshold: float,
    periods: int,
    topic: sns.ITopic | None,
    no_receiver: NoReceiver | None,
) -> cloudwatch.Alarm:
    alarm = cloudwatch.Alarm(
        scope,
        text.name,
        alarm_name=f"{get_place(scope)}/{text.name}",
        alarm_description=text.render() + describe_silence(no_receiver),
        metric=metric,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold=threshold,
        evaluation_periods=periods,
        datapoints_to_alarm=periods,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    tell(alarm, topic)
    allow_silence(alarm, "mute-alarm", no_receiver)
    return alarm
