"""The worker behind a queue of jobs: a function of one job becomes the handler of a queue, with all that can go wrong.

SQS hands out a message at least once, and again where a function fails or dies. So an attempt begins with a claim in
the table, which a second message for the same job does not get, and a job that has ended is not begun again. What is
done twice is an attempt that died after its work and before its result was kept: the work itself has to bear that.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
"""

import contextlib
import functools
import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wellwired.runtime.deadline import run_within
from wellwired.runtime.failure_log import RequestIds, write_failure
from wellwired.runtime.jobs.record import CONTENT_LIMIT, FAILED, RESULT_NOT_JSON, RESULT_TOO_LARGE, JobRecord
from wellwired.runtime.jobs.surroundings import Surroundings, surroundings
from wellwired.runtime.jobs.table import now
from wellwired.runtime.json_text import NotJsonError, to_json
from wellwired.runtime.problem import Problem

TIME_RESERVE: Final = 2.0  # seconds: enough to write down how an attempt ended, with a repetition


class JobFailedError(Exception):
    """Raised by a worker where no further attempt would help; the client is told the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail or problem.title)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is given. `id` is the same in every attempt, so it can mark what the first one has done already.

    `input` is the client's body; `owner` says whose job it is: `user:`, `principal:`, `cognito:`, `iam:` or `key:` and
    the name API Gateway knows, or `everyone`; `attempt` counts from 1.
    """

    id: str
    input: Any
    owner: str
    attempt: int


Work = Callable[[Job], object]
QueueHandler = Callable[[Any, Any], dict[str, Any]]


def job_worker(work: Work) -> QueueHandler:
    """Make a function of one job the handler of a `JobRoute`'s worker.

    What it returns, anything that `to_json` takes, is the result. Any exception but `JobFailedError` is logged and the
    job tried again, until the queue's `max_receive_count`; it is then failed, and its message in the dead-letter queue.
    """

    @functools.wraps(work)
    def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
        worker = _worker(work)
        unfinished = [each["messageId"] for each in event["Records"] if not worker.take(each, context)]
        return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in unfinished]}

    return handler


def _worker(work: Work) -> "_Worker":
    return _Worker(
        work=work,
        around=surroundings(),
        max_receive_count=int(os.environ["JOB_MAX_RECEIVE_COUNT"]),
        retry_delay=int(os.environ["JOB_RETRY_DELAY_S"]),
    )


@dataclass(frozen=True, slots=True)
class _Worker:
    """How the messages of one queue are worked through."""

    work: Work
    around: Surroundings
    max_receive_count: int
    retry_delay: int

    def take(self, message: Mapping[str, Any], context: Any) -> bool:
        """Return whether the queue may forget the message; one message must not take the rest of a batch with it."""
        last = int(message["attributes"]["ApproximateReceiveCount"]) >= self.max_receive_count
        retry = 0 if last else self.retry_delay  # after the last, the next receive is that of the dead-letter queue
        try:
            wait = self._attempt(message, last, retry, context)
        except Exception as error:  # noqa: BLE001 - logged, and tried again
            _log("the message is no job of this queue, or the table was not reached", None, context, error)
            wait = retry
        if wait is None:
            return True
        with contextlib.suppress(Exception):  # the queue's own visibility timeout brings the message back, only later
            self.around.sqs.change_message_visibility(
                QueueUrl=self.around.queue_url, ReceiptHandle=message["receiptHandle"], VisibilityTimeout=wait
            )
        return False

    def _attempt(self, message: Mapping[str, Any], last: bool, retry: int, context: Any) -> int | None:
        """Work on the message's job; return in how many seconds the queue should hand it out again, None for never."""
        body = json.loads(message["body"])
        owner, job_id = body["owner"], body["job_id"]
        seconds = context.get_remaining_time_in_millis() / 1000
        claimed = self.around.table.claim(owner, job_id, lease_until=math.ceil(now() + seconds), last=last)
        if claimed is None:
            record = self.around.table.find(owner, job_id)
            if record is None or record.state(now()) in ("done", "failed"):
                return None
            return max(record.lease_until - now(), retry)  # another has it; should it die, this message brings the next
        failed = self._run(claimed, seconds - TIME_RESERVE, context)
        return retry if failed else None

    def _run(self, job: JobRecord, seconds: float, context: Any) -> bool:
        """Do the work and keep what came of it; return whether it is to be tried again, or was for the last time."""
        table = self.around.table
        given = Job(job.id, json.loads(table.get_content("INPUT", job)), job.owner, job.attempt)
        try:
            value = run_within(lambda _event, _context: self.work(given), None, None, max(seconds, 0.001))
        except JobFailedError as error:
            table.fail(job, error.problem.to_json())
            return False
        except KeyboardInterrupt:
            raise  # nobody but a developer at a terminal sends one
        except BaseException as error:  # noqa: BLE001 - sys.exit and the end of the time are failures like any other
            _log(f"attempt {job.attempt} failed", job, context, error)
            if job.last:
                table.fail(job, FAILED.to_json())
            else:
                table.release(job)
            return True
        self._keep(job, value, context)
        return False

    def _keep(self, job: JobRecord, value: object, context: Any) -> None:
        """Keep a result. One that cannot be kept ends the job: another attempt would end in the same."""
        try:
            result = to_json(value)
        except NotJsonError as error:
            _log(f"the result cannot be sent: {error}", job, context, reference=RESULT_NOT_JSON.reference)
            self.around.table.fail(job, RESULT_NOT_JSON.to_json())
            return
        if (size := len(result.encode())) > CONTENT_LIMIT:
            message = f"the result is {size:,} bytes, and {CONTENT_LIMIT:,} are kept: put it into S3 and return a link"
            _log(message, job, context, reference=RESULT_TOO_LARGE.reference)
            self.around.table.fail(job, RESULT_TOO_LARGE.to_json())
            return
        self.around.table.finish(job, result)


def _log(
    message: str,
    job: JobRecord | None,
    context: Any,
    error: BaseException | None = None,
    *,
    reference: str = FAILED.reference,
) -> None:
    """Write one line, under the id of the API's request that made the job."""
    ids = RequestIds(job.request_id if job else "", context.aws_request_id, f"job {job.id}" if job else "")
    write_failure(message, status=500, reference=reference, ids=ids, error=error)
