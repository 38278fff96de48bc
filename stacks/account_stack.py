"""The stack of the account and region: the role API Gateway logs with, deployed before any stage that logs."""

from typing import cast

import aws_cdk as cdk
from aws_cdk import aws_sns as sns
from constructs import Construct

from stacks.receivers import read_receivers, warn_of_placeholders
from stacks.settings import AccountSettings
from wellwired.constructs import AccountLogging, NoReceiver, Notifications, Receivers


class AccountStack(cdk.Stack):
    """One a region of an account; what it sets outlives it, because every API of the region logs through it."""

    logging: AccountLogging

    def __init__(
        self, scope: Construct, construct_id: str, *, settings: AccountSettings, env: cdk.Environment | None = None
    ) -> None:
        super().__init__(scope, construct_id, env=env, description="API Gateway logging of this account and region")
        pager = read_receivers(settings.page)
        warn_of_placeholders(self, settings.page)
        topic = None if isinstance(pager, NoReceiver) else self._make_topic(pager)
        threshold = settings.concurrency_threshold
        if settings.logging_role == "create":
            self.logging = AccountLogging(self, "Logging", alarm_topic=topic, concurrency_threshold=threshold)
        else:
            self.logging = AccountLogging.adopt(
                self, "Logging", role_arn=settings.logging_role, alarm_topic=topic, concurrency_threshold=threshold
            )
        if isinstance(pager, NoReceiver):
            alarm = cast("cdk.CfnResource", self.logging.concurrency_alarm.node.default_child)
            alarm.add_metadata("wellwired", {"allow": {"mute-alarm": pager.reason}})

    def _make_topic(self, pager: Receivers) -> sns.ITopic | None:
        no_tickets = NoReceiver("the account has one alarm, and it pages")
        return Notifications(self, "Notifications", page=pager, ticket=no_tickets).page_topic
