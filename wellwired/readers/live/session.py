"""A boto3 session of the user's region and profile; where it cannot come about, one clear error."""

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from wellwired.errors import MissingExtraError, UnreadableError, UsageError
from wellwired.readers.live.access import LiveAccess, Missing, Unanswered
from wellwired.readers.live.calls import IDENTITY

if TYPE_CHECKING:
    import boto3


@dataclass(frozen=True, slots=True)
class Place:
    """The account, region and partition that are read."""

    account: str
    region: str
    partition: str


def open_session(region: str | None = None, profile: str | None = None) -> "boto3.Session":
    """A session; raises `MissingExtraError` without boto3, `UsageError` for a profile or region that is not there."""
    if find_spec("boto3") is None:
        raise MissingExtraError("reading a live account", "live")
    import boto3
    from botocore.exceptions import BotoCoreError, ProfileNotFound

    try:
        session: boto3.Session = boto3.Session(region_name=region, profile_name=profile)
        found = session.region_name
    except ProfileNotFound:
        known = ", ".join(boto3.Session().available_profiles) or "none"
        raise UsageError(f"there is no AWS profile '{profile}'", remedy=f"profiles that are set up: {known}") from None
    except BotoCoreError as error:
        raise UsageError(f"the AWS configuration cannot be read: {error}") from None
    if not found:
        raise UsageError("no AWS region is set", remedy="add --region, or set AWS_REGION")
    return session


def find_place(access: LiveAccess) -> Place:
    """Where the session's credentials lead; raises `UnreadableError` where they lead nowhere."""
    try:
        answer: dict[str, Any] = access.ask(IDENTITY)
    except (Missing, Unanswered) as failure:
        raise UnreadableError(f"AWS does not say whose account this is: {failure}", where="sts") from None
    arn = answer.get("Arn", "")
    account = answer.get("Account", "")
    if not account:
        raise UnreadableError("AWS did not say whose account this is", where="sts:GetCallerIdentity")
    return Place(account, access.region, arn.split(":")[1] if arn.count(":") >= 5 else "aws")
