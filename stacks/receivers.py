"""From settings to what the alarm constructs take: topics with their receivers, or the stated choice of none."""

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


def make_notifications(
    scope: Construct, page: ReceiverSettings, ticket: ReceiverSettings
) -> Notifications | NoReceiver:
    """Make the alarm topics, unless both were given to nobody."""
    pager, tickets = read_receivers(page), read_receivers(ticket)
    if isinstance(pager, NoReceiver) and isinstance(tickets, NoReceiver):
        return pager
    return Notifications(scope, "Notifications", page=pager, ticket=tickets)
