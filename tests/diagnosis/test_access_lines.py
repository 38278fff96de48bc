"""Access log lines of every format are read by the format that wrote them."""

import json
import time

import pytest

from wellwired.access_log import FIELDS, render_format
from wellwired.diagnosis.access_lines import error_expression, error_pattern, make_reader

CLF = (
    "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
    '"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength '
    "$context.requestId $context.extendedRequestId"
)
XML = (
    '<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <status>$context.status</status> '
    "<resourcePath>$context.resourcePath</resourcePath> <extendedRequestId>$context.extendedRequestId"
    "</extendedRequestId> </request>"
)
CSV = "$context.identity.sourceIp,$context.identity.userAgent,$context.httpMethod,$context.status,$context.requestId"
OWN_JSON = '{ "rid":"$context.requestId", "code":$context.status, "why": {"text":"$context.error.message"} }'


def fill(format_: str, **values: str) -> str:
    """The line that API Gateway writes: unset variables are dashes."""
    line = format_
    known = {FIELDS[name].removeprefix("$context."): value for name, value in values.items()}
    for variable in sorted((item.removeprefix("$context.") for item in FIELDS.values()), key=len, reverse=True):
        line = line.replace(f"$context.{variable}", known.get(variable, "-"))
    return line


VALUES = {"requestId": "aaaa-1", "status": "502", "ip": "192.0.2.7", "resourcePath": "/orders/{id}"}


@pytest.mark.parametrize("format_", [render_format(), CLF, XML], ids=["kit", "CLF", "XML"])
def test_a_line_is_read_by_the_format_that_wrote_it(format_: str) -> None:
    found = make_reader(format_)(fill(format_, **VALUES))
    assert found is not None
    assert {name: found[name] for name in VALUES} == VALUES


def test_json_of_other_names_is_read_by_the_variables_that_its_format_holds() -> None:
    line = '{ "rid":"aaaa-1", "code":502, "why": {"text":"Internal server error"} }'
    found = make_reader(OWN_JSON)(line)
    assert found == {"requestId": "aaaa-1", "status": "502", "errorMessage": "Internal server error"}


def test_a_comma_inside_a_value_does_not_shift_the_others() -> None:
    line = fill(CSV, **VALUES, httpMethod="GET", userAgent="Mozilla/5.0 (X, like Gecko, 7)")
    found = make_reader(CSV)(line)
    assert found is not None
    assert (found["status"], found["userAgent"]) == ("502", "Mozilla/5.0 (X, like Gecko, 7)")


def test_quotes_inside_a_json_line_break_it_but_not_its_reading() -> None:
    format_ = '{"id":"$context.requestId","status":"$context.status","why":"$context.error.messageString"}'
    found = make_reader(format_)('{"id":"aaaa-1","status":"500","why":""Internal server error""}')
    assert found is not None
    assert (found["requestId"], found["status"]) == ("aaaa-1", "500")


@pytest.mark.parametrize("line", [fill(CLF, **VALUES), json.dumps({"request_id": "aaaa-1", "Status": 502})])
def test_lines_from_before_the_format_was_changed_are_still_read(line: str) -> None:
    found = make_reader(render_format())(line)
    assert found is not None
    assert (found["requestId"], found["status"]) == ("aaaa-1", "502")


@pytest.mark.parametrize("line", ["", "{", "[1]", "hello", '{"a": 1}', "\x00", '{"a":' * 5_000])
def test_other_lines_are_no_access_log_lines(line: str) -> None:
    assert make_reader(render_format())(line) is None


def test_the_key_itself_is_never_taken_in() -> None:
    format_ = '{"id":"$context.requestId","key":"$context.identity.apiKey"}'
    found = make_reader(format_)('{"id":"aaaa-1","key":"sEcReT-vAlUe"}')
    assert found == {"requestId": "aaaa-1"}
    text = "$context.requestId $context.identity.apiKey $context.status"
    assert "sEcReT" not in str(make_reader(text)("aaaa-1 sEcReT-vAlUe 500"))


def test_a_hostile_line_takes_no_time() -> None:
    format_ = " ".join(f"$context.x{number}" for number in range(60)) + " $context.status!"
    begun = time.monotonic()
    assert make_reader(format_)(" " * 19_000) is None
    assert time.monotonic() - begun < 2


def test_the_filter_asks_for_failures_alone_where_the_format_is_json() -> None:
    assert error_pattern(render_format()) == '{ ($.status = "4*") || ($.status = "5*") }'
    assert error_pattern(OWN_JSON) == "{ $.code >= 400 }"
    assert error_pattern(CLF) == ""


@pytest.mark.parametrize("format_", [render_format(), CLF, XML, CSV, OWN_JSON])
def test_the_query_asks_for_failures_alone_in_every_format(format_: str) -> None:
    import re

    expression = error_expression(format_)
    assert expression.startswith("@message like /")
    pattern = re.compile(expression.removeprefix("@message like /").removesuffix("/"))
    for status, found in (("502", True), ("403", True), ("200", False)):
        line = fill(format_, **{**VALUES, "status": status, "httpMethod": "GET", "protocol": "HTTP/1.1"})
        assert bool(pattern.search(line)) is found
