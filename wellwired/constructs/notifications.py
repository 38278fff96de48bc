"""Notifications: the topics that alarms publish to, with the policies without which nobody would hear them."""

from collections.abc import Iterable
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_chatbot as chatbot
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver, Receivers, SlackChannel
from wellwired.errors import WiringError

CLOUDWATCH_PRINCIPAL: Final = "cloudwatch.amazonaws.com"

# What a chart in Slack is drawn from; none of these can be narrowed to a resource.
_CHART_ACTIONS: Final = ("cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics")


class Notifications(Construct):
    """An encrypted topic for pages and one for tickets, with their receivers.

    The key lets CloudWatch use it and the topics let CloudWatch publish, for alarms of this account and region only;
    without either statement alarms change state and nobody hears. Publishing needs TLS. `page_topic` or `ticket_topic`
    is `None` where `NoReceiver` was chosen; to tell another tool, subscribe it to the topic.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        page: Receivers | NoReceiver,
        ticket: Receivers | NoReceiver,
    ) -> None:
        super().__init__(scope, construct_id)
        if isinstance(page, NoReceiver) and isinstance(ticket, NoReceiver):
            raise WiringError(
                "neither page nor ticket has a receiver",
                where=self.node.path,
                remedy="leave Notifications out and give the NoReceiver to the alarms",
            )
        self.key = self._make_key()
        self.page_topic = self._make_topic("Page", page)
        self.ticket_topic = self._make_topic("Ticket", ticket)
        self.slack_channels: tuple[chatbot.SlackChannelConfiguration, ...] = tuple(
            self._make_slack_channel(channel, topics) for channel, topics in self._topics_by_channel(page, ticket)
        )

    @property
    def topics(self) -> AlarmTopics:
        """Both topics, as alarms take them."""
        return AlarmTopics(page=self.page_topic, ticket=self.ticket_topic)

    def _make_key(self) -> kms.Key:
        key = kms.Key(
            self,
            "Key",
            description=f"Alarm topics of {self.node.path}",
            enable_key_rotation=True,
            removal_policy=cdk.RemovalPolicy.DESTROY,  # a topic keeps no message, so nothing is lost with the key
        )
        # The AWS managed key alias/aws/sns cannot be used: its policy lets CloudWatch do nothing, and cannot be edited.
        # https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="CloudWatchAlarms",
                principals=[iam.ServicePrincipal(CLOUDWATCH_PRINCIPAL)],
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                resources=["*"],
                conditions=self._alarms_of_this_account(),
            )
        )
        return key

    def _make_topic(self, name: str, receivers: Receivers | NoReceiver) -> sns.Topic | None:
        if isinstance(receivers, NoReceiver):
            self.node.add_metadata(f"wellwired:no-{name.lower()}-receiver", receivers.reason)
            return None
        topic = sns.Topic(
            self, name, master_key=self.key, enforce_ssl=True, display_name=f"{name} {self.node.path}"[:100]
        )
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="CloudWatchAlarms",
                principals=[iam.ServicePrincipal(CLOUDWATCH_PRINCIPAL)],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions=self._alarms_of_this_account(),
            )
        )
        for email in receivers.emails:
            topic.add_subscription(subscriptions.EmailSubscription(email))
        for number in receivers.phone_numbers:
            topic.add_subscription(subscriptions.SmsSubscription(number))
        return topic

    def _alarms_of_this_account(self) -> dict[str, dict[str, str]]:
        # CloudWatch passes both keys to SNS and KMS alike. kms:CallerAccount would not match: the caller is a service.
        stack = cdk.Stack.of(self)
        alarms = stack.format_arn(
            service="cloudwatch", resource="alarm", resource_name="*", arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME
        )
        return {"StringEquals": {"aws:SourceAccount": stack.account}, "ArnLike": {"aws:SourceArn": alarms}}

    def _topics_by_channel(
        self, page: Receivers | NoReceiver, ticket: Receivers | NoReceiver
    ) -> Iterable[tuple[SlackChannel, list[sns.ITopic]]]:
        """One entry a channel, as an account takes a channel once: a channel for both hears both topics."""
        found: dict[tuple[str, str], tuple[SlackChannel, list[sns.ITopic]]] = {}
        for topic, receivers in ((self.page_topic, page), (self.ticket_topic, ticket)):
            if topic is not None and isinstance(receivers, Receivers):
                for channel in receivers.slack_channels:
                    place = (channel.workspace_id, channel.channel_id)
                    found.setdefault(place, (channel, []))[1].append(topic)
        return found.values()

    def _make_slack_channel(self, channel: SlackChannel, topics: list[sns.ITopic]) -> chatbot.SlackChannelConfiguration:
        configuration = chatbot.SlackChannelConfiguration(
            self,
            f"Slack-{channel.channel_id}",
            slack_channel_configuration_name=channel.name,
            slack_workspace_id=channel.workspace_id,
            slack_channel_id=channel.channel_id,
            notification_topics=topics,
            logging_level=chatbot.LoggingLevel.ERROR,
            # Without a guardrail the service puts AdministratorAccess there: whoever is in the channel could do all
            # that the role may be given later.
            guardrail_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("CloudWatchReadOnlyAccess")],
        )
        configuration.add_to_role_policy(iam.PolicyStatement(actions=list(_CHART_ACTIONS), resources=["*"]))
        return configuration
