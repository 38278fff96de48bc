"""Errors that API Gateway answers itself: told where a call can meet them, with their status, headers and body."""

import json
from typing import Any

from tests.openapi.api_samples import method, of_resources, resource

KEYED = method("A", ApiKeyRequired="true")


def response(kind: str, *, more: str = "", template: str | None = None, headers: str = "{}") -> str:
    body = json.dumps({"title": kind.lower(), "status": 1, "messages": ["$context.error.messageString"]})
    text = json.dumps(body.replace('"$context.error.messageString"', "$context.error.messageString"))
    given = f"ResponseType: {kind}, ResponseParameters: {headers}"
    given += f", ResponseTemplates: {{application/json: {template or text}}}"
    return resource(kind.replace("_", ""), "GatewayResponse", given + more)


def responses_of(*resources: str) -> Any:
    document = of_resources(*resources)
    parts = document.get("components", {}).get("responses", {})
    operation = document["paths"]["/orders"]["get"]["responses"]
    return {
        status: parts[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for status, one in operation.items()
    }


def test_an_error_is_told_where_a_call_can_meet_it() -> None:
    kinds = ("INVALID_API_KEY", "THROTTLED", "UNAUTHORIZED", "EXPIRED_TOKEN", "WAF_FILTERED", "BAD_REQUEST_BODY")
    found = responses_of(KEYED, *(response(kind) for kind in kinds))
    assert {status: one["description"] for status, one in found.items() if status != "default"} == {
        "403": "invalid_api_key",
        "429": "throttled",
    }


def test_errors_of_one_status_are_one_response_and_the_same_for_the_methods_that_meet_the_same() -> None:
    parts = (response("THROTTLED"), response("QUOTA_EXCEEDED"), KEYED, method("B", "POST", ApiKeyRequired="true"))
    document = of_resources(*parts, method("C", "PUT"))
    references = {verb: one["responses"]["429"]["$ref"] for verb, one in document["paths"]["/orders"].items()}
    assert references["get"] == references["post"] != references["put"]
    responses = document["components"]["responses"]
    assert [one["description"] for one in responses.values()] == ["quota_exceeded; throttled", "throttled"]


def test_a_status_of_the_cause_is_a_range_and_an_own_one_is_told() -> None:
    found = responses_of(
        method("A"),
        response("DEFAULT_4XX"),
        response("INTEGRATION_FAILURE"),
        response("THROTTLED", more=", StatusCode: '503'"),
    )
    assert {status: one["description"] for status, one in found.items() if status != "default"} == {
        "4XX": "default_4xx",
        "503": "throttled",
        "5XX": "integration_failure",
    }


def test_the_body_has_the_shape_of_the_template() -> None:
    document = of_resources(method("A"), response("THROTTLED"), response("DEFAULT_5XX", template='\'{"title": "x"}\''))
    assert document["components"]["schemas"]["GatewayError"] == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "messages": {"type": "array", "items": {"type": "string", "nullable": True}},
        },
        "required": ["title"],
    }


def test_a_content_type_among_the_headers_is_that_of_the_body() -> None:
    headers = "{gatewayresponse.header.Content-Type: \"'application/problem+json'\"}"
    found = responses_of(method("A"), response("THROTTLED", headers=headers))
    assert found["429"]["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    assert "headers" not in found["429"]


def test_headers_are_told_with_their_values_and_cors_is_not() -> None:
    headers = (
        "{gatewayresponse.header.Retry-After: \"'1'\", gatewayresponse.header.X-Id: context.requestId,"
        " gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\"}"
    )
    found = responses_of(method("A"), response("THROTTLED", headers=headers))
    assert found["429"]["headers"] == {
        "Retry-After": {"schema": {"type": "string", "enum": ["1"]}},
        "X-Id": {"schema": {"type": "string"}},
    }


def test_a_template_that_is_no_json_says_nothing_of_the_body() -> None:
    found = responses_of(method("A"), response("THROTTLED", template="busy"))
    assert found["429"] == {"description": "Throttled", "content": {"application/json": {}}}


def test_an_error_of_a_status_that_the_method_declares_adds_its_body() -> None:
    declared = method("A", MethodResponses="[{StatusCode: 429}]")
    found = responses_of(declared, response("THROTTLED"))
    assert found["429"] == {
        "description": "Too Many Requests",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/GatewayError"}}},
    }


def test_a_missing_parameter_is_an_error_only_where_one_is_required() -> None:
    check = resource("Check", "RequestValidator", "ValidateRequestParameters: true")
    for declared, statuses in (("{method.request.querystring.page: true}", ["400"]), ("{}", [])):
        get = method("A", RequestValidatorId="!Ref Check", RequestParameters=declared)
        found = responses_of(check, response("BAD_REQUEST_PARAMETERS"), get)
        assert [status for status in found if status != "default"] == statuses


def test_a_firewall_refuses_calls_of_the_api_that_it_stands_before() -> None:
    arn = "!Sub arn:aws:apigateway:eu-west-1::/restapis/${Api}/stages/prod"
    wall = f"  Wall:\n    Type: AWS::WAFv2::WebACLAssociation\n    Properties: {{ResourceArn: {arn}, WebACLArn: x}}\n"
    wall = wall.replace(arn, f"!Sub '{arn.removeprefix('!Sub ')}'")
    assert responses_of(method("A"), wall, response("WAF_FILTERED"))["403"]["description"] == "waf_filtered"
