"""The MOCK integration: preflights that people deploy, every fault of one with its status, and what was recorded."""

import base64
import json

import pytest

from tests.gateway.mapping.asking import make_exchange, read_method
from wellwired.gateway.mapping.mock import answer_mock, read_status
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.refusals import Refusal

CDK = """
      HttpMethod: OPTIONS
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: "{ statusCode: 200 }"}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,X-Amz-Date'"
              method.response.header.Access-Control-Allow-Origin: "'*'"
              method.response.header.Access-Control-Allow-Methods: "'GET,PUT'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Headers: true
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
"""
SAM = r"""
      HttpMethod: OPTIONS
      Integration:
        Type: MOCK
        PassthroughBehavior: WHEN_NO_MATCH
        RequestTemplates: {application/json: "{\n  \"statusCode\" : 200\n}\n"}
        IntegrationResponses:
          - StatusCode: "200"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
            ResponseTemplates: {application/json: "{}\n"}
      MethodResponses:
        - StatusCode: "200"
          ResponseModels: {application/json: Empty}
          ResponseParameters: {method.response.header.Access-Control-Allow-Origin: true}
"""
SERVERLESS = r"""
      HttpMethod: OPTIONS
      Integration:
        Type: MOCK
        ContentHandling: CONVERT_TO_TEXT
        RequestTemplates: {application/json: "{statusCode:200}"}
        IntegrationResponses:
          - StatusCode: "200"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
            ResponseTemplates:
              application/json: |
                #set($origin = $input.params("Origin"))
                #if($origin == "") #set($origin = $input.params("origin")) #end
                #if($origin.matches("https://.+[.]example[.]com"))
                  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
                #end
      MethodResponses:
        - StatusCode: "200"
          ResponseParameters: {method.response.header.Access-Control-Allow-Origin: true}
"""
GET = """
      HttpMethod: GET
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 200}'}
        IntegrationResponses: [{StatusCode: "200"}]
      MethodResponses: [{StatusCode: "200"}]
"""


def ask(properties: str, *, binary: str = "[]", headers: Headers = (), **request: object) -> Response:
    api, method, integration = read_method(properties, binary=binary)
    exchange = make_exchange(method, api=api, headers=headers, **request)  # type: ignore[arg-type]
    return answer_mock(exchange, integration)


def refuse(properties: str, *, binary: str = "[]", headers: Headers = (), **request: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        ask(properties, binary=binary, headers=headers, **request)
    return caught.value


def test_a_preflight_of_the_cdk_answers() -> None:
    answer = ask(CDK)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.header("Access-Control-Allow-Origin") == "*"
    assert answer.header("Access-Control-Allow-Methods") == "GET,PUT"
    assert answer.header("Content-Type") == "application/json"


def test_a_preflight_of_sam_answers() -> None:
    answer = ask(SAM)
    assert (answer.status, answer.body) == (200, b"{}\n")
    assert answer.header("Access-Control-Allow-Origin") == "https://app.example.com"


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://app.example.com", "https://app.example.com"), ("https://evil.example", "*")]
)
def test_a_preflight_of_the_serverless_framework_answers_by_origin(origin: str, allowed: str) -> None:
    answer = ask(SERVERLESS, binary='["*/*"]', headers=(("Origin", origin),))
    assert (answer.status, answer.header("Access-Control-Allow-Origin")) == (200, allowed)


@pytest.mark.parametrize(
    ("template", "log"),
    [
        ("{}", "Unable to parse statusCode"),
        ('{"statusCode": "two hundred"}', "Unable to parse statusCode"),
        ('{"statusCode": true}', "Unable to parse statusCode"),
        ('{"statusCode": $context.no}', "Unable to parse statusCode"),
        ('{"statusCode": 200} #end', "Unable to transform request"),
    ],
)
def test_a_template_without_a_status_is_a_500(template: str, log: str) -> None:
    refusal = refuse(GET.replace('{"statusCode": 200}', template))
    assert (refusal.status, refusal.kind) == (500, "API_CONFIGURATION_ERROR")
    assert log in refusal.log


def test_no_template_at_all_is_a_500() -> None:
    refusal = refuse(GET.replace("RequestTemplates: {application/json: '{\"statusCode\": 200}'}", "UseIt: no"))
    assert (refusal.status, refusal.log.partition(".")[0]) == (
        500,
        "Execution failed due to configuration error: Unable to parse statusCode",
    )


def test_a_status_that_no_response_maps_is_a_500() -> None:
    refusal = refuse(GET.replace('[{StatusCode: "200"}]', '[{StatusCode: "200", SelectionPattern: "204"}]', 1))
    assert refusal.kind == "API_CONFIGURATION_ERROR"
    assert refusal.log.endswith(
        "No match for output mapping and no default output mapping configured. Endpoint Response Status Code: 200"
    )


def test_no_integration_response_is_a_500() -> None:
    assert "No match for output mapping" in refuse(GET.replace('IntegrationResponses: [{StatusCode: "200"}]', "")).log


def test_a_response_that_the_method_does_not_declare_is_a_500() -> None:
    refusal = refuse(GET.replace('MethodResponses: [{StatusCode: "200"}]', 'MethodResponses: [{StatusCode: "204"}]'))
    assert refusal.log.endswith("Output mapping refers to an invalid method response: 200")


def test_a_preflight_of_an_api_that_takes_everything_for_binary_is_a_500() -> None:
    refusal = refuse(CDK, binary='["*/*"]')
    assert (refusal.status, refusal.log.rpartition(": ")[2]) == (500, "Unable to transform request")
    assert "CONVERT_TO_TEXT" in refusal.detail
    assert ask(CDK, binary='["image/png"]').status == 204
    assert ask(CDK.replace("Type: MOCK", "Type: MOCK\n        ContentHandling: CONVERT_TO_TEXT"), binary='["*/*"]')


@pytest.mark.parametrize(
    ("behavior", "content_type", "status"),
    [
        ("WHEN_NO_MATCH", "application/json", 200),
        ("WHEN_NO_MATCH", "application/JSON; charset=utf-8", 200),
        ("WHEN_NO_MATCH", "", 200),
        ("WHEN_NO_MATCH", "text/plain", 500),  # passed through: the body says no status
        ("WHEN_NO_TEMPLATES", "application/json", 200),
        ("WHEN_NO_TEMPLATES", "text/plain", 415),
        ("NEVER", "", 200),
        ("NEVER", "text/plain", 415),
    ],
)
def test_the_content_type_chooses_the_template(behavior: str, content_type: str, status: int) -> None:
    properties = GET.replace("Type: MOCK", f"Type: MOCK\n        PassthroughBehavior: {behavior}")
    headers = (("content-type", content_type),) if content_type else ()
    if status == 200:
        assert ask(properties, headers=headers).status == 200
    else:
        refusal = refuse(properties, headers=headers)
        assert (refusal.status, refusal.kind == "UNSUPPORTED_MEDIA_TYPE") == (status, status == 415)


def test_a_body_that_passes_through_may_say_the_status_itself() -> None:
    properties = GET.replace("application/json:", "text/xml:")
    assert ask(properties, body=b'{"statusCode": 200}').status == 200


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ('{"statusCode": 200}', 200),
        ("{ statusCode: 200 }", 200),
        ("{'statusCode': 200, '': ''}", 200),
        ('{"statusCode": 200 ,, }', 200),
        ('\n  {\n  "statusCode": 204,\n}', 204),
        ('{"statusCode": 200, "": ""}', 200),
        ("{statusCode: 200, foo'}: [ba r]}", 200),
        ('{"statusCode": "200"}', None),
        ('{"statusCode": 200', None),
        ("{\"statusCode': 200 }", None),
        ("{'statusCode: 200 }", None),
        ("statusCode: 200", None),
        ("[]", None),
        ("", None),
    ],
)
def test_what_is_nearly_json_is_taken_for_a_status(text: str, status: int | None) -> None:
    assert read_status(text) == status


def test_a_request_template_hands_data_to_the_response_template() -> None:
    properties = r"""
      HttpMethod: GET
      Integration:
        Type: MOCK
        RequestTemplates:
          application/json: |
            #set($body = $util.base64Decode($input.params('testPath')))
            #set($context.requestOverride.path.body = $body)
            {
              "statusCode": 200
            }
        IntegrationResponses:
          - StatusCode: "200"
            SelectionPattern: "2\\d{2}"
            ResponseTemplates:
              application/json: |
                #set($body = $util.parseJson($context.requestOverride.path.body))
                #if($body.message == "path1")
                {"response": "path was path one"}
                #else
                {"response": "this is the else clause"}
                #end
      MethodResponses: [{StatusCode: "200"}]
"""
    for message, expected in (("path1", "path was path one"), ("other", "this is the else clause")):
        path = {"testPath": base64.b64encode(json.dumps({"message": message}).encode()).decode()}
        assert json.loads(ask(properties, path_parameters=path).body) == {"response": expected}


@pytest.mark.parametrize("templates", ['{application/json: \'{"s": "$context.responseOverride.status"}\'}', "{}"])
def test_a_request_template_overrides_status_and_headers_of_the_answer(templates: str) -> None:
    properties = f"""
      HttpMethod: GET
      Integration:
        Type: MOCK
        RequestTemplates:
          application/json: |
            #set($context.responseOverride.status = 444)
            #set($context.responseOverride.header.foo = "bar")
            {{"statusCode": 200}}
        IntegrationResponses: [{{StatusCode: "200", ResponseTemplates: {templates}}}]
      MethodResponses: [{{StatusCode: "200"}}]
"""
    answer = ask(properties)
    assert (answer.status, answer.header("foo")) == (444, "bar")
    assert answer.body == (b"" if templates == "{}" else b'{"s": "444"}')


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("", b"json"),
        ("*/*", b"json"),
        ("application/json", b"json"),
        ("text/html, */*", b"html"),
        ("text/plain", b"json"),
    ],
)
def test_accept_chooses_the_response_template_and_json_stands_in(accept: str, body: bytes) -> None:
    properties = GET.replace('[{StatusCode: "200"}]', "[{StatusCode: '200', ResponseTemplates: {TEMPLATES}}]", 1)
    properties = properties.replace("{TEMPLATES}", "{text/html: html, application/json: json}")
    assert ask(properties, headers=(("Accept", accept),) if accept else ()).body == body


def test_a_template_that_breaks_the_maps_of_context_is_a_500() -> None:
    broken = '#set($context.responseOverride.header = 1){"statusCode": 200}'
    assert refuse(GET.replace('{"statusCode": 200}', broken)).status == 500
