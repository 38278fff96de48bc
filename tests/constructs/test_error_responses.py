"""ErrorResponses: whatever API Gateway answers itself is a problem a client can read, retry and report."""

import json
import re
from collections.abc import Mapping

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.cors import Cors
from wellwired.constructs.error_responses import (
    PROBLEM_CONTENT_TYPE,
    QUOTA_RETRY_AFTER_S,
    THROTTLE_RETRY_AFTER_S,
    ErrorResponses,
)
from wellwired.errors import WiringError
from wellwired.facts import GATEWAY_REFERENCE_CODE, GATEWAY_RESPONSE_STATUS

HELP_URL = "https://docs.example.com/errors"
TYPES = sorted(GATEWAY_RESPONSE_STATUS)
# What $context.error.messageString has been seen to hold: quoted, quoted after a space, null, or nothing at all.
MESSAGES = {
    "quoted": '"Too Many Requests"',
    "after a space": ' "Missing required request parameters: [x-tenant, page]"',
    "with quotes inside": json.dumps('an "odd" \\ message'),
    "null": "null",
    "empty": "",
}
STATUS_OF_MANY = {"API_CONFIGURATION_ERROR", "DEFAULT_4XX", "DEFAULT_5XX", "INTEGRATION_FAILURE"}


def synthesise(
    cors: Cors | None = None, help_url: str = HELP_URL, **rest_api: object
) -> tuple[assertions.Template, ErrorResponses]:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False, **rest_api)  # type: ignore[arg-type]
    api.root.add_method("GET", apigateway.MockIntegration())
    responses = ErrorResponses(stack, "Errors", rest_api=api, help_url=help_url, cors=cors)
    return assertions.Template.from_stack(stack), responses


def responses_of(template: assertions.Template) -> dict[str, dict[str, object]]:
    found = template.find_resources("AWS::ApiGateway::GatewayResponse")
    return {one["Properties"]["ResponseType"]: one["Properties"] for one in found.values()}


def headers_of(properties: Mapping[str, object]) -> dict[str, str]:
    parameters = properties["ResponseParameters"]
    assert isinstance(parameters, dict)
    return {name.removeprefix("gatewayresponse.header."): value for name, value in parameters.items()}


def render(properties: Mapping[str, object], message: str, key: str = "application/json") -> dict[str, object]:
    """What a client gets: plain substitution, as gateway responses know no Velocity."""
    templates = properties["ResponseTemplates"]
    assert isinstance(templates, dict)
    values = {"context.error.messageString": message, "context.requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}
    body = json.loads(re.sub(r"\$([a-zA-Z.]+)", lambda match: values.get(match[1], ""), templates[key]))
    assert isinstance(body, dict)
    return body


@pytest.fixture(scope="module")
def responses() -> dict[str, dict[str, object]]:
    template, _ = synthesise()
    return responses_of(template)


def test_each_of_the_gateway_response_types_is_customised(responses: dict[str, dict[str, object]]) -> None:
    assert sorted(responses) == TYPES
    assert len(responses) == 21


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
@pytest.mark.parametrize("response_type", TYPES)
def test_every_body_is_an_rfc_9457_problem_whatever_the_gateway_says(
    responses: dict[str, dict[str, object]], response_type: str, message: str
) -> None:
    body = render(responses[response_type], message)

    code = GATEWAY_REFERENCE_CODE[response_type]
    assert body["type"] == f"{HELP_URL}#{code}"
    assert body["reference"] == code
    assert isinstance(body["title"], str)
    assert body["title"]
    assert isinstance(body["detail"], str)
    assert body["detail"]
    assert body["requestId"] == "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    assert body["messages"] == ([] if not message else [json.loads(message)])


@pytest.mark.parametrize("response_type", TYPES)
def test_the_body_says_the_status_as_a_number_or_not_at_all_where_it_varies(
    responses: dict[str, dict[str, object]], response_type: str
) -> None:
    body = render(responses[response_type], '"x"')
    if response_type in STATUS_OF_MANY:
        assert "status" not in body
    else:
        assert body["status"] == GATEWAY_RESPONSE_STATUS[response_type]


def test_no_status_is_rewritten(responses: dict[str, dict[str, object]]) -> None:
    assert [name for name, properties in responses.items() if "StatusCode" in properties] == []


@pytest.mark.parametrize("response_type", TYPES)
def test_clients_get_problem_json_whatever_they_accept(
    responses: dict[str, dict[str, object]], response_type: str
) -> None:
    assert headers_of(responses[response_type])["Content-Type"] == f"'{PROBLEM_CONTENT_TYPE}'"
    for key in ("application/json", PROBLEM_CONTENT_TYPE):
        assert render(responses[response_type], "null", key)["reference"] == GATEWAY_REFERENCE_CODE[response_type]


def test_throttle_and_quota_say_different_things_and_when_to_come_back(
    responses: dict[str, dict[str, object]],
) -> None:
    throttled, quota = responses["THROTTLED"], responses["QUOTA_EXCEEDED"]
    assert render(throttled, '"Too Many Requests"')["title"] != render(quota, '"Limit Exceeded"')["title"]
    assert render(throttled, '"Too Many Requests"')["reference"] == "WW-429-THROTTLED"
    assert render(quota, '"Limit Exceeded"')["reference"] == "WW-429-QUOTA-EXCEEDED"
    assert headers_of(throttled)["Retry-After"] == f"'{THROTTLE_RETRY_AFTER_S}'" == "'1'"
    assert headers_of(quota)["Retry-After"] == f"'{QUOTA_RETRY_AFTER_S}'" == "'3600'"
    others = [name for name in TYPES if name not in {"THROTTLED", "QUOTA_EXCEEDED"}]
    assert [name for name in others if "Retry-After" in headers_of(responses[name])] == []


def test_reference_codes_are_unique_and_start_with_the_status_the_client_sees() -> None:
    assert sorted(GATEWAY_REFERENCE_CODE) == TYPES
    assert len(set(GATEWAY_REFERENCE_CODE.values())) == len(TYPES)
    for response_type, code in GATEWAY_REFERENCE_CODE.items():
        assert re.fullmatch(r"WW-[1-5](?:[0-9]{2}|XX)-[A-Z0-9-]+", code)
        status = GATEWAY_RESPONSE_STATUS[response_type]
        expected = str(status) if response_type not in STATUS_OF_MANY else f"{code[3]}XX"
        assert code.split("-")[1] == expected


def test_cors_headers_are_on_every_answer() -> None:
    cors = Cors(allow_origins=("https://app.example.com",), allow_credentials=True)
    template, _ = synthesise(cors)
    for properties in responses_of(template).values():
        headers = headers_of(properties)
        assert headers["Access-Control-Allow-Origin"] == "'https://app.example.com'"
        assert headers["Access-Control-Allow-Credentials"] == "'true'"
        assert "Retry-After" in headers["Access-Control-Expose-Headers"]


def test_without_cors_no_browser_is_let_in(responses: dict[str, dict[str, object]]) -> None:
    for properties in responses.values():
        assert [name for name in headers_of(properties) if name.startswith("Access-Control")] == []


def test_a_deployment_waits_for_the_answers_and_follows_their_change() -> None:
    def deployment(help_url: str) -> tuple[str, set[str], set[str]]:
        template, _ = synthesise(help_url=help_url)
        [(logical_id, found)] = template.find_resources("AWS::ApiGateway::Deployment").items()
        return logical_id, set(found["DependsOn"]), set(template.find_resources("AWS::ApiGateway::GatewayResponse"))

    logical_id, waits_for, made = deployment(HELP_URL)
    assert made <= waits_for
    assert deployment("https://docs.example.com/other")[0] != logical_id


def test_a_deployment_of_ones_own_is_followed_too() -> None:
    def logical_id(help_url: str) -> str:
        stack = cdk.Stack(cdk.App(), "Orders")
        api = apigateway.RestApi(stack, "Api", cloud_watch_role=False, deploy=False)
        api.root.add_method("GET", apigateway.MockIntegration())
        deployment = apigateway.Deployment(stack, "Deployment", api=api)
        ErrorResponses(stack, "Errors", rest_api=api, help_url=help_url, deployment=deployment)
        template = assertions.Template.from_stack(stack)
        [(name, found)] = template.find_resources("AWS::ApiGateway::Deployment").items()
        assert set(template.find_resources("AWS::ApiGateway::GatewayResponse")) <= set(found["DependsOn"])
        return str(name)

    assert logical_id(HELP_URL) != logical_id("https://docs.example.com/other")


def test_an_imported_api_whose_deployment_is_elsewhere_is_refused() -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi.from_rest_api_id(stack, "Api", "abcde12345")
    with pytest.raises(WiringError, match="no deployment of this API is known here") as caught:
        ErrorResponses(stack, "Errors", rest_api=api, help_url=HELP_URL)
    assert "retain_deployments=True" in str(caught.value)


def test_an_imported_api_is_taken_with_a_deployment_of_its_stage() -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi.from_rest_api_id(stack, "Api", "abcde12345")
    deployment = apigateway.Deployment(stack, "Again", api=api, stage_name="prod", retain_deployments=True)
    ErrorResponses(stack, "Errors", rest_api=api, help_url=HELP_URL, deployment=deployment)
    template = assertions.Template.from_stack(stack)
    assert len(responses_of(template)) == 21
    (deployed,) = template.find_resources("AWS::ApiGateway::Deployment").values()
    assert len(deployed["DependsOn"]) == 21
    assert deployed["Properties"] == {"RestApiId": "abcde12345", "StageName": "prod"}


@pytest.mark.parametrize(
    "help_url",
    [
        "",
        "errors.md",
        "https://",
        "https://x.example/a#b",
        'https://x.example/"',
        "https://x.example/$context",
        "ftp://x.example",
    ],
)
def test_a_help_url_that_cannot_carry_a_code_is_refused(help_url: str) -> None:
    with pytest.raises(WiringError, match="help_url"):
        synthesise(help_url=help_url)


def test_the_made_responses_are_exposed_by_type() -> None:
    _, made = synthesise()
    assert sorted(made.responses) == TYPES
    assert isinstance(made.responses["THROTTLED"], apigateway.GatewayResponse)
