"""Binary media types as resources, bodies and SAM write them, and functions that know of base64 or do not."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

READS = (
    "import json\n\ndef handler(event, context):\n"
    "    return {'statusCode': 200, 'body': json.loads(event['body'])['a']}\n"
)
ENCODES = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'aGk=', 'isBase64Encoded': True}\n"


def sam(code: str, *types: str, verb: str = "POST", cors: bool = False) -> str:
    api: dict[str, Any] = {"StageName": "prod"}
    if types:
        api["BinaryMediaTypes"] = list(types)
    if cors:
        api["Cors"] = "'*'"
    event = {"RestApiId": {"Ref": "Api"}, "Path": "/a", "Method": verb}
    function = {
        "InlineCode": code,
        "Handler": "index.handler",
        "Runtime": "python3.13",
        "Events": {"A": {"Type": "Api", "Properties": event}},
    }
    return json.dumps(
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Parameters": {"Types": {"Type": "CommaDelimitedList"}},
            "Resources": {
                "Api": {"Type": "AWS::Serverless::Api", "Properties": api},
                "Fn": {"Type": "AWS::Serverless::Function", "Properties": function},
            },
        }
    )


@pytest.mark.parametrize("kind", ["*~1*", "application~1json", "application~1*"])
def test_json_is_binary_however_the_type_is_spelled(reported: Reported, kind: str) -> None:
    assert len(reported("undecoded-body", sam(READS, kind))) == 1


@pytest.mark.parametrize("kind", ["image~1png", "text~1*", "application~1octet-stream"])
def test_other_types_leave_json_alone(reported: Reported, kind: str) -> None:
    assert reported("undecoded-body", sam(READS, kind)) == []


@pytest.mark.parametrize(
    "decodes",
    [
        "if event['isBase64Encoded']: pass",
        "if event.get('isBase64Encoded'): pass",
        "base64.b64decode(event['body'])",
        "event = APIGatewayProxyEvent(event); event.decoded_body",
    ],
)
def test_a_function_that_knows_of_base64_is_left_alone(reported: Reported, decodes: str) -> None:
    code = READS.replace("    return", f"    {decodes}\n    return")
    assert reported("undecoded-body", sam(code, "*~1*")) == []


def test_what_a_function_answers_says_nothing_of_what_it_reads(reported: Reported) -> None:
    code = READS.replace("'statusCode': 200", "'isBase64Encoded': False, 'statusCode': 200")
    assert len(reported("undecoded-body", sam(code, "*~1*"))) == 1


def test_a_function_that_gets_no_body_is_left_alone(reported: Reported) -> None:
    assert reported("undecoded-body", sam(READS, "*~1*", verb="GET")) == []


def test_the_preflights_of_sam_fail_where_everything_is_binary(reported: Reported) -> None:
    (found,) = reported("binary-preflight", sam(READS, "*~1*", cors=True))
    assert "OPTIONS /a" in found.message
    assert reported("binary-preflight", sam(READS, "*~1*")) == []
    assert reported("binary-preflight", sam(READS, "image~1png", cors=True)) == []


def test_base64_needs_a_binary_type_on_the_way_out(reported: Reported) -> None:
    assert len(reported("unconfigured-binary-response", sam(ENCODES, verb="GET"))) == 1
    assert reported("unconfigured-binary-response", sam(ENCODES, "image~1png", verb="GET")) == []


def test_types_by_parameter_stay_open(judged: Judged) -> None:
    text = sam(ENCODES, "image~1png", verb="GET").replace('["image~1png"]', '{"Ref": "Types"}')
    assert judged("unmatchable-binary-type", text).findings == []
    assert judged("unconfigured-binary-response", text).findings == []


@pytest.mark.parametrize("kind", ["png", "*/png", "image/p*", "text/csv; charset=utf-8", "*"])
def test_a_type_that_matches_nothing_is_reported(reported: Reported, kind: str) -> None:
    assert len(reported("unmatchable-binary-type", sam(READS, kind.replace("/", "~1")))) == 1
