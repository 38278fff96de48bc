"""What cdk.json says about the account and about each stage: the settings objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

# Every one ends: logs that are kept for ever are paid for for ever, and hold personal data for ever.
Retention = Literal[
    "ONE_WEEK", "TWO_WEEKS", "ONE_MONTH", "THREE_MONTHS", "SIX_MONTHS", "ONE_YEAR", "TWO_YEARS", "TEN_YEARS"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """A Slack channel of a workspace that Amazon Q Developer in chat applications was let into."""

    workspace_id: str
    channel_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverSettings:
    """Who hears an alarm topic; `nobody` with a reason is the other choice."""

    emails: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    slack_channels: tuple[SlackSettings, ...] = ()
    nobody: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """Requests a second, and how many at once."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """One usage plan: requests a second, burst, calls per period (no `quota`: no end), and the names of its keys.

    `method_throttles` narrows it for single methods, by names such as `"POST /orders"`.
    """

    name: str
    rate: float
    burst: int
    quota: int | None = None  # the CDK drops a null from its context, so it cannot be asked for
    period: Literal["DAY", "WEEK", "MONTH"] = "MONTH"
    keys: tuple[str, ...]
    method_throttles: Mapping[str, LimitSettings] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """What holds for the whole account and region, whichever stages are deployed there.

    `logging_role` is `create`, the ARN of a role that exists already, or `elsewhere` where another stack or tool sets
    API Gateway's account settings. `concurrency_threshold` is meant as 90 % of the account's Lambda concurrency.
    """

    logging_role: str = "create"
    concurrency_threshold: int = 900
    page: ReceiverSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """One stage of the API. `aws_account` and `region` left out: wherever the credentials of the deploy lead.

    `rate` and `burst` limit the whole stage; `keep_data` keeps table and logs when the stack goes; `data_trace` writes
    whole requests and responses into the execution log, and needs `data_trace_reason` where `production` holds.
    """

    aws_account: str | None = None
    region: str | None = None
    production: bool
    keep_data: bool
    help_url: str
    allow_origins: tuple[str, ...]
    rate: float
    burst: int
    plans: tuple[PlanSettings, ...]
    memory_size: int = 512
    reserved_concurrency: int | None = None
    log_retention: Retention
    data_trace: bool
    data_trace_reason: str | None = None
    page: ReceiverSettings
    ticket: ReceiverSettings


@dataclass(frozen=True, slots=True)
class Settings:
    """What the app is built from: the stage chosen, its settings, and the account's."""

    stage: str
    account: AccountSettings
    api: StageSettings
