"""Settings that CloudFormation on the embedded AWS drops: found, carried through outputs, set."""

import time
from typing import Any

from wellwired.local.dropped import SEPARATOR, Setter, find_dropped, respelled, with_outputs
from wellwired.local.emulator import Emulator

API: dict[str, Any] = {"Ref": "Api"}
STAGE = {
    "Type": "AWS::ApiGateway::Stage",
    "Properties": {
        "RestApiId": API,
        "StageName": "dev",
        "AccessLogSetting": {"DestinationArn": {"Fn::GetAtt": ["Log", "Arn"]}, "Format": '{"id":"$context.requestId"}'},
    },
}
METHOD = {
    "Type": "AWS::ApiGateway::Method",
    "Properties": {
        "RestApiId": API,
        "ResourceId": {"Ref": "Orders"},
        "HttpMethod": "POST",
        "RequestValidatorId": {"Ref": "Body"},
    },
}
VALIDATOR = {"Type": "AWS::ApiGateway::RequestValidator", "Properties": {"RestApiId": API, "ValidateRequestBody": True}}


def found(**resources: Any) -> list[tuple[str, str, tuple[Any, ...]]]:
    return [(one.kind, one.name, one.parts) for one in find_dropped({"Resources": resources})]


def test_an_access_log_setting_is_found_with_its_format_last() -> None:
    ((kind, name, parts),) = found(Stage=STAGE)

    assert (kind, name) == ("access log", "Stage")
    assert parts == (API, "dev", {"Fn::GetAtt": ["Log", "Arn"]}, '{"id":"$context.requestId"}')


def test_request_validation_is_found_on_the_method_with_the_validators_flags() -> None:
    ((kind, name, parts),) = found(Post=METHOD, Body=VALIDATOR)

    assert (kind, name) == ("request validation", "Post")
    assert parts == (API, {"Ref": "Orders"}, "POST", "true", "false", "Body")


def test_reserved_concurrency_is_found() -> None:
    function = {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 5}}

    assert found(Function=function) == [("reserved concurrency", "Function", ({"Ref": "Function"}, "5"))]


def test_a_setting_under_a_condition_is_carried_under_that_condition() -> None:
    (setting,) = find_dropped({"Resources": {"Stage": {**STAGE, "Condition": "Logged"}}})

    assert setting.output()["Condition"] == "Logged"


def test_outputs_are_added_beside_the_templates_own() -> None:
    whole = {"Resources": {"Stage": STAGE}, "Outputs": {"Url": {"Value": "x"}}}

    outputs = with_outputs(whole, find_dropped(whole))["Outputs"]

    assert list(outputs) == ["Url", "WellwiredLocal0"]
    assert outputs["WellwiredLocal0"]["Value"]["Fn::Join"][0] == SEPARATOR
    assert whole["Outputs"] == {"Url": {"Value": "x"}}


def test_method_throttles_are_respelled_and_named() -> None:
    plan = {
        "Type": "AWS::ApiGateway::UsagePlan",
        "Properties": {"ApiStages": [{"ApiId": API, "Throttle": {"/orders/POST": {"RateLimit": 5, "BurstLimit": 2}}}]},
    }
    stage = {
        "Type": "AWS::ApiGateway::Stage",
        "Properties": {"MethodSettings": [{"ResourcePath": "/~1orders~1{id}", "HttpMethod": "GET"}]},
    }

    template, changed = respelled({"Resources": {"Plan": plan, "Stage": stage, "Other": {"Type": "X"}}})

    (plan_stage,) = template["Resources"]["Plan"]["Properties"]["ApiStages"]
    assert plan_stage["Throttle"] == {"/orders/POST": {"rateLimit": 5, "burstLimit": 2}}
    (setting,) = template["Resources"]["Stage"]["Properties"]["MethodSettings"]
    assert setting["ResourcePath"] == "/orders/{id}"
    assert [one.name for one in changed] == ["Plan", "Stage"]


def test_settings_are_set_on_a_running_emulator_and_twice_is_as_once(emulator: Emulator) -> None:
    gateway = emulator.session().client("apigateway", endpoint_url=emulator.endpoint)
    api = gateway.create_rest_api(name=f"dropped-{time.time_ns()}")["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    gateway.put_method(restApiId=api, resourceId=root, httpMethod="POST", authorizationType="NONE")
    gateway.put_integration(restApiId=api, resourceId=root, httpMethod="POST", type="MOCK")
    gateway.create_deployment(restApiId=api, stageName="dev")
    setter = Setter(emulator.session(), emulator.endpoint)

    for _ in range(2):
        setter.set("access log", SEPARATOR.join([api, "dev", "arn:aws:logs:r:a:log-group:g", '{"a":\n"b"}']))
        setter.set("request validation", SEPARATOR.join([api, root, "POST", "true", "false", "Body"]))

    logged = gateway.get_stage(restApiId=api, stageName="dev")["accessLogSettings"]
    assert logged == {"destinationArn": "arn:aws:logs:r:a:log-group:g", "format": '{"a":\n"b"}'}
    (validator,) = gateway.get_request_validators(restApiId=api)["items"]
    assert (validator["validateRequestBody"], validator["validateRequestParameters"]) == (True, False)
    method = gateway.get_method(restApiId=api, resourceId=root, httpMethod="POST")
    assert method["requestValidatorId"] == validator["id"]
