"""The access log format: valid JSON whatever happens, with all that explains an error, within API Gateway's limits."""

import json
import re

import pytest

from wellwired.access_log import FIELDS, FORMAT_LIMIT, UNSET, render_format

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
DOCUMENTED = {
    "apiId",
    "authenticate.error",
    "authenticate.status",
    "authorize.error",
    "authorize.status",
    "authorizer.claims.sub",
    "authorizer.error",
    "authorizer.integrationStatus",
    "authorizer.latency",
    "authorizer.principalId",
    "authorizer.requestId",
    "authorizer.status",
    "domainName",
    "error.message",
    "error.responseType",
    "error.validationErrorString",
    "extendedRequestId",
    "httpMethod",
    "identity.apiKeyId",
    "identity.caller",
    "identity.sourceIp",
    "identity.user",
    "identity.userAgent",
    "identity.userArn",
    "integration.requestId",
    "integration.status",
    "integrationErrorMessage",
    "integrationLatency",
    "integrationStatus",
    "path",
    "protocol",
    "requestId",
    "requestTime",
    "requestTimeEpoch",
    "resourcePath",
    "responseLatency",
    "responseLength",
    "stage",
    "status",
    "waf.error",
    "waf.status",
    "wafResponseCode",
    "webaclArn",
    "xrayTraceId",
}


def write_line(values: dict[str, str]) -> str:
    """A log line as API Gateway writes it: variables replaced, a dash for those that are not set."""
    return re.sub(r"\$context\.([A-Za-z.]+)", lambda found: values.get(found.group(1), UNSET), render_format())


def test_a_line_is_json_when_nothing_but_the_status_is_set() -> None:
    line = json.loads(write_line({"status": "200"}))
    assert line["status"] == "200"
    assert line["errorMessage"] == UNSET


def test_a_line_of_a_failed_call_says_why() -> None:
    line = json.loads(
        write_line(
            {
                "status": "502",
                "error.responseType": "DEFAULT_5XX",
                "error.message": "Internal server error",
                "integrationErrorMessage": "Malformed Lambda proxy response",
                "integrationStatus": "200",
            }
        )
    )
    assert line["integrationErrorMessage"] == "Malformed Lambda proxy response"
    assert (line["status"], line["integrationStatus"], line["functionStatus"]) == ("502", "200", UNSET)


def test_every_variable_is_one_that_api_gateway_documents() -> None:
    assert {variable.removeprefix("$context.") for variable in FIELDS.values()} == DOCUMENTED


@pytest.mark.parametrize(
    "variable",
    [
        "error.message",
        "error.responseType",
        "error.validationErrorString",
        "integrationErrorMessage",
        "integrationStatus",
        "integration.status",
        "integration.requestId",
        "authorizer.error",
        "authorizer.status",
        "wafResponseCode",
        "xrayTraceId",
        "requestId",
        "extendedRequestId",
    ],
)
def test_what_tells_one_cause_from_another_is_logged(variable: str) -> None:
    assert f"$context.{variable}" in FIELDS.values()


def test_the_key_that_called_is_named_and_never_shown() -> None:
    assert FIELDS["apiKeyId"] == "$context.identity.apiKeyId"
    assert "$context.identity.apiKey" not in FIELDS.values()


def test_the_message_that_brings_its_own_quotes_is_left_out() -> None:
    assert "messageString" not in render_format()


def test_the_format_is_one_line_within_the_limit() -> None:
    assert "\n" not in render_format()
    assert len(render_format().encode()) < FORMAT_LIMIT


def test_a_field_name_needs_no_quoting_in_a_metric_filter_or_a_query() -> None:
    assert all(re.fullmatch(r"[a-zA-Z]+", name) for name in FIELDS)
