"""A job route without its construct: table and queues made by moto, the front and a worker called as Lambda would."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wellwired.runtime import Job, assert_proxy_response, job_worker
from wellwired.runtime.jobs.front import front, handler
from wellwired.runtime.jobs.surroundings import surroundings
from wellwired.testing import proxy_event

ANN, BOB = {"principalId": "ann"}, {"principalId": "bob"}
MAX_RECEIVE_COUNT = 3


@dataclass
class Context:
    """Lambda's context, as far as it is read."""

    aws_request_id: str = "1f3d9c1e-4a40-4c0c-9c2f-6b3b4f6d0a11"
    remaining_ms: int = 30_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send on."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Jobs:
    """One job route, its client and its queue."""

    table: Any
    sqs: Any
    queue_url: str
    done: list[Job] = field(default_factory=list)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """Send a request on one of the three routes."""
        parts = path.strip("/").split("/")
        resource = ["/reports", "/reports/{job_id}", "/reports/{job_id}/result"][len(parts) - 1]
        event = proxy_event(method, path, resource=resource, body=body, **({"authorizer": ANN} | options))
        response = handler(event, Context())
        assert_proxy_response(response)
        return Answer(response["statusCode"], response["headers"], json.loads(response["body"]))

    def post(self, body: Any = None, *, token: str | None = None, **options: Any) -> Answer:
        headers = {"Idempotency-Key": token} if token else {}
        return self.send("POST", "/reports", {} if body is None else body, headers=headers, **options)

    def get(self, answer: Answer, suffix: str = "", **options: Any) -> Answer:
        """Ask for the job that a POST was answered with."""
        return self.send("GET", f"/reports/{answer.body['id']}{suffix}", **options)

    def messages(self) -> list[dict[str, Any]]:
        """Receive what is visible in the queue, as an event source mapping would hand it over."""
        received = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, AttributeNames=["All"])
        return [
            {
                "messageId": one["MessageId"],
                "receiptHandle": one["ReceiptHandle"],
                "body": one["Body"],
                "attributes": one["Attributes"],
            }
            for one in received.get("Messages", [])
        ]

    def work(
        self,
        work: Callable[[Job], object],
        messages: list[dict[str, Any]] | None = None,
        context: Context | None = None,
    ) -> list[str]:
        """Hand messages to a worker, by default all that are visible; return the ids of those it does not let go."""

        @job_worker
        def worker(job: Job) -> object:
            self.done.append(job)
            return work(job)

        taken = self.messages() if messages is None else messages
        response = worker({"Records": taken}, context or Context())
        failed = [item["itemIdentifier"] for item in response["batchItemFailures"]]
        for message in taken:
            if message["messageId"] not in failed:
                self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["receiptHandle"])
        return failed

    def change(self, answer: Answer, **attributes: Any) -> None:
        """Write into a job's record, where a test wants another time."""
        self.table.update_item(
            Key={"owner": "principal:ann", "key": f"JOB#{answer.body['id']}"},
            UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in attributes),
            ExpressionAttributeValues={f":{name}": value for name, value in attributes.items()},
        )


@pytest.fixture(scope="module")
def aws() -> Iterator[None]:
    """AWS as moto has it, for as long as one file's tests run."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SQS", "AWS_PROFILE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def jobs(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jobs]:
    table = boto3.resource("dynamodb").create_table(
        TableName="jobs",
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "owner", "AttributeType": "S"},
            {"AttributeName": "key", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    sqs = boto3.client("sqs")
    queue_url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
    for name, value in {
        "JOB_TABLE_NAME": "jobs",
        "JOB_QUEUE_URL": queue_url,
        "JOB_PATIENCE_S": "3600",
        "JOB_KEEP_S": "86400",
        "JOB_POLL_S": "5",
        "JOB_HELP_URL": "https://docs.example.com/errors",
        "JOB_CORS_ORIGINS": "https://app.example.com",
        "JOB_MAX_RECEIVE_COUNT": str(MAX_RECEIVE_COUNT),
        "JOB_RETRY_DELAY_S": "0",
    }.items():
        monkeypatch.setenv(name, value)
    surroundings.cache_clear()
    front.cache_clear()
    yield Jobs(table, sqs, queue_url)
    surroundings.cache_clear()
    front.cache_clear()
    table.delete()
    sqs.delete_queue(QueueUrl=queue_url)
