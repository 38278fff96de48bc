"""The right cause comes first, whatever form the evidence has."""
# ruff: noqa: E501 - log lines stand as AWS writes them

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.access_log import FIELDS
from wellwired.causes.matching import rank


def access_line(**values: str) -> str:
    return json.dumps(dict.fromkeys(FIELDS, "-") | values)


MALFORMED = "(a1) Endpoint response body before transformations: {}\n(a1) Execution failed due to configuration error: Malformed Lambda proxy response\n(a1) Method completed with status: 502"

LINES = {
    "502-handler-exception": [
        "(7f) Lambda execution failed with status 200 due to customer function error: 'id'. Lambda request id: 1b-2c",
        access_line(
            status="502", integrationStatus="200", integrationErrorMessage="Lambda Customer Function Error: boom"
        ),
    ],
    "502-function-timeout": [
        (
            "Lambda execution failed with status 200 due to customer function error: 2026-11-23T08:00:00.000Z 1b-2c "
            "Task timed out after 3.00 seconds. Lambda request id: 1b-2c\nMethod completed with status: 502"
        ),
    ],
    "502-import-error": [
        "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'\nTraceback (most recent call last):",
        "due to customer function error: Unable to import module 'app': No module named 'requests'.",
    ],
    "502-handler-missing": ["[ERROR] Runtime.HandlerNotFound: Handler 'handler' missing on module 'index'"],
    "502-syntax-error": [
        "[ERROR] Runtime.UserCodeSyntaxError: Syntax error in module 'index': invalid syntax (index.py, line 3)"
    ],
    "502-oom": [
        "customer function error: RequestId: 1b Error: Runtime exited with error: signal: killed. Lambda request id: 1b",
        "REPORT RequestId: 1b Duration: 9.1 ms Billed Duration: 10 ms Memory Size: 128 MB\tMax Memory Used: 128 MB",
    ],
    "502-marshal": [
        "customer function error: Unable to marshal response: Object of type set is not JSON serializable."
    ],
    "502-response-too-large": [
        "customer function error: Response payload size exceeded maximum allowed payload size (6291556 bytes)."
    ],
    "502-malformed-body-object": [MALFORMED.format('{"statusCode": 200, "body": {"ok": true}}')],
    "502-malformed-unknown-key": [MALFORMED.format('{"statusCode": 200, "message": "x"}')],
    "502-malformed-not-object": [MALFORMED.format('"hello"'), MALFORMED.format("[1, 2]")],
    "502-malformed-none": [MALFORMED.format("null")],
    "502-malformed-status": [MALFORMED.format('{"statusCode": "OK", "body": ""}')],
    "502-malformed-headers-array": [MALFORMED.format('{"statusCode": 200, "headers": []}')],
    "502-malformed-mvh": [MALFORMED.format('{"statusCode": 200, "multiValueHeaders": {"a": "b"}}')],
    "502-malformed-cookies": [MALFORMED.format('{"statusCode": 200, "cookies": ["a=1"]}')],
    "502-malformed-unquoted-json": [MALFORMED.format("{statusCode: 200}")],
    "500-lambda-permission": [
        (
            "(x) Execution failed due to configuration error: Invalid permissions on Lambda function\n"
            "(x) Method completed with status: 500"
        )
    ],
    "500-lambda-throttled": [
        (
            "(x) Lambda invocation failed with status: 429. Lambda request id: 9\n(x) Execution failed due to configuration "
            "error: Rate Exceeded.\n(x) Method completed with status: 500"
        ),
        access_line(status="500", integrationStatus="429", errorMessage="Internal server error"),
    ],
    "500-integration-method": [
        "(x) Lambda invocation failed with status: 405",
        access_line(status="500", integrationStatus="405"),
    ],
    "500-mock-statuscode": [
        "Execution failed due to configuration error: Unable to parse statusCode. It should be an integer"
    ],
    "500-authorizer-raised": [
        'HTTP/2 500\nx-amzn-errortype: AuthorizerConfigurationException\n\n{"message":null}',
        "(x) Starting authorizer: a1\n(x) Execution failed due to configuration error: Authorizer error",
    ],
    "500-authorizer-permission": [
        "(x) Starting authorizer: a1b2c3\n(x) Execution failed due to configuration error: Invalid permissions on Lambda function"
    ],
    "500-handler": [access_line(status="500", integrationStatus="200", functionStatus="500")],
    "403-missing-auth-token-path": [
        'HTTP/1.1 403 Forbidden\nx-amzn-ErrorType: MissingAuthenticationTokenException\n\n{"message":"Missing Authentication Token"}'
    ],
    "403-waf": [access_line(status="403", errorResponseType="WAF_FILTERED", wafResponseCode="WAF_BLOCK")],
    "403-api-key-missing": [
        access_line(status="403", errorResponseType="INVALID_API_KEY", errorMessage="Forbidden"),
        (
            "(x) API Key  not authorized because method 'GET /items' requires API Key and API Key is not associated with a "
            "Usage Plan for API Stage a/prod: No Usage Plan found for key and API Stage"
        ),
    ],
    "403-api-key-no-usage-plan": [
        (
            "(x) API Key ********abc123 not authorized because method 'GET /items' requires API Key and API Key is not "
            "associated with a Usage Plan for API Stage a/prod: No Usage Plan found for key and API Stage"
        )
    ],
    "403-authorizer-implicit-deny": ['{"Message":"User is not authorized to access this resource"}'],
    "403-authorizer-explicit-deny": [
        '{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}'
    ],
    "403-resource-policy-deny": [
        '{"Message":"User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:x"}'
    ],
    "403-sigv4-parse": [
        '{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256"}'
    ],
    "401-identity-source-missing": ['{"message":"Unauthorized"}', "(x) Unauthorized request: 12ab"],
    "413-over-10mb": ["HTTP content length exceeded 10485760 bytes."],
    "413-lambda-6mb": ['HTTP/2 413\nx-amzn-requestid: 1\n\n{"message": "Request Too Long"}'],
    "429-usage-plan-quota": ['{"message":"Limit Exceeded"}', "WW-429-QUOTA-EXCEEDED"],
    "429-usage-plan-throttle": [
        '{"message":"Too Many Requests"}',
        (
            "API Key ****abc exceeded throttle limit for API Stage a/prod: Key throttle limit exceeded for Usage Plan ID p1, "
            "RestApi a, Stage prod, Resource r, HttpMethod GET. Limit: 1.00 Burst: 1"
        ),
    ],
    "429-method-throttle": [
        "Key throttle limit exceeded for RestApi a, Stage prod, Resource r, HttpMethod GET. Limit: 0.00 Burst: 0"
    ],
    "504-timeout": [
        '{"message": "Endpoint request timed out"}',
        "Execution failed due to a timeout error\nMethod completed with status: 504",
        access_line(status="504", errorResponseType="INTEGRATION_TIMEOUT", integrationLatency="29000"),
        "504",
    ],
    "503-lambda-service": ["(x) Lambda invocation failed with status: 503. Lambda request id: 9"],
    "503-http-api-not-rest": ['HTTP/2 503\napigw-requestid: abc=\n\n{"message":"Service Unavailable"}'],
    "cors-hidden-error": [
        (
            "Access to fetch at 'https://a' from origin 'https://b' has been blocked by CORS policy: No "
            "'Access-Control-Allow-Origin' header is present on the requested resource."
        )
    ],
    "404-from-handler": [access_line(status="404", integrationStatus="200", functionStatus="404")],
}


@pytest.mark.parametrize(
    ("cause", "text"), [(cause, text) for cause, texts in LINES.items() for text in texts], ids=lambda value: value[:40]
)
def test_the_right_cause_comes_first(cause: str, text: str) -> None:
    assert rank(text)[0].cause.id == cause


def test_a_bare_status_gives_every_cause_of_it_and_no_other() -> None:
    assert {match.cause.status for match in rank("502")} == {502}
    assert len(rank("502")) > 15


def test_a_status_in_the_middle_of_the_log_is_not_what_the_client_saw() -> None:
    matches = rank("(x) Lambda invocation failed with status: 429\n(x) Method completed with status: 500")
    assert {match.cause.status for match in matches} == {500}


def test_other_names_for_the_fields_of_an_access_log_are_understood() -> None:
    line = '{"status": 504, "error": {"responseType": "INTEGRATION_TIMEOUT", "message": "Endpoint request timed out"}}'
    assert rank(line)[0].cause.id == "504-timeout"


def test_what_speaks_for_a_cause_is_said() -> None:
    assert "Task timed out after 3.00 seconds" in rank("Task timed out after 3.00 seconds")[0].seen


@pytest.mark.parametrize("text", ["", "hello", "200", "\x00\x1b[31m", "{" * 5000, '{"a":' * 3000])
def test_text_that_says_nothing_known_gives_nothing(text: str) -> None:
    assert rank(text) == ()


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    for match in rank(text):
        assert match.score > 0


def test_a_huge_log_is_read_within_its_bound() -> None:
    begin = time.monotonic()
    rank("API Key  not authorized because method " * 200_000)
    rank("\n".join(["(x) Endpoint response body before transformations: " + '{"a": ' * 500] * 5_000))
    assert time.monotonic() - begin < 20


def test_an_answer_that_carries_cors_headers_is_no_sign_of_missing_ones() -> None:
    answer = "HTTP/1.1 502\nAccess-Control-Allow-Origin: *\naccess-control-allow-headers: authorization"
    log = "Lambda execution failed with status 200 due to customer function error: 'id'"
    assert rank(f"{log}\n{answer}")[0].cause.id == "502-handler-exception"
    assert "cors-hidden-error" not in [match.cause.id for match in rank(answer)]
    said = "No 'Access-Control-Allow-Origin' header is present on the requested resource"
    assert rank(said)[0].cause.id == "cors-hidden-error"
