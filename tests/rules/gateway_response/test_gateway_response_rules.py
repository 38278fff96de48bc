"""Gateway responses as resources, in SAM and in OpenAPI bodies, and what their templates come out as."""

import json
from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]


def resource(kind: str, **properties: object) -> str:
    given = {"RestApiId": {"Ref": "Api"}, "ResponseType": kind, **properties}
    return json.dumps(
        {
            "Parameters": {"Origin": {"Type": "String"}},
            "Resources": {
                "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "api"}},
                "Errors": {"Type": "AWS::ApiGateway::GatewayResponse", "Properties": given},
            },
        }
    )


def in_body(kind: str, **properties: object) -> str:
    names = {
        "StatusCode": "statusCode",
        "ResponseTemplates": "responseTemplates",
        "ResponseParameters": "responseParameters",
    }
    responses = {kind: {names[name]: value for name, value in properties.items()}}
    body = {"openapi": "3.0.1", "paths": {}, "x-amazon-apigateway-gateway-responses": responses}
    properties = {"Name": "api", "Body": body}
    return json.dumps({"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": properties}}})


def in_sam(kind: str, **properties: object) -> str:
    api = {
        "StageName": "prod",
        "GatewayResponses": {kind: properties},
        "DefinitionBody": {"openapi": "3.0.1", "paths": {}},
    }
    return json.dumps(
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Resources": {"Api": {"Type": "AWS::Serverless::Api", "Properties": api}},
        }
    )


SPELLINGS = pytest.mark.parametrize("spell", [resource, in_body, in_sam])
Spell = Callable[..., str]


def template(text: str, kind: str = "application/json") -> dict[str, str]:
    return {kind: text}


@SPELLINGS
def test_a_success_for_an_error_is_reported_however_it_is_spelled(reported: Reported, spell: Spell) -> None:
    assert len(reported("masked-gateway-error", spell("DEFAULT_5XX", StatusCode=200))) == 1
    assert len(reported("masked-gateway-error", spell("THROTTLED", StatusCode="204"))) == 1
    assert reported("masked-gateway-error", spell("UNAUTHORIZED", StatusCode=302)) == []
    assert reported("masked-gateway-error", spell("DEFAULT_5XX")) == []


@SPELLINGS
def test_one_fault_of_a_status_is_told_once(reported: Reported, spell: Spell) -> None:
    rules = ("masked-gateway-error", "reclassed-gateway-error", "flattened-gateway-status", "renumbered-throttling")
    for kind, status in (("DEFAULT_4XX", 400), ("DEFAULT_5XX", 400), ("THROTTLED", 503), ("QUOTA_EXCEEDED", 200)):
        assert sum(len(reported(rule, spell(kind, StatusCode=status))) for rule in rules) == 1, (kind, status)
    for kind, status in (("THROTTLED", 429), ("MISSING_AUTHENTICATION_TOKEN", 404), ("INTEGRATION_FAILURE", 502)):
        assert sum(len(reported(rule, spell(kind, StatusCode=status))) for rule in rules) == 0, (kind, status)


@SPELLINGS
def test_a_message_string_in_quotes_is_one_finding_of_one_rule(reported: Reported, spell: Spell) -> None:
    text = spell("DEFAULT_4XX", ResponseTemplates=template('{"message": "$context.error.messageString"}'))
    assert len(reported("requoted-message-string", text)) == 1
    assert reported("invalid-gateway-template", text) == []


@pytest.mark.parametrize(
    "body",
    [
        '{"message": $context.error.messageString}',
        '{"message": "$context.error.message", "id": "$context.requestId"}',
        '{"messages": [$context.error.messageString], "status": $context.status}',
        '{"time": $context.requestTimeEpoch, "claim": $context.authorizer.level}',
        '"$context.error.message"',
    ],
)
def test_a_body_that_clients_can_parse_is_fine(reported: Reported, body: str) -> None:
    assert reported("invalid-gateway-template", resource("DEFAULT_4XX", ResponseTemplates=template(body))) == []


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"message": $context.error.message}', "$context.error.message stands without quotes"),
        ('{"id": $context.requestId}', "$context.requestId stands without quotes"),
        ('{"message": $context.error.messageString,}', "property name"),
        ("{'message': 'no'}", "property name"),
        ('{"message": "no"', "delimiter"),
    ],
)
def test_a_body_that_no_client_can_parse_is_reported_with_the_reason(reported: Reported, body: str, why: str) -> None:
    (found,) = reported("invalid-gateway-template", resource("DEFAULT_4XX", ResponseTemplates=template(body)))
    assert why in found.message


def test_a_body_that_is_no_json_at_all_is_not_judged(reported: Reported) -> None:
    text = resource("DEFAULT_4XX", ResponseTemplates=template("<p>$context.error.message</p>", "text/html"))
    assert reported("invalid-gateway-template", text) == []


def test_a_template_with_a_language_stays_open(judged: Judged) -> None:
    text = resource("DEFAULT_4XX", ResponseTemplates=template('#if($x){"a": 1}#end'))
    outcome = judged("invalid-gateway-template", text)
    assert outcome.findings == []
    assert len(outcome.open) == 1


@pytest.mark.parametrize("kind", ["DEFAULT_500", "default_4xx", "NOT_FOUND"])
def test_a_type_that_does_not_exist_is_reported(reported: Reported, kind: str) -> None:
    (found,) = reported("unknown-gateway-response-type", resource(kind))
    assert found.fix.startswith("write ")


def test_a_slip_of_a_type_is_answered_with_the_type(reported: Reported) -> None:
    (found,) = reported("unknown-gateway-response-type", resource("UNAUTHORISED"))
    assert found.fix == "write UNAUTHORIZED"


def test_responses_that_conditions_part_are_no_duplicates(judged: Judged) -> None:
    text = json.loads(resource("DEFAULT_4XX"))
    text["Parameters"]["Tier"] = {"Type": "String"}
    text["Conditions"] = {"A": {"Fn::Equals": [{"Ref": "Tier"}, "a"]}, "B": {"Fn::Equals": [{"Ref": "Tier"}, "b"]}}
    text["Resources"]["Others"] = {**text["Resources"]["Errors"], "Condition": "A"}
    assert len(judged("duplicate-gateway-response", json.dumps(text)).findings) == 1
    text["Resources"]["Errors"] = {**text["Resources"]["Errors"], "Condition": "B"}
    assert judged("duplicate-gateway-response", json.dumps(text)).findings == []


def test_a_header_by_parameter_needs_its_quotes_around_it(judged: Judged) -> None:
    name = "gatewayresponse.header.Access-Control-Allow-Origin"
    quoted = resource("DEFAULT_4XX", ResponseParameters={name: {"Fn::Sub": "'${Origin}'"}})
    assert judged("unquoted-gateway-header", quoted).findings == []
    assert judged("unquoted-gateway-header", quoted).open == []
    bare = judged("unquoted-gateway-header", resource("DEFAULT_4XX", ResponseParameters={name: {"Ref": "Origin"}}))
    assert (len(bare.findings), len(bare.open)) == (0, 1)


def test_a_secret_in_a_header_leaks_too(reported: Reported) -> None:
    parameters = {
        "gatewayresponse.header.X-Key": "context.identity.apiKey",
        "gatewayresponse.header.X-Id": "context.requestId",
    }
    (found,) = reported("leaking-gateway-response", resource("DEFAULT_4XX", ResponseParameters=parameters))
    assert found.property == "ResponseParameters/gatewayresponse.header.X-Key"
