"""Payloads, credentials, keys and tokens do not get out; ids that one needs do."""

import pytest

from wellwired.diagnosis.withholding import is_payload, redact, without_payload

ID = "(00000001-aaaa-4bbb-8ccc-ddddeeee0001) "


@pytest.mark.parametrize(
    "line",
    [
        "Method request headers: {Authorization=Bearer SECRET}",
        'Method request body before transformations: {"a": "SECRET"}',
        'Method request body before transformations: {"a":\n"SECRET"}',
        "Method request query string: {token=SECRET}",
        "Method request path: {name=SECRET}",
        "Endpoint request headers: {x=SECRET}",
        'Endpoint request body after transformations: {"resource":"SECRET"}',
        "Endpoint response headers: {Set-Cookie=SECRET}",
        'Endpoint response body before transformations: "SECRET"',
        "Method response body after transformations: SECRET",
        "Method response headers: {x=SECRET}",
        "Gateway response body: SECRET",
        "Authorizer result body before parsing: SECRET",
        "Using valid authorizer policy for principal: SECRET",
    ],
)
@pytest.mark.parametrize("prefix", ["", ID])
def test_what_data_trace_wrote_is_withheld_and_counted(line: str, prefix: str) -> None:
    assert is_payload(prefix + line)
    shown = without_payload(prefix + line)
    assert "SECRET" not in shown
    assert shown.startswith(prefix + line.partition(":")[0])
    assert shown.endswith("characters withheld]")


@pytest.mark.parametrize(
    "line",
    [
        "Extended Request Id: abcEXTid=",
        "Starting execution for request: 00000001-aaaa-4bbb-8ccc-ddddeeee0001",
        "HTTP Method: GET, Resource Path: /orders/{id}",
        "Execution failed due to configuration error: Malformed Lambda proxy response",
        "Request body does not match model schema for content type application/json: [object has missing required]",
        "Method completed with status: 502",
        "Gateway response type: DEFAULT_5XX with status code: 500",
        "Received response. Status: 200, Integration latency: 30 ms",
    ],
)
def test_lines_that_explain_are_kept(line: str) -> None:
    assert not is_payload(ID + line)
    assert redact(without_payload(ID + line)) == ID + line


def test_values_that_a_validator_quotes_are_withheld() -> None:
    line = 'does not match model schema for content type text/json: [instance value ("4111-1111") not found in enum]'
    assert "4111" not in without_payload(line)
    assert "not found in enum" in without_payload(line)


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "Authorization: Bearer SECRETsecret123",
        "authorization=Basic U0VDUkVUOg==",
        '{"password": "SECRET word"}',
        "https://x/y?api_key=SECRETSECRET&z=1",
        "x-api-key: SECRETSECRETSECRETSECRET",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJTRUNSRVQifQ.c2lnbmF0dXJl",
        "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYaa",
        "key wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEYaa used",
        "postgres://admin:SECRET@db/orders",
        "Cookie: session=SECRET",
        "API Key: aBcDeFgHiJkLmNoPqRsT1234",
    ],
)
def test_what_looks_like_a_credential_is_redacted(text: str) -> None:
    shown = redact(text)
    assert "[redacted]" in shown
    for secret in ("SECRET", "AKIAIOSFODNN7EXAMPLE", "eyJhbGci", "wJalrXUt", "aBcDeFgH", "U0VDUkVU"):
        assert secret not in shown


@pytest.mark.parametrize(
    "text",
    [
        "00000001-aaaa-4bbb-8ccc-ddddeeee0001",
        "Root=1-65f0a3b2-0123456789abcdef01234567",
        "arn:aws:lambda:eu-west-1:123456789012:function:orders-with-a-long-name-in-production-2",
        "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:eu-west-1:1:function:x/invocations",
        "/prod/orders/7",
        "apiKeyId: key1234567",
    ],
)
def test_what_one_needs_to_find_things_is_kept(text: str) -> None:
    assert redact(text) == text
