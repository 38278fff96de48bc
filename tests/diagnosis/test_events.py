"""Events are read within bounds, by pages or by a query, and what is cut short is said."""

from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from tests.diagnosis.live_world import ACCESS_GROUP, REGION, World
from wellwired.aws_access import Account, DeniedError
from wellwired.diagnosis import events
from wellwired.diagnosis.events import LogReader, Search, Window, any_of, dollars, in_bytes

WINDOW = Window(1_000_000, 4_600_000)


def stubbed() -> tuple[LogReader, Stubber]:
    session = boto3.Session(aws_access_key_id="t", aws_secret_access_key="t", region_name=REGION)
    account = Account(session, REGION)
    return LogReader(account, sleep=lambda _: None), Stubber(account.logs)


def row(message: str, stamp: str = "1970-01-01 00:20:00.500") -> list[dict[str, str]]:
    return [{"field": "@timestamp", "value": stamp}, {"field": "@message", "value": message}]


def test_pages_are_read_to_their_end_and_judged_again() -> None:
    reader, stub = stubbed()
    first = {"events": [{"timestamp": 2, "message": "b 502"}, {"timestamp": 9, "message": "noise"}], "nextToken": "t"}
    asked = {"logGroupName": "g", "startTime": 1_000_000, "endTime": 4_600_000, "filterPattern": '"502"'}
    stub.add_response("filter_log_events", first, asked)
    second = {"events": [{"timestamp": 1, "message": "a 502"}]}
    stub.add_response("filter_log_events", second, {**asked, "nextToken": "t"})
    with stub:
        assert [event.text for event in reader.read("g", WINDOW, any_of(["502"]))] == ["a 502", "b 502"]
    assert reader.notes == []


def test_reading_stops_at_a_bound_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MAX_EVENTS", 1)
    reader, stub = stubbed()
    stub.add_response("filter_log_events", {"events": [{"timestamp": 2, "message": "b"}], "nextToken": "t"})
    with stub:
        assert len(reader.read("g", WINDOW, Search())) == 1
    assert reader.notes == ["stopped reading g after 1 events: a narrower --since sees the rest"]


def test_several_terms_are_asked_for_at_once() -> None:
    search = any_of(['a "b"', "c"])
    assert search.pattern == r'?"a \"b\"" ?"c"'
    assert search.condition == r'@message like "a \"b\"" or @message like "c"'
    assert search.keep("xx c xx")
    assert not search.keep("d")


def test_a_large_group_is_read_by_a_query() -> None:
    reader, stub = stubbed()
    query = 'fields @timestamp, @message, @logStream | filter @message like "x" | sort @timestamp desc | limit 10000'
    asked = {"logGroupName": "g", "startTime": 1000, "endTime": 4600, "queryString": query}
    stub.add_response("start_query", {"queryId": "q"}, asked)
    stub.add_response("get_query_results", {"status": "Running", "results": []}, {"queryId": "q"})
    stub.add_response("get_query_results", {"status": "Complete", "results": [row("x 1")]}, {"queryId": "q"})
    with stub:
        [event] = reader.read("g", WINDOW, any_of(["x"]), query=True)
    assert (event.at, event.text) == (1_200_500, "x 1")


def test_a_query_that_fails_leaves_what_it_had_and_says_so() -> None:
    reader, stub = stubbed()
    stub.add_response("start_query", {"queryId": "q"})
    stub.add_response("get_query_results", {"status": "Timeout", "results": [row("x")]})
    with stub:
        assert len(reader.read("g", WINDOW, Search(), query=True)) == 1
    assert "ended as Timeout" in reader.notes[0]


def test_a_query_that_is_interrupted_is_stopped() -> None:
    reader, stub = stubbed()
    stub.add_response("start_query", {"queryId": "q"})
    stub.add_response("get_query_results", {"status": "Running", "results": []})
    stub.add_response("stop_query", {"success": True}, {"queryId": "q"})

    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    reader.sleep = interrupt
    with stub, pytest.raises(KeyboardInterrupt):
        reader.read("g", WINDOW, Search(), query=True)
    stub.assert_no_pending_responses()


def test_a_denied_reading_names_the_permission() -> None:
    reader, stub = stubbed()
    said = "User: x is not authorized to perform: logs:FilterLogEvents on resource: y"
    stub.add_client_error("filter_log_events", "AccessDeniedException", said)
    with stub, pytest.raises(DeniedError, match="have logs:FilterLogEvents allowed"):
        reader.read("g", WINDOW, Search())


def test_a_group_that_is_not_there_is_a_note() -> None:
    reader, stub = stubbed()
    stub.add_client_error("filter_log_events", "ResourceNotFoundException", "no")
    with stub:
        assert reader.read("g", WINDOW, Search()) == []
    assert "there is no log group g" in reader.notes[0]


@pytest.mark.parametrize(
    ("group", "share"),
    [
        ({"creationTime": 10**12 - 36_000_000}, 0.1),  # ten hours old
        ({"creationTime": 0, "retentionInDays": 1}, 1 / 24),
        ({"creationTime": 10**12 - 1}, 1.0),
    ],
)
def test_the_bytes_of_a_window_are_estimated_from_the_age_of_the_group(group: Any, share: float) -> None:
    reader, stub = stubbed()
    found = {"logGroupName": "g", "storedBytes": 1_000_000, **group}
    stub.add_response(
        "describe_log_groups", {"logGroups": [{"logGroupName": "gg"}, found]}, {"logGroupNamePrefix": "g", "limit": ANY}
    )
    with stub:
        assert reader.estimate("g", Window(10**12 - 3_600_000, 10**12)) == int(1_000_000 * share)


def test_a_group_that_is_not_there_has_no_estimate(world: World) -> None:
    account = Account(boto3.Session(), REGION)
    assert LogReader(account).estimate("nowhere", WINDOW) is None
    assert LogReader(account).estimate(ACCESS_GROUP, WINDOW) == 0


def test_sizes_and_costs_are_told_in_plain_figures() -> None:
    assert in_bytes(500) == "500 B"
    assert in_bytes(3 * 1024**3) == "3.0 GB"
    assert dollars(10 * 1024**3) == pytest.approx(0.05)
