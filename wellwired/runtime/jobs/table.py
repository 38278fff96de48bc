"""Jobs in a DynamoDB table: partition key `owner`, sort key `key`, both text; time to live in `expires_at`.

A job lies under `JOB#<id>`, its input under `INPUT#<id>`, its result under `RESULT#<id>`: who asks how a job stands
pays for the small item alone. Every write is conditional or can be repeated, so that nothing is lost or done twice
where a function dies between two of them.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from wellwired.runtime.jobs.record import JobRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Content = Literal["INPUT", "RESULT"]
_TO_BEGIN: Final = (
    "deadline > :now AND (job_status = :queued"
    " OR (job_status = :running AND lease_until <= :now AND last_attempt = :no))"
)
_MINE: Final = "job_status = :running AND attempt = :attempt"


@dataclass(frozen=True)
class JobTable:
    """The jobs of all owners. Nothing of one owner is read for another: each call names the partition."""

    client: "DynamoDBClient"
    name: str

    def create(self, record: JobRecord) -> JobRecord:
        """Store a new job and return it; where one of its id is there already, return that one and change nothing."""
        while True:
            try:
                self.client.put_item(
                    TableName=self.name,
                    Item=_item(record),
                    ConditionExpression="attribute_not_exists(job_id) OR expires_at <= :now",
                    ExpressionAttributeValues={":now": _value(now())},
                )
            except self.client.exceptions.ConditionalCheckFailedException:
                if (first := self.find(record.owner, record.id)) is not None:
                    return first
            else:
                return record

    def find(self, owner: str, job_id: str) -> JobRecord | None:
        """Return a job. One whose time to live is over is gone, also where DynamoDB has not yet deleted it."""
        item = self._get(owner, f"JOB#{job_id}")
        return None if item is None or int(item["expires_at"]["N"]) <= now() else _record(item)

    def put_content(self, kind: Content, record: JobRecord, text: str) -> None:
        """Keep what the client sent, or what the worker made of it."""
        self.client.put_item(
            TableName=self.name,
            Item={
                **_key(record.owner, f"{kind}#{record.id}"),
                "content": _value(text),
                "expires_at": _value(record.expires_at),
            },
        )

    def get_content(self, kind: Content, record: JobRecord) -> str:
        """Return what was kept. Raises LookupError."""
        item = self._get(record.owner, f"{kind}#{record.id}")
        if item is None:
            raise LookupError(f"job {record.id} has no {kind.lower()}")
        return str(item["content"]["S"])

    def mark_sent(self, record: JobRecord) -> None:
        """Note that the queue has the job."""
        self._update(record.owner, record.id, "SET sent = :yes", "attribute_exists(job_id)", yes=True)

    def claim(self, owner: str, job_id: str, *, lease_until: int, last: bool) -> JobRecord | None:
        """Begin an attempt; return the job as it is then, or None where it is over, or another attempt is at it."""
        return self._update(
            owner,
            job_id,
            "SET job_status = :running, lease_until = :lease, last_attempt = :last, attempt = attempt + :one",
            _TO_BEGIN,
            queued="queued",
            running="running",
            now=now(),
            no=False,
            lease=lease_until,
            last=last,
            one=1,
        )

    def release(self, record: JobRecord) -> bool:
        """Let the job wait for its next attempt. Returns False where another attempt has taken it over."""
        return self._end(record, "SET job_status = :ended", ended="queued")

    def fail(self, record: JobRecord, problem: str) -> bool:
        """End the job with a problem, in JSON. Returns False where another attempt has taken it over."""
        return self._end(record, "SET job_status = :ended, problem = :problem", ended="failed", problem=problem)

    def finish(self, record: JobRecord, result: str) -> bool:
        """End the job with its result, in JSON. Returns False where another attempt has taken it over.

        The result goes first: a job that is told done has one, and a result without such a job is seen by nobody.
        """
        self.put_content("RESULT", record, result)
        return self._end(record, "SET job_status = :ended", ended="done")

    def _end(self, record: JobRecord, change: str, **values: str) -> bool:
        changed = self._update(
            record.owner, record.id, change, _MINE, running="running", attempt=record.attempt, **values
        )
        return changed is not None

    def _update(
        self, owner: str, job_id: str, change: str, condition: str, **values: str | int | bool
    ) -> JobRecord | None:
        """Return the changed job; None where the condition does not hold."""
        try:
            answer = self.client.update_item(
                TableName=self.name,
                Key=_key(owner, f"JOB#{job_id}"),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeValues={f":{name}": _value(value) for name, value in values.items()},
                ReturnValues="ALL_NEW",
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            return None
        return _record(answer["Attributes"])

    def _get(self, owner: str, key: str) -> Mapping[str, Any] | None:
        return self.client.get_item(TableName=self.name, Key=_key(owner, key), ConsistentRead=True).get("Item")


def now() -> int:
    """Return the time in seconds since 1970, as time to live has it."""
    return int(time.time())


def _value(value: str | int | bool) -> Any:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"N": str(value)} if isinstance(value, int) else {"S": value}


def _key(owner: str, key: str) -> dict[str, Any]:
    return {"owner": _value(owner), "key": _value(key)}


def _item(record: JobRecord) -> dict[str, Any]:
    values: dict[str, str | int | bool] = {
        "job_id": record.id,
        "fingerprint": record.fingerprint,
        "request_id": record.request_id,
        "created_at": record.created_at,
        "deadline": record.deadline,
        "expires_at": record.expires_at,
        "job_status": record.status,
        "sent": record.sent,
        "attempt": record.attempt,
        "lease_until": record.lease_until,
        "last_attempt": record.last,
    }
    return _key(record.owner, f"JOB#{record.id}") | {name: _value(value) for name, value in values.items()}


def _record(item: Mapping[str, Any]) -> JobRecord:
    return JobRecord(
        owner=item["owner"]["S"],
        id=item["job_id"]["S"],
        fingerprint=item["fingerprint"]["S"],
        request_id=item["request_id"]["S"],
        created_at=int(item["created_at"]["N"]),
        deadline=int(item["deadline"]["N"]),
        expires_at=int(item["expires_at"]["N"]),
        status=item["job_status"]["S"],
        sent=item["sent"]["BOOL"],
        attempt=int(item["attempt"]["N"]),
        lease_until=int(item["lease_until"]["N"]),
        last=item["last_attempt"]["BOOL"],
        problem=item["problem"]["S"] if "problem" in item else None,
    )
