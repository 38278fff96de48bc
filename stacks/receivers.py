"""From settings to what the alarm constructs take: topics with their receivers, or the stated choice of none."""

import aws_cdk as cdk
from constructs import Construct

from stacks.settings import ReceiverSettings
from wellwired.constructs import NoReceiver, Notifications, Receivers, SlackChannel


def read_receivers(settings: ReceiverSettings) -> Receivers | NoReceiver:
    """Return the receivers; `Receivers` itself refuses to be empty, so that nobody is forgotten by accident."""
    if settings.nobody:
        return NoReceiver(settings.nobody)
    return Receivers(
        emails=settings.emails,
        phone_numbers=settings.phone_numbers,
        slack_channels=tuple(
            SlackChannel(workspace_id=one.workspace_id, channel_id=one.channel_id, name=one.name)
            for one in settings.slack_channels
        ),
    )


def warn_of_placeholders(scope: Construct, settings: ReceiverSettings) -> None:
    """Have synth warn where the address that came with the kit was never changed: nobody reads it."""
    for email in settings.emails:
        if email.endswith("@example.com"):
            cdk.Annotations.of(scope).add_warning_v2(
                f"orders:placeholder-receiver:{email}", f"nobody reads {email}: put your team's address into cdk.json"
            )


def make_notifications(
    scope: Construct, page: ReceiverSettings, ticket: ReceiverSettings
) -> Notifications | NoReceiver:
    """Make the alarm topics, unless both were given to nobody."""
    for settings in (page, ticket):
        warn_of_placeholders(scope, settings)
    pager, tickets = read_receivers(page), read_receivers(ticket)
    if isinstance(pager, NoReceiver) and isinstance(tickets, NoReceiver):
        return pager
    return Notifications(scope, "Notifications", page=pager, ticket=tickets)
