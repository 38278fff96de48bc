"""What becomes of a job in the queue: done once, tried again, given up with a problem, and never lost in silence."""

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from wellwired.runtime import Job, JobFailedError, Problem
from wellwired.runtime.jobs.record import CONTENT_LIMIT
from wellwired.runtime.jobs.surroundings import surroundings

from .conftest import MAX_RECEIVE_COUNT, Answer, Context, Jobs


def fail(_: Job) -> object:
    raise RuntimeError("a secret of the inside")


def log_lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_worker_is_given_the_body_the_owner_and_the_attempt(jobs: Jobs) -> None:
    accepted = jobs.post({"year": 2026})
    assert jobs.work(lambda _: None) == []
    assert jobs.done == [Job(accepted.body["id"], {"year": 2026}, "principal:ann", 1)]
    assert jobs.get(accepted, "/result").body is None


def test_a_result_may_hold_what_the_runtime_turns_into_json(jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.work(lambda _: {"until": date(2026, 11, 28)})
    assert jobs.get(accepted, "/result").body == {"until": "2026-11-28"}


def test_while_it_is_worked_on_a_job_is_running(jobs: Jobs) -> None:
    accepted = jobs.post()
    seen: list[Answer] = []
    jobs.work(lambda _: seen.append(jobs.get(accepted)))
    assert (seen[0].status, seen[0].body["status"]) == (200, "running")


def test_an_error_is_logged_and_the_job_tried_again(jobs: Jobs, capsys: pytest.CaptureFixture[str]) -> None:
    accepted = jobs.post()
    assert len(jobs.work(fail)) == 1
    assert jobs.get(accepted).body["status"] == "queued"
    (line,) = log_lines(capsys)
    assert (line["errorType"], line["route"]) == ("RuntimeError", f"job {accepted.body['id']}")
    assert line["apiRequestId"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    assert jobs.work(lambda job: job.attempt) == []
    assert jobs.get(accepted, "/result").body == 2


def test_a_job_whose_every_attempt_failed_is_a_problem_that_tells_nothing_of_the_inside(jobs: Jobs) -> None:
    accepted = jobs.post()
    for _ in range(MAX_RECEIVE_COUNT):
        assert len(jobs.work(fail)) == 1, "the message has to stay for the dead-letter queue"
    for suffix in ("", "/result"):
        told = jobs.get(accepted, suffix)
        assert (told.status, told.body["reference"]) == (500, "WW-500-JOB-FAILED")
        assert told.headers["Content-Type"] == "application/problem+json"
        assert "Retry-After" not in told.headers
        assert told.body["type"] == "https://docs.example.com/errors#WW-500-JOB-FAILED"
        assert "secret" not in str(told)


def test_a_failed_job_is_not_begun_again_by_another_message(jobs: Jobs) -> None:
    jobs.post()
    for _ in range(MAX_RECEIVE_COUNT):
        jobs.work(fail)
    assert jobs.work(lambda _: "too late") == []
    assert len(jobs.done) == MAX_RECEIVE_COUNT


def test_a_worker_can_end_a_job_with_a_problem_of_its_own_at_once(jobs: Jobs) -> None:
    def refuse(_: Job) -> object:
        raise JobFailedError(Problem(status=422, reference="YEAR", detail="No data.", extensions={"year": 1900}))

    accepted = jobs.post()
    assert jobs.work(refuse) == []
    told = jobs.get(accepted)
    assert (told.status, told.headers["Content-Type"]) == (422, "application/problem+json")
    assert {name: told.body[name] for name in ("status", "reference", "detail", "year")} == {
        "status": 422,
        "reference": "YEAR",
        "detail": "No data.",
        "year": 1900,
    }
    assert told.body["requestId"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


@pytest.mark.parametrize(
    ("result", "reference"),
    [("x" * CONTENT_LIMIT, "WW-500-JOB-RESULT-TOO-LARGE"), (object(), "WW-500-JOB-RESULT-NOT-JSON")],
)
def test_a_result_that_cannot_be_kept_ends_the_job_with_the_reason(
    result: object, reference: str, jobs: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = jobs.post()
    assert jobs.work(lambda _: result) == []
    assert jobs.get(accepted).body["reference"] == reference
    (line,) = log_lines(capsys)
    assert line["reference"] == reference


def test_the_largest_result_is_kept(jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.work(lambda _: "x" * (CONTENT_LIMIT - 2))
    assert len(jobs.get(accepted, "/result").body) == CONTENT_LIMIT - 2


def test_a_worker_that_runs_out_of_time_fails_while_there_is_time_to_write_it_down(jobs: Jobs) -> None:
    accepted = jobs.post()
    began = time.monotonic()
    assert len(jobs.work(lambda _: time.sleep(5), context=Context(remaining_ms=2_050))) == 1
    assert time.monotonic() - began < 2
    assert jobs.get(accepted).body["status"] == "queued"


def test_a_worker_that_exits_fails_like_any_other(jobs: Jobs) -> None:
    def leave(_: Job) -> object:
        raise SystemExit(3)

    accepted = jobs.post()
    assert len(jobs.work(leave)) == 1
    assert jobs.get(accepted).body["status"] == "queued"


# --- messages that come twice, or are none ---------------------------------------------------------------------------


def twice(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [messages[0], {**messages[0], "messageId": "another"}]


def test_a_second_message_for_a_job_that_is_done_is_let_go(jobs: Jobs) -> None:
    jobs.post()
    assert jobs.work(lambda _: 1, twice(jobs.messages())) == []
    assert len(jobs.done) == 1


def test_a_second_message_while_the_job_is_running_waits_for_the_first(jobs: Jobs) -> None:
    accepted = jobs.post()
    first = jobs.messages()
    kept: list[list[str]] = []

    def work(_: Job) -> object:
        if not kept:
            kept.append(jobs.work(fail, [{**first[0], "messageId": "another"}]))
        return "the first"

    assert jobs.work(work, first) == []
    assert kept == [["another"]]
    assert len(jobs.done) == 1
    assert jobs.get(accepted, "/result").body == "the first"


def test_a_second_message_that_comes_while_the_first_gives_the_job_back_is_kept(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be the same message, delivered twice: then nothing else would bring the next attempt."""
    jobs.post()
    table = type(surroundings().table)
    with monkeypatch.context() as patch:
        patch.setattr(table, "claim", lambda *_, **__: None)  # refused while running; released before it is looked at
        assert len(jobs.work(lambda _: 1)) == 1
    assert jobs.work(lambda _: 1) == []


def test_the_work_of_a_function_that_was_killed_is_begun_again_by_the_next_message(jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.change(accepted, job_status="running", attempt=1, lease_until=1)
    assert jobs.get(accepted).body["status"] == "queued"
    jobs.work(lambda job: job.attempt)
    assert jobs.get(accepted, "/result").body == 2


def test_a_function_that_was_killed_in_the_last_attempt_leaves_a_failed_job(jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.change(accepted, job_status="running", attempt=3, lease_until=1, last_attempt=True)
    assert jobs.get(accepted).body["reference"] == "WW-500-JOB-FAILED"
    assert jobs.work(lambda _: "again") == []
    assert jobs.done == []


def test_an_attempt_that_was_taken_over_changes_nothing_any_more(jobs: Jobs) -> None:
    accepted = jobs.post()

    def work(_: Job) -> object:
        jobs.change(accepted, attempt=2)
        raise JobFailedError(Problem(status=422))

    jobs.work(work)
    assert jobs.get(accepted).body["status"] == "running"


def test_a_job_that_was_not_begun_in_time_is_failed_and_will_not_be_begun(jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.change(accepted, deadline=1)
    told = jobs.get(accepted)
    assert (told.status, told.body["reference"]) == (500, "WW-500-JOB-OVERDUE")
    assert jobs.work(lambda _: 1) == []
    assert jobs.done == []


@pytest.mark.parametrize("body", ["", "[]", "{}", "poison"])
def test_a_message_that_is_no_job_stays_for_the_dead_letter_queue(
    body: str, jobs: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    accepted = jobs.post()
    (message,) = jobs.messages()
    poison = {**message, "messageId": "poison", "body": body}
    assert jobs.work(lambda _: 1, [poison, message]) == ["poison"]
    assert jobs.get(accepted).status == 303
    (line,) = log_lines(capsys)
    assert line["message"].startswith("the message is no job of this queue")


def test_the_queue_hands_a_failed_job_out_again_after_the_delay_and_the_last_time_at_once(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOB_RETRY_DELAY_S", "60")
    waits: list[int] = []
    change: Callable[..., Any] = jobs.sqs.change_message_visibility

    def note(**arguments: Any) -> Any:
        waits.append(arguments["VisibilityTimeout"])
        return change(**arguments)

    monkeypatch.setattr(surroundings().sqs, "change_message_visibility", note)
    jobs.post()
    (message,) = jobs.messages()
    for received in range(1, MAX_RECEIVE_COUNT + 1):
        attributes = {**message["attributes"], "ApproximateReceiveCount": str(received)}
        jobs.work(fail, [{**message, "attributes": attributes}])
    assert waits == [60] * (MAX_RECEIVE_COUNT - 1) + [0]
