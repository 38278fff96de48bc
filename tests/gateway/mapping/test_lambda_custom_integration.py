"""The custom Lambda integration: what the function gets, and how its answers and errors are chosen among."""

import json

import pytest

from tests.gateway.mapping.asking import make_exchange, read_method
from wellwired.gateway.functions.invocation import Invoked
from wellwired.gateway.mapping.lambda_custom import answer_lambda_custom, answer_unparsable, prepare_event
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.refusals import Refusal

FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:f"
CUSTOM = r"""
      HttpMethod: GET
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/FUNCTION/invocations
        RequestTemplates: {application/json: '{"statusCode": "$input.params(''statusCode'')"}'}
        IntegrationResponses:
          - {StatusCode: "200", SelectionPattern: ""}
          - {StatusCode: "405", SelectionPattern: ".*four hundred.*"}
          - {StatusCode: "502", SelectionPattern: ".+"}
          - {StatusCode: "504", SelectionPattern: "200"}
      MethodResponses: [{StatusCode: "200"}, {StatusCode: "405"}, {StatusCode: "502"}]
""".replace("FUNCTION", FUNCTION)
ONE_RESPONSE = (
    CUSTOM[: CUSTOM.index("        IntegrationResponses")]
    + """
        IntegrationResponses:
          - StatusCode: "200"
            RESPONSE
      MethodResponses: [{StatusCode: "200"}, {StatusCode: "404"}]
"""
)


def with_property(line: str) -> str:
    """The custom integration with one more property."""
    return CUSTOM.replace("Type: AWS\n", f"Type: AWS\n        {line}\n")


def failure(message: str) -> bytes:
    return json.dumps({"errorMessage": message, "errorType": "Exception", "stackTrace": []}).encode()


def answer(properties: str, payload: bytes, *, binary: str = "[]", headers: Headers = ()) -> Response:
    api, method, integration = read_method(properties, binary=binary)
    exchange = make_exchange(method, verb="GET", api=api, headers=headers, path_parameters={"statusCode": "200"})
    prepared = prepare_event(exchange, integration)
    return answer_lambda_custom(exchange, integration, prepared, Invoked(payload=payload))


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        (b'"Pass"', 200),
        (failure("Error: Raising four hundred from within the Lambda function"), 405),
        (failure("Error: Raising five hundred from within the Lambda function"), 502),
    ],
)
def test_patterns_are_matched_with_the_error_message_as_recorded(payload: bytes, status: int) -> None:
    got = answer(CUSTOM, payload)
    assert (got.status, got.body) == (status, payload)
    assert got.header("Content-Type") == "application/json"


def test_a_point_in_a_pattern_is_no_newline() -> None:
    payload = failure("line one\nline two")
    assert answer(CUSTOM, payload).status == 200
    assert answer(CUSTOM.replace('".+"', r'"(.|\\n)+"'), payload).status == 502


@pytest.mark.parametrize("pattern", ["(a|a)*b|(a+)+c", "(["])
def test_a_pattern_that_cannot_be_matched_is_a_500(pattern: str) -> None:
    with pytest.raises(Refusal) as caught:
        answer(CUSTOM.replace(".*four hundred.*", pattern), failure("a" * 60))
    assert (caught.value.status, caught.value.kind) == (500, "API_CONFIGURATION_ERROR")


def test_the_function_gets_what_the_template_makes() -> None:
    api, method, integration = read_method(CUSTOM)
    exchange = make_exchange(method, verb="GET", api=api, path_parameters={"statusCode": "418"})
    assert prepare_event(exchange, integration).body == b'{"statusCode": "418"}'


@pytest.mark.parametrize(("body", "event"), [(b"", b"{}"), (b'{"message": "hello"}', b'{"message": "hello"}')])
def test_without_a_template_the_function_gets_the_body_or_an_empty_object(body: bytes, event: bytes) -> None:
    _, method, integration = read_method(CUSTOM.replace("application/json:", "text/xml:"))
    assert prepare_event(make_exchange(method, body=body), integration).body == event


def test_an_event_that_is_no_json_is_answered_by_lambda_itself() -> None:
    _, method, integration = read_method(CUSTOM.replace("application/json:", "text/xml:"))
    refused = answer_unparsable(prepare_event(make_exchange(method, body=b"a=1"), integration))
    assert refused is not None
    assert refused.status == 400
    assert json.loads(refused.body)["message"].startswith("Could not parse request body into json: ")
    assert answer_unparsable(prepare_event(make_exchange(method), integration)) is None


def test_a_response_template_shapes_the_answer_and_its_status() -> None:
    template = (
        'ResponseTemplates: {application/json: \'#set($root = $input.path("$"))'
        '#if($root.missing)#set($context.responseOverride.status = 404)#end{"name": "$root.name"}\'}'
    )
    got = answer(ONE_RESPONSE.replace("RESPONSE", template), b'{"name": "Ada", "missing": true}')
    assert (got.status, got.body) == (404, b'{"name": "Ada"}')


def test_headers_that_the_gateway_keeps_go_out_under_another_name() -> None:
    parameters = (
        "ResponseParameters: {method.response.header.Server: \"'s'\", method.response.header.Transfer-Encoding: "
        "\"'x'\", method.response.header.Content-Type: \"'text/csv'\"}"
    )
    got = answer(ONE_RESPONSE.replace("RESPONSE", parameters), b"{}")
    assert got.headers == (("x-amzn-Remapped-Server", "s"), ("Content-Type", "text/csv"))


def test_a_mapped_reserved_header_fails_the_request() -> None:
    _, method, integration = read_method(
        CUSTOM.replace(
            "Type: AWS\n", "Type: AWS\n        RequestParameters: {integration.request.header.TE: \"'x'\"}\n"
        )
    )
    with pytest.raises(Refusal, match="TE"):
        prepare_event(make_exchange(method), integration)


def test_an_invocation_may_be_asked_not_to_wait() -> None:
    asynchronous = "RequestParameters: {integration.request.header.X-Amz-Invocation-Type: \"'Event'\"}"
    _, method, integration = read_method(with_property(asynchronous))
    assert prepare_event(make_exchange(method), integration).is_event
    _, method, integration = read_method(CUSTOM)
    assert not prepare_event(make_exchange(method), integration).is_event


@pytest.mark.parametrize(
    ("content_type", "handling", "event"),
    [
        ("image/png", "", b"\x89PNG"),
        ("image/png", "CONVERT_TO_TEXT", b"iVBORw=="),
        ("image/png", "CONVERT_TO_BINARY", b"\x89PNG"),
        ("text/plain", "", "\ufffdPNG".encode()),
    ],
)
def test_a_body_is_converted_as_recorded(content_type: str, handling: str, event: bytes) -> None:
    properties = (
        CUSTOM.replace("Type: AWS\n", f"Type: AWS\n        ContentHandling: {handling}\n") if handling else CUSTOM
    )
    api, method, integration = read_method(properties, binary="[image/png]")
    exchange = make_exchange(method, api=api, headers=(("Content-Type", content_type),), body=b"\x89PNG")
    assert prepare_event(exchange, integration).body == event


def test_base64_that_is_none_and_binary_before_a_template_are_500() -> None:
    api, method, integration = read_method(with_property("ContentHandling: CONVERT_TO_BINARY"))
    for content_type, body in (("text/plain", b"this is text"), ("application/json", b"AAAA")):
        exchange = make_exchange(method, api=api, headers=(("Content-Type", content_type),), body=body)
        with pytest.raises(Refusal) as caught:
            prepare_event(exchange, integration)
        assert (caught.value.status, caught.value.kind) == (500, "API_CONFIGURATION_ERROR")


def test_an_answer_in_base64_is_decoded_for_who_accepts_it() -> None:
    response = ONE_RESPONSE.replace("RESPONSE", "ResponseParameters: {}")
    for accept, body in (
        ("image/png, */*", b"\x89PNG"),
        ("*/*", b'"iVBORw=="'),
        ("text/html, image/png", b'"iVBORw=="'),
    ):
        got = answer(response, b'"iVBORw=="', binary="[image/png]", headers=(("Accept", accept),))
        assert got.body == body
    told = ONE_RESPONSE.replace("RESPONSE", "ContentHandling: CONVERT_TO_BINARY")
    assert answer(told, b'"iVBORw=="').body == b"\x89PNG"
    with pytest.raises(Refusal, match="no base64"):
        answer(told, b'"no base64 at all"')
