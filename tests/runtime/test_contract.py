"""check_proxy_response against what real APIs answered, and against the siblings of each recorded answer."""

import collections
import dataclasses
import datetime
import http
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given

from wellwired import facts
from wellwired.runtime import Violation, assert_proxy_response, check_proxy_response
from wellwired.runtime.contract import KEYS
from wellwired.runtime.payload import PAYLOAD_LIMIT

from .returned_values import VALUES

SHARED = Path(__file__).parents[2].parent / "shared"
EXAMPLES = SHARED / "facts" / "proxy_response_examples.json"
TOO_LARGE = "<more than 6,291,556 bytes>"


def _recorded_rows() -> list[dict[str, Any]]:
    """The rows that say what a real API answered to a value a handler returned."""
    if not SHARED.exists():
        return []
    rows: list[dict[str, Any]] = json.loads(EXAMPLES.read_text())["cases"]
    return [row for row in rows if row["validated_on_aws"] and row["handler_kind"] == "return"]


@pytest.mark.parametrize("row", _recorded_rows(), ids=lambda row: row["id"])
def test_agrees_with_what_aws_answered(row: dict[str, Any]) -> None:
    value = row["handler_return"]
    if value.get("body") == TOO_LARGE:
        value = {**value, "body": "x" * (PAYLOAD_LIMIT + 1)}
    violations = check_proxy_response(value)
    accepted = row["expected"]["status"] == int(value.get("statusCode", 200))
    assert bool(violations) is not accepted, violations
    assert {each.status for each in violations} <= {row["expected"]["status"]}


def test_every_recording_of_a_returned_value_is_checked() -> None:
    if not SHARED.exists():
        pytest.skip("the folder of recordings is not beside this repository")
    assert len(_recorded_rows()) >= 18


class _Named(NamedTuple):
    statusCode: int  # noqa: N815
    body: str


ACCEPTED: dict[str, Any] = {
    "nothing at all": {},
    "headers alone": {"headers": {"test-header": "value"}},
    "a status in text": {"statusCode": "201"},
    "an HTTPStatus": {"statusCode": http.HTTPStatus.CREATED},
    "a whole Decimal": {"statusCode": Decimal(201)},
    "the lowest status": {"statusCode": 200},
    "the highest status": {"statusCode": 599},
    "headers None": {"statusCode": 200, "headers": None},
    "headers empty": {"headers": {}, "multiValueHeaders": {}},
    "a header true": {"headers": {"access-control-allow-credentials": True}},
    "a header that is a number": {"headers": {"access-control-max-age": 600, "x-ratio": 0.5}},
    "a header that is empty": {"headers": {"x-empty": ""}},
    "a header with a tab and é": {"headers": {"x-name": "a\tb é"}},
    "a header as bytes": {"headers": {"x-name": b"abc"}},
    "several values": {"multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}},
    "several values as a tuple": {"multiValueHeaders": {"Set-Cookie": ("a=1", "b=2")}},
    "no value of a name": {"multiValueHeaders": {"Set-Cookie": []}},
    "several values with a true": {"multiValueHeaders": {"x": [True, 1, "a"]}},
    "a name in both kinds of headers": {"headers": {"test": "1"}, "multiValueHeaders": {"tesT": ["2"]}},
    "a body of text": {"body": "hello"},
    "an empty body": {"body": ""},
    "a body that is a number": {"body": 42},
    "a body that is a Decimal": {"body": Decimal("19.99")},
    "a body of UTF-8 bytes": {"body": b"hello"},
    "a body beyond ASCII": {"body": "héllo 😀"},
    "base64 said to be base64": {"body": "dGVzdA==", "isBase64Encoded": True},
    "text said to be text": {"body": "no base64!", "isBase64Encoded": False},
    "an empty body said to be base64": {"body": "", "isBase64Encoded": True},
    "base64 and no body": {"isBase64Encoded": True},
    "a dict subclass": collections.OrderedDict(statusCode=200),
    "a named tuple": _Named(200, "hello"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepts(name: str) -> None:
    assert check_proxy_response(ACCEPTED[name]) == []


@dataclasses.dataclass
class _Record:
    statusCode: int = 200  # noqa: N815


REFUSED: dict[str, tuple[Any, str, str]] = {
    # what it is: the value, where the violation is, its evidence
    "None": (None, "", "choice"),
    "text": ("hello", "", "recorded"),
    "bytes": (b"{}", "", "choice"),
    "a list": ([], "", "choice"),
    "a tuple": (({}, 200), "", "choice"),
    "a number": (200, "", "choice"),
    "a set": ({"statusCode"}, "", "documented"),
    "a dataclass": (_Record(), "", "documented"),
    "an unknown key": ({"statusCode": 200, "error": "y"}, "/error", "recorded"),
    "an unknown key of HTTP APIs": ({"statusCode": 200, "cookies": []}, "/cookies", "recorded"),
    "a key in another case": ({"StatusCode": 200}, "/StatusCode", "recorded"),
    "a key misspelt": ({"status_code": 200}, "/status_code", "recorded"),
    "a key with a slash": ({"a/b~c": 1}, "/a~1b~0c", "recorded"),
    "a key that is a number": ({1: 2}, "/1", "recorded"),
    "a plain object": ({"Answer:": " is 0 years old!"}, "/Answer:", "recorded"),
    "a status of letters": ({"statusCode": "test"}, "/statusCode", "recorded"),
    "a status with a reason": ({"statusCode": "200 OK"}, "/statusCode", "recorded"),
    "a status of a fraction in text": ({"statusCode": "200.0"}, "/statusCode", "choice"),
    "a status of other digits": ({"statusCode": "²⁰⁰"}, "/statusCode", "recorded"),
    "a status of empty text": ({"statusCode": ""}, "/statusCode", "choice"),
    "a status None": ({"statusCode": None}, "/statusCode", "choice"),
    "a status true": ({"statusCode": True}, "/statusCode", "choice"),
    "a status with a fraction": ({"statusCode": 200.0}, "/statusCode", "choice"),
    "a status NaN": ({"statusCode": float("nan")}, "/statusCode", "choice"),
    "a status 0": ({"statusCode": 0}, "/statusCode", "choice"),
    "a status below 0": ({"statusCode": -200}, "/statusCode", "choice"),
    "a status 99": ({"statusCode": 99}, "/statusCode", "choice"),
    "an interim status": ({"statusCode": 100}, "/statusCode", "choice"),
    "a status 600": ({"statusCode": 600}, "/statusCode", "choice"),
    "a status 1000": ({"statusCode": "1000"}, "/statusCode", "choice"),
    "an endless status": ({"statusCode": "9" * 100_000}, "/statusCode", "choice"),
    "a status in a list": ({"statusCode": [200]}, "/statusCode", "choice"),
    "headers in a list": ({"headers": []}, "/headers", "recorded"),
    "headers as text": ({"headers": "a: b"}, "/headers", "choice"),
    "a header None": ({"headers": {"x": None}}, "/headers/x", "choice"),
    "a header of a list": ({"headers": {"x": ["a"]}}, "/headers/x", "choice"),
    "a header of a dict": ({"headers": {"x": {}}}, "/headers/x", "choice"),
    "a header of a date": ({"headers": {"x": datetime.date(2026, 1, 2)}}, "/headers/x", "documented"),
    "a header NaN": ({"headers": {"x": float("nan")}}, "/headers/x", "choice"),
    "a header with a line break": ({"headers": {"x": "a\r\nSet-Cookie: b=c"}}, "/headers/x", "choice"),
    "a header with half a surrogate": ({"headers": {"x": "\ud800"}}, "/headers/x", "documented"),
    "a header name with a space": ({"headers": {"x y": "a"}}, "/headers/x y", "choice"),
    "a header name that is empty": ({"headers": {"": "a"}}, "/headers/", "choice"),
    "a header name that is a number": ({"headers": {1: "a"}}, "/headers/1", "choice"),
    "several values None": ({"multiValueHeaders": None}, "/multiValueHeaders", "choice"),
    "several values in a list": ({"multiValueHeaders": []}, "/multiValueHeaders", "choice"),
    "several values as text": ({"multiValueHeaders": {"x": "a"}}, "/multiValueHeaders/x", "recorded"),
    "several values as a dict": ({"multiValueHeaders": {"x": {}}}, "/multiValueHeaders/x", "recorded"),
    "several values as a set": ({"multiValueHeaders": {"x": {"a"}}}, "/multiValueHeaders/x", "recorded"),
    "several values with a None": ({"multiValueHeaders": {"x": ["a", None]}}, "/multiValueHeaders/x/1", "choice"),
    "several values with a list": ({"multiValueHeaders": {"x": [["a"]]}}, "/multiValueHeaders/x/0", "choice"),
    "a body of a dict": ({"body": {"a": 1}}, "/body", "recorded"),
    "a body of a list": ({"body": ["a"]}, "/body", "choice"),
    "a body true": ({"body": True}, "/body", "choice"),
    "a body None": ({"body": None}, "/body", "choice"),
    "a body NaN": ({"body": float("nan")}, "/body", "choice"),
    "a body infinite": ({"body": Decimal("Infinity")}, "/body", "choice"),
    "a body of a date": ({"body": datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)}, "/body", "documented"),
    "a body of a set": ({"body": {1}}, "/body", "documented"),
    "a body of bytes": ({"body": b"\xff\x00"}, "/body", "documented"),
    "a body of an endless number": ({"body": 10**5_000}, "/body", "documented"),
    "a body with half a surrogate": ({"body": "a\udc80"}, "/body", "documented"),
    "base64 as text": ({"body": "aGk=", "isBase64Encoded": "true"}, "/isBase64Encoded", "choice"),
    "base64 as a number": ({"body": "aGk=", "isBase64Encoded": 3}, "/isBase64Encoded", "choice"),
    "base64 None": ({"isBase64Encoded": None}, "/isBase64Encoded", "choice"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses(name: str) -> None:
    value, where, evidence = REFUSED[name]
    violations = check_proxy_response(value)
    assert [(each.where, each.evidence, each.status) for each in violations] == [(where, evidence, 502)]
    assert violations[0].what
    assert violations[0].fix.endswith((".", "."))


@pytest.mark.parametrize(
    ("body", "evidence"),
    [
        ("not base64!", "recorded"),
        ("a", "recorded"),
        ("=aGk", "recorded"),
        ("aG=k", "recorded"),
        ("é", "recorded"),
        (12345, "recorded"),
        ("aGk", "choice"),
        ("aGk==", "choice"),
        ("YWJj\n", "choice"),
        ("aGk_", "choice"),
    ],
)
def test_what_cannot_be_decoded_is_a_500(body: object, evidence: str) -> None:
    violations = check_proxy_response({"statusCode": 200, "body": body, "isBase64Encoded": True})
    assert [(each.where, each.status, each.evidence) for each in violations] == [("/body", 500, evidence)]


def test_every_violation_is_named_not_the_first_alone() -> None:
    value = {"statusCode": "test", "headers": [], "multiValueHeaders": {"x": "a"}, "body": {}, "extra": 1}
    where = {each.where for each in check_proxy_response(value)}
    assert where == {"/statusCode", "/headers", "/multiValueHeaders/x", "/body", "/extra"}


def test_the_limit_counts_the_json_not_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.14")
    frame = len('{"body": ""}')
    assert check_proxy_response({"body": "x" * (PAYLOAD_LIMIT - frame)}) == []
    assert [each.status for each in check_proxy_response({"body": "x" * (PAYLOAD_LIMIT - frame + 1)})] == [502]
    assert check_proxy_response({"body": '"' * (PAYLOAD_LIMIT // 2 - frame)}) == []
    assert "6,29" in check_proxy_response({"body": '"' * (PAYLOAD_LIMIT // 2)})[0].what


@pytest.mark.parametrize(("runtime", "fits"), [("AWS_Lambda_python3.11", False), ("AWS_Lambda_python3.14", True)])
def test_text_beyond_ascii_is_counted_as_the_runtime_writes_it(
    runtime: str, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EXECUTION_ENV", runtime)
    assert (check_proxy_response({"body": "é" * 2_000_000}) == []) is fits


def test_large_headers_count_too() -> None:
    assert check_proxy_response({"multiValueHeaders": {"x": ["a" * 1_000] * 6_300}, "statusCode": 200})


def test_the_assertion_names_place_reason_and_cure() -> None:
    assert_proxy_response({"statusCode": 200, "body": "ok"})
    with pytest.raises(AssertionError, match=r"/body is a dict, not text: 502 \(recorded\)\. Write json\.dumps"):
        assert_proxy_response({"statusCode": 200, "body": {}})


def test_a_violation_shows_no_value_that_may_be_secret() -> None:
    secret = "hunter2"
    value = {
        "headers": {"Authorization": [secret], "x": f"{secret}\n"},
        "multiValueHeaders": {"Set-Cookie": secret},
        "body": {"password": secret},
    }
    assert secret not in str(check_proxy_response(value))


def test_a_violation_is_a_frozen_record() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Violation("", "", 502, "choice", "").status = 200  # type: ignore[misc]


def test_the_rules_are_the_shared_facts() -> None:
    assert KEYS == facts.PROXY_RESPONSE_KEYS
    assert PAYLOAD_LIMIT == facts.INVOKE_PAYLOAD_LIMIT


@given(VALUES)
def test_any_value_is_judged(value: object) -> None:
    assert all(each.status in (500, 502) and each.what and each.fix for each in check_proxy_response(value))
