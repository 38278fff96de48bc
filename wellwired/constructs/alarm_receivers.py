"""Whom alarms tell: mail, SMS and Slack receivers, the topics they hear, or the stated choice that nobody is told."""

import re
from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

from wellwired.errors import WiringError

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"\+[1-9][0-9]{6,14}")  # E.164, as SNS takes it
_SLACK_ID: Final = re.compile(r"[A-Z0-9]{5,20}")
_CONFIGURATION_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackChannel:
    """A Slack channel, served by Amazon Q Developer in chat applications (formerly AWS Chatbot).

    The workspace must have been authorized once in that service's console. An account has one configuration per
    channel, in whatever region: where one exists already, add the topics to it instead. `name` names the
    configuration, unique in the account.
    https://docs.aws.amazon.com/chatbot/latest/adminguide/slack-setup.html
    """

    workspace_id: str
    channel_id: str
    name: str

    def __post_init__(self) -> None:
        _check(_SLACK_ID, self.workspace_id, "a Slack workspace id", "T07EA123LEP")
        _check(_SLACK_ID, self.channel_id, "a Slack channel id", "C07EZ1ABC23")
        _check(_CONFIGURATION_NAME, self.name, "a name of a chat configuration", "orders-oncall")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Who hears a topic: at least one mail address, phone number (E.164) or Slack channel.

    A mail address hears nothing until its owner has confirmed; SMS needs the account out of the SNS sandbox.
    """

    emails: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    slack_channels: tuple[SlackChannel, ...] = ()

    def __post_init__(self) -> None:
        for name in ("emails", "phone_numbers"):
            if isinstance(getattr(self, name), str):
                raise WiringError(f"{name} is one string", where="Receivers", remedy=f"write {name}=('...',)")
        if not (self.emails or self.phone_numbers or self.slack_channels):
            raise WiringError(
                "nobody would be told", where="Receivers", remedy="name a receiver, or say NoReceiver('why')"
            )
        for email in self.emails:
            _check(_EMAIL, email, "a mail address", "oncall@example.com")
        for number in self.phone_numbers:
            _check(_PHONE, number, "a phone number", "+4930123456")


@dataclass(frozen=True, slots=True)
class NoReceiver:
    """The explicit choice that nobody is told, with the reason; alarms then say so in their descriptions."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.reason.isascii() or not self.reason.isprintable():
            raise WiringError(
                f"the reason is {self.reason!r}",
                where="NoReceiver",
                remedy="say in ASCII why nobody needs to hear these alarms, such as 'a developer's own stage'",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTopics:
    """The topic that wakes somebody and the one that files work; one of them may be None: nobody is told.

    Topics of your own have to let CloudWatch publish, and an encrypted one's key has to let CloudWatch use it.
    """

    page: sns.ITopic | None
    ticket: sns.ITopic | None

    def __post_init__(self) -> None:
        if self.page is None and self.ticket is None:
            raise WiringError("there is no topic", where="AlarmTopics", remedy="say NoReceiver('why') instead")


def _check(pattern: re.Pattern[str], value: str, what: str, example: str) -> None:
    if not cdk.Token.is_unresolved(value) and not pattern.fullmatch(value):
        raise WiringError(f"{value!r} is not {what}", where="Receivers", remedy=f"write it as {example}")
