"""Models and validators as resources, in OpenAPI bodies and in SAM."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

OPERATION = {"responses": {}, "x-amazon-apigateway-integration": {"type": "mock"}}
CONTENT = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
CHECKS = {"all": {"validateRequestBody": True, "validateRequestParameters": True}}


def body(verb: str = "post", *, validators: dict[str, Any] | None = None, named: str = "", **operation: object) -> str:
    document: dict[str, Any] = {
        "openapi": "3.0.1",
        "paths": {"/orders": {verb: {**OPERATION, **operation}}},
        "components": {"schemas": {"Order": {"type": "object", "required": ["id"]}}},
    }
    if validators is not None:
        document["x-amazon-apigateway-request-validators"] = validators
    if named:
        document["x-amazon-apigateway-request-validator"] = named
    properties = {"Name": "orders", "Body": document}
    return json.dumps({"Resources": {"Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": properties}}})


def resources(**more: dict[str, Any]) -> str:
    api = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "orders"}}
    return json.dumps({"Parameters": {"Name": {"Type": "String"}}, "Resources": {"Api": api, **more}})


def method(verb: str = "POST", **properties: object) -> dict[str, Any]:
    given = {
        "RestApiId": {"Ref": "Api"},
        "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
        "HttpMethod": verb,
        "Integration": {"Type": "MOCK"},
        **properties,
    }
    return {"Type": "AWS::ApiGateway::Method", "Properties": given}


def of_api(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": f"AWS::ApiGateway::{kind}", "Properties": {"RestApiId": {"Ref": "Api"}, **properties}}


def schema(**keywords: object) -> str:
    return resources(Order=of_api("Model", Name="Order", ContentType="application/json", Schema=keywords))


def test_the_validator_of_a_whole_body_checks_each_operation(reported: Reported) -> None:
    text = body(validators=CHECKS, named="all", requestBody=CONTENT)
    for rule in ("unvalidated-request", "half-validated-request", "modelless-validation", "unused-validator"):
        assert reported(rule, text) == []


def test_a_described_body_without_a_validator_is_reported(reported: Reported) -> None:
    assert len(reported("unvalidated-request", body(requestBody=CONTENT))) == 1
    assert len(reported("unused-validator", body(validators=CHECKS, requestBody=CONTENT))) == 1


def test_a_validator_that_a_body_does_not_define_checks_nothing(reported: Reported) -> None:
    text = body(validators=CHECKS, named="body-only", requestBody=CONTENT)
    assert len(reported("unvalidated-request", text)) == 1
    assert reported("unknown-validator", text) == []
    strict = text.replace('"Name": "orders"', '"Name": "orders", "FailOnWarnings": true')
    assert len(reported("unknown-validator", strict)) == 1


def test_an_api_without_any_validator_is_one_finding(reported: Reported) -> None:
    models: dict[str, Any] = {"RequestModels": {"application/json": {"Ref": "Order"}}}
    order = of_api("Model", Name="Order", ContentType="application/json", Schema={"type": "object"})
    (found,) = reported("unvalidated-request", resources(Order=order, A=method(**models), B=method("PUT", **models)))
    assert found.address == "template/Api"
    assert "POST / (A)" not in found.message
    assert "POST / and PUT /" in found.message


def test_path_parameters_need_no_validator(reported: Reported) -> None:
    declared = {"method.request.path.id": True, "method.request.querystring.page": False}
    assert reported("unvalidated-request", resources(Get=method("GET", RequestParameters=declared))) == []


def test_an_empty_model_describes_nothing(reported: Reported) -> None:
    text = resources(Post=method(RequestModels={"application/json": "Empty"}))
    assert reported("unvalidated-request", text) == []
    assert reported("unknown-model", text) == []


def test_a_validator_of_parameters_leaves_bodies_alone(reported: Reported) -> None:
    half = {"half": {"validateRequestBody": False, "validateRequestParameters": True}}
    (found,) = reported("half-validated-request", body(validators=half, named="half", requestBody=CONTENT))
    assert "a model of its body" in found.message


def test_a_model_for_any_content_type_counts(reported: Reported) -> None:
    validator = of_api("RequestValidator", ValidateRequestBody=True)
    for kind, missing in (("$default", False), ("application/vnd.api+json", False), ("text/plain", True)):
        post = method(RequestModels={kind: "Empty"}, RequestValidatorId={"Ref": "V"})
        assert bool(reported("modelless-validation", resources(V=validator, Post=post))) is missing


def test_one_validator_of_a_body_is_enough(reported: Reported) -> None:
    both = {**CHECKS, "none": {"validateRequestBody": True, "validateRequestParameters": False}}
    assert reported("unused-validator", body(validators=both, named="all")) == []


def test_sam_checks_what_its_events_ask_for(reported: Reported) -> None:
    def sam(**model: object) -> str:
        event = {
            "RestApiId": {"Ref": "Api"},
            "Path": "/orders",
            "Method": "POST",
            "RequestModel": {"Model": "Order", **model},
        }
        function = {
            "CodeUri": "s3://bucket/code.zip",
            "Handler": "index.handler",
            "Runtime": "python3.13",
            "Events": {"Add": {"Type": "Api", "Properties": event}},
        }
        api = {"StageName": "prod", "Models": {"Order": {"type": "object"}}}
        return json.dumps(
            {
                "Transform": "AWS::Serverless-2016-10-31",
                "Resources": {
                    "Api": {"Type": "AWS::Serverless::Api", "Properties": api},
                    "Fn": {"Type": "AWS::Serverless::Function", "Properties": function},
                },
            }
        )

    assert reported("unvalidated-request", sam(Required=True, ValidateBody=True)) == []
    assert len(reported("unvalidated-request", sam(Required=True))) == 1
    assert len(reported("idle-validator", sam(ValidateBody=False, ValidateParameters=False))) == 1


def test_a_schema_that_nothing_defines_is_an_unknown_model(reported: Reported) -> None:
    missing = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Orders"}}}}
    in_place = {"content": {"application/json": {"schema": {"type": "object"}}}}
    assert len(reported("unknown-model", body(requestBody=missing))) == 1
    assert reported("unknown-model", body(requestBody=in_place)) == []


def test_a_model_of_an_unknown_name_leaves_the_question_open(judged: Judged) -> None:
    order = of_api("Model", Name={"Ref": "Name"}, ContentType="application/json", Schema={"type": "object"})
    outcome = judged("unknown-model", resources(Order=order, Post=method(RequestModels={"application/json": "Order"})))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)
    by_reference = resources(Order=order, Post=method(RequestModels={"application/json": {"Ref": "Order"}}))
    assert judged("unknown-model", by_reference).findings == []


def test_models_and_validators_of_an_imported_api_are_not_judged(reported: Reported) -> None:
    post = method(RestApiId="a1b2c3", RequestModels={"application/json": "Order"}, RequestValidatorId="v1")
    post["Properties"]["RestApiId"] = "a1b2c3"
    for rule in ("unknown-model", "unknown-validator", "unvalidated-request"):
        assert reported(rule, resources(Post=post)) == []


def test_an_id_of_another_api_is_an_unknown_validator(reported: Reported) -> None:
    assert len(reported("unknown-validator", resources(Post=method(RequestValidatorId="abc123")))) == 1


@pytest.mark.parametrize(
    ("keywords", "rule"),
    [
        ({"type": "int"}, "mistaken-schema"),
        ({"type": ["string", "date"]}, "mistaken-schema"),
        ({"properties": {"a": {"items": {"required": True}}}}, "mistaken-schema"),
        ({"$id": "x"}, "unsupported-schema-keyword"),
        ({"properties": {"a": {"const": 1}}}, "unsupported-schema-keyword"),
        ({"anyOf": [{"nullable": True}]}, "unsupported-schema-keyword"),
        ({"$schema": "https://json-schema.org/draft/2020-12/schema"}, "misdrafted-schema"),
    ],
)
def test_what_draft_4_does_not_have_is_reported(reported: Reported, keywords: dict[str, object], rule: str) -> None:
    assert len(reported(rule, schema(**keywords))) == 1


@pytest.mark.parametrize(
    "keywords",
    [
        {"type": "object", "properties": {"const": {"type": "string"}, "example": {"type": "integer"}}},
        {"type": ["string", "null"], "enum": ["example", "const"]},
        {"$schema": "http://json-schema.org/draft-04/schema#", "definitions": {"if": {"type": "boolean"}}},
        {"additionalProperties": False, "default": {"examples": 1}},
    ],
)
def test_names_of_properties_are_no_keywords(reported: Reported, keywords: dict[str, object]) -> None:
    for rule in ("mistaken-schema", "unsupported-schema-keyword", "misdrafted-schema", "unparsable-schema"):
        assert reported(rule, schema(**keywords)) == []


def test_an_example_in_a_body_is_documentation(reported: Reported) -> None:
    document = json.loads(body())
    schemas = document["Resources"]["Api"]["Properties"]["Body"]["components"]["schemas"]
    schemas["Order"]["example"] = {"id": 1}
    assert reported("unsupported-schema-keyword", json.dumps(document)) == []


def test_a_text_schema_is_read(reported: Reported) -> None:
    text = resources(Order=of_api("Model", ContentType="application/json", Schema='{"type": "int"}'))
    assert len(reported("mistaken-schema", text)) == 1
    assert len(reported("unparsable-schema", resources(Order=of_api("Model", Schema="[1]")))) == 1


def test_a_required_path_parameter_must_stand_in_the_path(reported: Reported) -> None:
    validator = of_api("RequestValidator", ValidateRequestParameters=True)
    order = of_api("Resource", ParentId={"Fn::GetAtt": ["Api", "RootResourceId"]}, PathPart="{order+}")
    for name, missing in (("order", False), ("id", True)):
        get = method("GET", RequestParameters={f"method.request.path.{name}": True}, RequestValidatorId={"Ref": "V"})
        get["Properties"]["ResourceId"] = {"Ref": "Order"}
        assert bool(reported("absent-path-parameter", resources(V=validator, Order=order, Get=get))) is missing


def test_a_get_may_have_a_model_that_an_empty_body_fits(reported: Reported) -> None:
    for keywords, refuses in (({"type": "object"}, False), ({"type": "object", "required": ["id"]}, True)):
        order = of_api("Model", Name="Order", ContentType="application/json", Schema=keywords)
        get = method("GET", RequestModels={"application/json": "Order"}, RequestValidatorId={"Ref": "V"})
        text = resources(Order=order, V=of_api("RequestValidator", ValidateRequestBody=True), Get=get)
        assert bool(reported("validated-bodiless-method", text)) is refuses


def test_a_model_that_another_refers_to_is_used(reported: Reported) -> None:
    path = {"Fn::Sub": "https://apigateway.amazonaws.com/restapis/${Api}/models/Line"}
    line = of_api("Model", Name="Line", ContentType="application/json", Schema={"type": "object"})
    lines = of_api("Model", Name="Lines", ContentType="application/json", Schema={"items": {"$ref": path}})
    post = method(RequestModels={"application/json": {"Ref": "Lines"}})
    assert reported("unused-model", resources(Line=line, Lines=lines, Post=post)) == []
    assert len(reported("unused-model", resources(Line=line, Post=method()))) == 1
