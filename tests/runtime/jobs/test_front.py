"""What a client of a job route gets: accepted once for each token, told how it stands, and nobody else's jobs."""

import json
from typing import Any

import pytest

from wellwired.runtime.jobs.front import handler
from wellwired.runtime.jobs.record import CONTENT_LIMIT
from wellwired.runtime.jobs.surroundings import surroundings

from .conftest import ANN, BOB, Answer, Context, Jobs

UNKNOWN = Answer(0, {}, {"id": "0" * 32})


def reference(answer: Answer) -> str:
    """The reference of a problem, after looking at what every problem has."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == answer.status
    assert answer.body["requestId"]
    assert answer.body["type"] == f"https://docs.example.com/errors#{answer.body['reference']}"
    return str(answer.body["reference"])


def test_a_job_is_accepted_with_202_where_it_is_and_when_to_ask(jobs: Jobs) -> None:
    accepted = jobs.post({"year": 2026})
    assert accepted.status == 202
    assert accepted.headers["Location"] == f"/prod/reports/{accepted.body['id']}"
    assert accepted.headers["Retry-After"] == "5"
    assert accepted.headers["Cache-Control"] == "no-store"
    assert accepted.body["status"] == "queued"
    (message,) = jobs.messages()
    assert json.loads(message["body"]) == {"owner": "principal:ann", "job_id": accepted.body["id"]}


def test_a_queued_job_is_200_with_its_status(jobs: Jobs) -> None:
    accepted = jobs.post()
    told = jobs.get(accepted)
    assert (told.status, told.body) == (200, accepted.body)
    assert told.headers["Retry-After"] == "5"


def test_a_job_that_is_done_is_303_to_its_result(jobs: Jobs) -> None:
    accepted = jobs.post({"year": 2026})
    jobs.work(lambda job: {"pages": 12, "of": job.input["year"]})
    told = jobs.get(accepted)
    assert (told.status, told.body["status"]) == (303, "done")
    assert told.headers["Location"] == f"/prod/reports/{accepted.body['id']}/result"
    result = jobs.get(accepted, "/result")
    assert (result.status, result.body) == (200, {"pages": 12, "of": 2026})
    assert result.headers["Content-Type"] == "application/json"


def test_the_result_of_a_job_that_is_not_done_is_404(jobs: Jobs) -> None:
    answer = jobs.get(jobs.post(), "/result")
    assert (answer.status, reference(answer)) == (404, "WW-404-JOB-RESULT")


@pytest.mark.parametrize("job_id", ["0" * 32, "nonsense", "JOB%23" + "0" * 32])
@pytest.mark.parametrize("suffix", ["", "/result"])
def test_an_unknown_job_is_404(job_id: str, suffix: str, jobs: Jobs) -> None:
    answer = jobs.send("GET", f"/reports/{job_id}{suffix}")
    assert (answer.status, reference(answer)) == (404, "WW-404-JOB")


@pytest.mark.parametrize("suffix", ["", "/result"])
def test_another_callers_job_is_404_as_if_there_were_none(suffix: str, jobs: Jobs) -> None:
    accepted = jobs.post()
    jobs.work(lambda _: "secret")
    answer = jobs.get(accepted, suffix, authorizer=BOB)
    assert answer == jobs.get(UNKNOWN, suffix, authorizer=BOB)
    assert (answer.status, reference(answer)) == (404, "WW-404-JOB")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"authorizer": ANN}, {"authorizer": BOB}),
        ({"authorizer": {"claims": {"sub": "ann"}}}, {"authorizer": ANN}),  # one name, two kinds of proof
        ({"identity": {"userArn": "arn:ann"}}, {"identity": {"userArn": "arn:bob"}}),
        (
            {"identity": {"userArn": "arn:role", "cognitoIdentityId": "ann"}},
            {"identity": {"userArn": "arn:role", "cognitoIdentityId": "bob"}},
        ),
        ({"api_key": "ann"}, {}),
    ],
)
def test_callers_are_told_apart_by_whatever_proof_there_is(
    mine: dict[str, Any], theirs: dict[str, Any], jobs: Jobs
) -> None:
    accepted = jobs.post(**({"authorizer": None} | mine))
    assert jobs.get(accepted, **({"authorizer": None} | mine)).status == 200
    assert jobs.get(accepted, **({"authorizer": None} | theirs)).status == 404


# --- client tokens -------------------------------------------------------------------------------------------------


def test_a_repeated_token_with_the_same_body_is_the_same_job_queued_once(jobs: Jobs) -> None:
    first = jobs.post({"a": 1, "b": 2}, token="7f1c")
    assert jobs.post({"b": 2, "a": 1}, token="7f1c") == first
    assert len(jobs.messages()) == 1


def test_a_repeated_token_with_another_body_is_409(jobs: Jobs) -> None:
    jobs.post({"a": 1}, token="7f1c")
    answer = jobs.post({"a": 2}, token="7f1c")
    assert (answer.status, reference(answer)) == (409, "WW-409-JOB-TOKEN-REUSED")
    assert len(jobs.messages()) == 1


def test_two_callers_may_use_one_token(jobs: Jobs) -> None:
    ann, bob = (jobs.post({"by": who["principalId"]}, token="7f1c", authorizer=who) for who in (ANN, BOB))
    assert (ann.status, bob.status) == (202, 202)
    assert ann.body["id"] != bob.body["id"]


def test_without_a_token_each_request_is_a_job(jobs: Jobs) -> None:
    assert jobs.post().body["id"] != jobs.post().body["id"]


def test_a_repetition_after_the_job_is_done_neither_queues_nor_runs_it_again(jobs: Jobs) -> None:
    first = jobs.post(token="7f1c")
    jobs.work(lambda _: "the first")
    again = jobs.post(token="7f1c")
    assert (again.status, again.body["id"], again.body["status"]) == (202, first.body["id"], "done")
    assert jobs.messages() == []


@pytest.mark.parametrize("step", ["put_content", "send_message", "mark_sent"])
def test_a_repetition_queues_what_a_function_that_died_left_unqueued(
    step: str, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise RuntimeError("the function is gone")

    around = surroundings()
    with monkeypatch.context() as patch:
        patch.setattr(around.sqs if step == "send_message" else type(around.table), step, die)
        assert jobs.post({"year": 2026}, token="7f1c").status == 500
    accepted = jobs.post({"year": 2026}, token="7f1c")
    assert accepted.status == 202
    jobs.work(lambda job: job.input)  # two messages, where it died between sending and noting that
    assert jobs.get(accepted, "/result").body == {"year": 2026}
    assert len(jobs.done) == 1


def test_a_job_is_gone_when_its_time_to_live_is_over_and_its_token_is_new_again(jobs: Jobs) -> None:
    first = jobs.post({"a": 1}, token="7f1c")
    jobs.change(first, expires_at=1)
    assert jobs.get(first).status == 404
    assert jobs.post({"a": 2}, token="7f1c").status == 202


def test_everything_of_a_job_has_the_same_time_to_live(jobs: Jobs) -> None:
    jobs.post()
    jobs.work(lambda _: 1)
    items = jobs.table.scan()["Items"]
    assert sorted(item["key"].partition("#")[0] for item in items) == ["INPUT", "JOB", "RESULT"]
    (record,) = (item for item in items if item["key"].startswith("JOB"))
    assert {item["expires_at"] for item in items} == {record["created_at"] + 3600 + 86400}


# --- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["two words", "ü", "x" * 256, ""])
def test_a_token_that_is_none_is_400(token: str, jobs: Jobs) -> None:
    answer = jobs.send("POST", "/reports", {}, headers={"idempotency-key": token})
    assert (answer.status, reference(answer)) == (400, "WW-400-JOB-TOKEN")


@pytest.mark.parametrize("body", [None, "", "{", "NaN", '"\\ud800"', "[" * 100_000, b"\xff\xfe\xff"])
def test_a_body_that_is_no_json_is_400(body: str | bytes | None, jobs: Jobs) -> None:
    answer = jobs.send("POST", "/reports", body)
    assert (answer.status, reference(answer)) == (400, "WW-400-JOB-NOT-JSON")
    assert jobs.messages() == []


def test_a_body_that_fills_an_item_is_taken_and_one_byte_more_is_413(jobs: Jobs) -> None:
    longest = "ü" * (CONTENT_LIMIT // 2 - 1)  # two bytes each, and two quotes
    assert jobs.post(json.dumps(longest)).status == 202
    answer = jobs.post(json.dumps(longest + "x"))
    assert (answer.status, reference(answer)) == (413, "WW-413-JOB-INPUT-TOO-LARGE")


def test_a_body_that_came_as_base64_is_read(jobs: Jobs) -> None:
    accepted = jobs.post(b'{"year": 2026}')  # proxy_event sends bytes as base64
    jobs.work(lambda job: job.input)
    assert jobs.get(accepted, "/result").body == {"year": 2026}


# --- browsers, and faults of ours ------------------------------------------------------------------------------------


def test_a_browser_of_an_allowed_origin_may_read_where_the_job_is(jobs: Jobs) -> None:
    allowed = jobs.send("POST", "/reports", {}, headers={"Origin": "https://app.example.com"})
    other = jobs.send("POST", "/reports", {}, headers={"Origin": "https://evil.example"})
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "Location" in allowed.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_front_that_is_told_nothing_of_its_table_still_answers(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOB_TABLE_NAME")
    surroundings.cache_clear()
    response = handler({"requestContext": {}, "httpMethod": "POST"}, Context())
    assert response["statusCode"] == 500
