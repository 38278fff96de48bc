"""A route of jobs, deployed: from 202 to the result, to the problem, or to the dead-letter queue."""

import time
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import Deployed, Reply, send

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

PATIENCE_S = 20


def accept(probe: str, body: dict[str, Any], *, token: str | None = None) -> Reply:
    headers = {"idempotency_key": token} if token else {}
    accepted = send(f"{probe}/sums", "POST", body=body, authorization="ann", **headers)
    assert accepted.status == 202, accepted
    return accepted


def url_of(probe: str, reply: Reply) -> str:
    """Where the answer sends its client: Location is a path from the root of the host, the stage included."""
    stage = probe.rsplit("/", 1)[1]
    return probe + reply.headers["location"].removeprefix(f"/{stage}")


def poll(url: str, until: Callable[[Reply], bool], caller: str = "ann") -> Reply:
    """Ask again until the answer is the one waited for."""
    end = time.monotonic() + PATIENCE_S
    while not until(answer := send(url, authorization=caller)):
        assert time.monotonic() < end, f"still {answer}"
        assert (answer.status, answer.headers["retry-after"]) == (200, "5")
        assert answer.body["status"] in ("queued", "running")
        time.sleep(0.05)
    return answer


def is_over(answer: Reply) -> bool:
    return answer.status != 200


def test_a_job_goes_from_202_over_its_status_to_its_result(probe: str) -> None:
    accepted = accept(probe, {"numbers": [1, 2, 39]})
    done = poll(url_of(probe, accepted), is_over)
    result = send(url_of(probe, done), authorization="ann")

    assert accepted.headers["location"].endswith(f"/sums/{accepted.body['id']}")
    assert accepted.headers["retry-after"] == "5"
    assert (done.status, done.body["status"]) == (303, "done")
    assert (result.status, result.body) == (200, {"sum": 42, "attempt": 1})


def test_a_job_whose_worker_refuses_is_that_problem(probe: str) -> None:
    told = poll(url_of(probe, accept(probe, {"refuse": True})), is_over)

    assert (told.status, told.headers["content-type"]) == (422, "application/problem+json")
    assert (told.body["reference"], told.body["detail"]) == ("PROBE-422", "That cannot be added up.")


def test_a_repeated_token_is_the_same_job_also_when_it_is_done(probe: str) -> None:
    token = str(uuid.uuid4())
    first = accept(probe, {"numbers": [1]}, token=token)
    poll(url_of(probe, first), is_over)
    again = accept(probe, {"numbers": [1]}, token=token)

    assert again.headers["location"] == first.headers["location"]
    assert again.body["status"] == "done"


def test_another_caller_finds_neither_the_job_nor_its_result(probe: str) -> None:
    accepted = accept(probe, {"numbers": [1]})
    done = poll(url_of(probe, accepted), is_over)

    for reply in (accepted, done):
        told = send(url_of(probe, reply), authorization="bob")
        assert (told.status, told.headers["content-type"]) == (404, "application/problem+json")


def test_a_job_that_fails_every_time_is_a_problem_and_its_message_a_dead_letter(deployed: Deployed, probe: str) -> None:
    accepted = accept(probe, {"raise": True})
    told = poll(url_of(probe, accepted), is_over)

    assert (told.status, told.body["reference"]) == (500, "WW-500-JOB-FAILED")
    assert "secret" not in str(told.body)
    assert any(accepted.body["id"] in letter for letter in wait_for_letters(deployed, accepted.body["id"]))


def test_a_message_that_is_no_job_becomes_a_dead_letter(deployed: Deployed, probe: str) -> None:
    sqs, queue, _ = queues(deployed)
    sqs.send_message(QueueUrl=queue, MessageBody="poison")

    assert "poison" in wait_for_letters(deployed, "poison")


def queues(deployed: Deployed) -> tuple["SQSClient", str, str]:
    """A client, the queue of jobs, and that of dead letters."""
    sqs = deployed.session.client("sqs", endpoint_url=deployed.emulator.endpoint)
    urls = sqs.list_queues()["QueueUrls"]
    (letters,) = (url for url in urls if "DeadLetters" in url)
    (queue,) = (url for url in urls if url != letters)
    return sqs, queue, letters


def wait_for_letters(deployed: Deployed, word: str) -> list[str]:
    """Return the bodies in the dead-letter queue, once one of them holds the word."""
    sqs, _, letters = queues(deployed)
    end = time.monotonic() + PATIENCE_S
    bodies: list[str] = []
    while not any(word in body for body in bodies):
        assert time.monotonic() < end, f"no dead letter holds {word}"
        received = sqs.receive_message(QueueUrl=letters, VisibilityTimeout=1, WaitTimeSeconds=1, MaxNumberOfMessages=10)
        bodies += [message["Body"] for message in received.get("Messages", [])]
    return bodies
