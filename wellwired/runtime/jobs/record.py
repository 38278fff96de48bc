"""A job as the table keeps it, and what it says of the job at a moment: the queue has no way to write a word there."""

import json
from dataclasses import dataclass
from typing import Final, Literal

from wellwired.runtime.problem import Problem

State = Literal["queued", "running", "done", "failed"]

# An item of DynamoDB has room for 400 KB, its names and keys included:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
CONTENT_LIMIT: Final = 400_000  # bytes of JSON, of an input and of a result alike

FAILED: Final = Problem(
    status=500,
    reference="WW-500-JOB-FAILED",
    title="The job failed",
    detail="Every attempt at this job failed. Report the reference and the request id; a new try needs a new request.",
)
OVERDUE: Final = Problem(
    status=500,
    reference="WW-500-JOB-OVERDUE",
    title="The job was not done in time",
    detail="The job's time is over and it will not be begun any more. Send it again.",
)
RESULT_TOO_LARGE: Final = Problem(
    status=500,
    reference="WW-500-JOB-RESULT-TOO-LARGE",
    title="The job's result is too large",
    detail=f"The job is done, but its result is more than the {CONTENT_LIMIT:,} bytes that are kept. Ask for less.",
)
RESULT_NOT_JSON: Final = Problem(
    status=500,
    reference="WW-500-JOB-RESULT-NOT-JSON",
    title="The job's result cannot be told",
    detail="The job is done, but its result is nothing that can be sent. Report the reference and the request id.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """One job; times are in seconds since 1970, `problem` is JSON.

    `attempt` counts from 1 and is 0 before the first. `lease_until` is when the function that is at it is gone for
    certain, `last` whether the queue hands the job to nobody after that one. `sent` says that the queue has it.
    """

    owner: str
    id: str
    fingerprint: str
    request_id: str
    created_at: int
    deadline: int
    expires_at: int
    status: State = "queued"
    sent: bool = False
    attempt: int = 0
    lease_until: int = 0
    last: bool = False
    problem: str | None = None

    def state(self, now: float) -> State:
        """Return how the job stands. A function that was killed left it running, and a queue may lose it or be late."""
        if self.status in ("done", "failed"):
            return self.status
        if self.status == "running" and now < self.lease_until:
            return "running"
        return "failed" if self._is_given_up or now >= self.deadline else "queued"

    @property
    def failure(self) -> Problem:
        """Why a failed job failed: what the worker said, or what there is to say where it had no chance to."""
        if self.problem is not None:
            return read_problem(self.problem)
        return FAILED if self._is_given_up else OVERDUE

    @property
    def _is_given_up(self) -> bool:
        return self.status == "running" and self.last


def read_problem(text: str) -> Problem:
    """Return the problem that `Problem.to_json` wrote."""
    members = json.loads(text)
    request_id = members.pop("requestId", "")
    known = {name: members.pop(name) for name in ("status", "detail", "title", "type", "reference") if name in members}
    return Problem(**known, request_id=request_id, extensions=members)
