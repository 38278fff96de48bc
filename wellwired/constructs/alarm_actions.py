"""Wires an alarm to whom it tells, or keeps the reason why it tells nobody where a reader and an audit find it."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns

from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver
from wellwired.constructs.notifications import Notifications


def get_topics(notifications: Notifications | AlarmTopics | NoReceiver) -> tuple[sns.ITopic | None, sns.ITopic | None]:
    """Return the topics that page and that file tickets."""
    if isinstance(notifications, NoReceiver):
        return None, None
    topics = notifications.topics if isinstance(notifications, Notifications) else notifications
    return topics.page, topics.ticket


def tell(alarm: cloudwatch.AlarmBase, topic: sns.ITopic | None) -> None:
    """Have the topic hear when the alarm fires, and when it is over."""
    if topic is not None:
        action = actions.SnsAction(topic)
        alarm.add_alarm_action(action)
        alarm.add_ok_action(action)


def describe_silence(no_receiver: NoReceiver | None) -> str:
    """Return what an alarm's description says where nobody is told."""
    return f" Nobody is told: {no_receiver.reason}." if no_receiver else ""


def allow_silence(alarm: cloudwatch.AlarmBase, rule: str, no_receiver: NoReceiver | None) -> None:
    """Keep the reason with the alarm, where an audit of the template reads it."""
    resource = alarm.node.default_child
    if no_receiver and isinstance(resource, cdk.CfnResource):
        resource.add_metadata("wellwired", {"allow": {rule: no_receiver.reason}})
