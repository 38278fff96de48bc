"""The function in front of a queue of jobs: takes one with 202, tells how it stands, hands its result out."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

from wellwired.runtime.jobs.record import JobRecord
from wellwired.runtime.jobs.request import NewJob, RefusedRequestError, read_job_id, read_new_job, read_owner
from wellwired.runtime.jobs.surroundings import Surroundings, surroundings
from wellwired.runtime.jobs.table import now
from wellwired.runtime.problem import Problem
from wellwired.runtime.proxy_handler import cors_headers, proxy_handler

RESULT: Final = "/{job_id}/result"
_EXPOSED: Final = "Location,Retry-After,x-amzn-RequestId"
_NO_JOB: Final = Problem(
    status=404, reference="WW-404-JOB", detail="There is no job with this id, at least not among the caller's."
)
_NO_RESULT: Final = Problem(
    status=404, reference="WW-404-JOB-RESULT", detail="The job is not done yet. Ask for its status until it is."
)
_TOKEN_REUSED: Final = Problem(
    status=409,
    reference="WW-409-JOB-TOKEN-REUSED",
    detail="This Idempotency-Key was sent before, with another body. Send a new one with a new job.",
)


@dataclass(frozen=True)
class Front:
    """The three routes of a `JobRoute`; times are in seconds.

    `patience` is how long a job may take before it is given up, `keep` how long it is known after that, `poll` how long
    a client should wait before it asks again.
    """

    around: Surroundings
    patience: int
    keep: int
    poll: int
    help_url: str | None
    cors_origins: tuple[str, ...]

    def answer(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one request."""
        owner, request_id = read_owner(event), event["requestContext"].get("requestId") or ""
        try:
            if event["httpMethod"] == "POST":
                answer = self._accept(event, read_new_job(event, owner), owner, request_id)
            else:
                answer = self._tell(event, self._find(event, owner))
        except RefusedRequestError as refused:
            answer = self._problem(refused.problem, request_id)
        return self._with_headers(answer, event)

    def _accept(self, event: Mapping[str, Any], job: NewJob, owner: str, request_id: str) -> dict[str, Any]:
        """Store the job, then queue it. What a function that died between the two left undone, a repetition does."""
        created = now()
        record = self.around.table.create(
            JobRecord(
                owner=owner,
                id=job.id,
                fingerprint=job.fingerprint,
                request_id=request_id,
                created_at=created,
                deadline=created + self.patience,
                expires_at=created + self.patience + self.keep,
            )
        )
        if record.fingerprint != job.fingerprint:
            raise RefusedRequestError(_TOKEN_REUSED)
        if not record.sent and record.status == "queued":
            self.around.table.put_content("INPUT", record, job.content)
            message = json.dumps({"owner": owner, "job_id": record.id})
            self.around.sqs.send_message(QueueUrl=self.around.queue_url, MessageBody=message)
            self.around.table.mark_sent(record)
        location = f"{event['requestContext']['path'].rstrip('/')}/{record.id}"
        return self._status(202, record, {"Location": location, "Retry-After": str(self.poll)})

    def _find(self, event: Mapping[str, Any], owner: str) -> JobRecord:
        job_id = read_job_id(event)
        record = self.around.table.find(owner, job_id) if job_id else None
        if record is None:
            raise RefusedRequestError(_NO_JOB)
        return record

    def _tell(self, event: Mapping[str, Any], record: JobRecord) -> dict[str, Any]:
        state, wants_result = record.state(now()), event["resource"].endswith(RESULT)
        if state == "failed":  # under the id of the request that made it, as the worker's log lines are
            return self._problem(record.failure, record.request_id)
        if state == "done":
            if wants_result:
                return _json(200, self.around.table.get_content("RESULT", record), {})
            location = f"{event['requestContext']['path'].rstrip('/')}/result"
            return self._status(303, record, {"Location": location})
        if wants_result:
            raise RefusedRequestError(_NO_RESULT)
        return self._status(200, record, {"Retry-After": str(self.poll)})

    def _status(self, status: int, record: JobRecord, headers: Mapping[str, str]) -> dict[str, Any]:
        created_at = datetime.fromtimestamp(record.created_at, UTC).isoformat()
        body = {"id": record.id, "status": record.state(now()), "created_at": created_at}
        return _json(status, json.dumps(body), headers)

    def _problem(self, problem: Problem, request_id: str) -> dict[str, Any]:
        if self.help_url and problem.type == "about:blank":
            problem = replace(problem, type=f"{self.help_url}#{problem.reference}")
        return replace(problem, request_id=request_id).to_response()

    def _with_headers(self, answer: dict[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
        headers = {"Cache-Control": "no-store", **cors_headers(self.cors_origins, event, _EXPOSED)}
        return {**answer, "headers": headers | answer["headers"]}


@cache
def front() -> Front:
    """Return the front that the function's environment describes; made at the first request, kept for the next."""
    return Front(
        around=surroundings(),
        patience=int(os.environ["JOB_PATIENCE_S"]),
        keep=int(os.environ["JOB_KEEP_S"]),
        poll=int(os.environ["JOB_POLL_S"]),
        help_url=_help_url(),
        cors_origins=_cors_origins(),
    )


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of the routes that `JobRoute` makes."""
    return proxy_handler(help_url=_help_url(), cors_origins=_cors_origins())(_answer)(event, context)


def _answer(event: dict[str, Any], _context: object) -> dict[str, Any]:
    return front().answer(event)


def _help_url() -> str | None:
    return os.environ.get("JOB_HELP_URL")


def _cors_origins() -> tuple[str, ...]:
    return tuple(origin for origin in os.environ.get("JOB_CORS_ORIGINS", "").split(",") if origin)


def _json(status: int, body: str, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"statusCode": status, "headers": {"Content-Type": "application/json", **headers}, "body": body}
