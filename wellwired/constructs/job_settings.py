"""How long and how often a job is tried, and how long it is known: what a JobRoute lets one choose about its queue."""

from dataclasses import dataclass, field
from typing import Final

from aws_cdk import Duration

from wellwired.errors import WiringError
from wellwired.facts import (
    MESSAGE_RETENTION_MAX_S,
    QUEUE_CONCURRENCY_MAX,
    QUEUE_CONCURRENCY_MIN,
    QUEUE_VISIBILITY_FACTOR,
    RECEIVE_COUNT_MAX,
)

WORKER_TIMEOUT_MIN_S: Final = 10  # two of them are kept for writing down how an attempt ended


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """The choices of one `JobRoute`.

    A job is tried `max_receive_count` times, `retry_delay` after an error; at most `max_concurrency` run at a time, so
    that a rush waits in the queue instead of taking the account's concurrency from every other function. A job that is
    not done by its `deadline` is failed; `result_ttl` after that it is forgotten. `poll_interval` is what `Retry-After`
    asks of clients.
    """

    max_receive_count: int = 5
    retry_delay: Duration = field(default_factory=lambda: Duration.minutes(1))
    max_concurrency: int = 10
    deadline: Duration = field(default_factory=lambda: Duration.hours(12))
    result_ttl: Duration = field(default_factory=lambda: Duration.days(1))
    poll_interval: Duration = field(default_factory=lambda: Duration.seconds(5))

    def __post_init__(self) -> None:
        if not 1 <= self.max_receive_count <= RECEIVE_COUNT_MAX:
            raise _refusal(
                f"max_receive_count is {self.max_receive_count}",
                f"give 1 to {RECEIVE_COUNT_MAX}; AWS advises 5 or more",
            )
        if not QUEUE_CONCURRENCY_MIN <= self.max_concurrency <= QUEUE_CONCURRENCY_MAX:
            raise _refusal(
                f"max_concurrency is {self.max_concurrency}",
                f"give {QUEUE_CONCURRENCY_MIN} to {QUEUE_CONCURRENCY_MAX}, which is what Lambda takes for a queue",
            )
        for name in ("deadline", "result_ttl", "poll_interval"):
            if getattr(self, name).to_seconds() < 1:
                raise _refusal(f"{name} is 0", "give a second or more")

    def visibility_timeout(self, worker_timeout: Duration) -> Duration:
        """How long the queue hides a message that a worker has.

        https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
        """
        return Duration.seconds(QUEUE_VISIBILITY_FACTOR * worker_timeout.to_seconds())

    def retention(self, worker_timeout: Duration) -> Duration:
        """How long the queue keeps a message: past the deadline, so that no job is lost before it is failed."""
        return self.deadline.plus(self.visibility_timeout(worker_timeout))

    def check_against(self, worker_timeout: Duration, *, where: str) -> None:
        """Raise `WiringError` where a worker has no time to write its end down, or the deadline no room for retries."""
        if worker_timeout.to_seconds() < WORKER_TIMEOUT_MIN_S:
            raise WiringError(
                f"the worker's timeout is {worker_timeout.to_seconds()} s",
                where=where,
                remedy=f"give it {WORKER_TIMEOUT_MIN_S} s to 900 s; what takes less needs no job: answer it with 200",
            )
        attempt = self.visibility_timeout(worker_timeout).plus(self.retry_delay)
        needed = Duration.seconds(self.max_receive_count * attempt.to_seconds())
        if self.deadline.to_seconds() < needed.to_seconds():
            raise WiringError(
                f"a job is failed after {_text(self.deadline)}, and {self.max_receive_count} attempts that time out "
                f"take up to {_text(needed)}",
                where=where,
                remedy="raise deadline, lower max_receive_count, or shorten the worker's timeout",
            )
        if self.retention(worker_timeout).to_seconds() > MESSAGE_RETENTION_MAX_S:
            raise WiringError(
                f"the deadline is {_text(self.deadline)}, and a queue keeps a message for 14 days",
                where=where,
                remedy="give a deadline that leaves room for an attempt below 14 days",
            )


def _text(duration: Duration) -> str:
    return f"{duration.to_seconds() / 3600:g} h"


def _refusal(problem: str, remedy: str) -> WiringError:
    return WiringError(problem, where="JobSettings", remedy=remedy)
