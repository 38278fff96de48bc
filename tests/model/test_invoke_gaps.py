"""Which routes a function's resource policy leaves uncovered, and what is said to be the cause."""

import json
from pathlib import Path
from typing import Any

import pytest

from wellwired.model.api import Authorizer
from wellwired.model.compute import Function
from wellwired.model.invocations import read_invocations
from wellwired.model.invoke_gaps import Cause, Gaps, gaps_of
from wellwired.model.resource_policy import read_idle_permissions
from wellwired.model.text import matches
from wellwired.model.wiring import Wiring
from wellwired.readers import read_inputs, read_text

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
ARN = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:%s"
ROUTES = {
    "GET /": ("Root", "GET"),
    "GET /items": ("Items", "GET"),
    "POST /items": ("Items", "POST"),
    "GET /items/{id}": ("Item", "GET"),
    "ANY /any": ("Any", "ANY"),
}
ALL = set(ROUTES)


def method(resource: str, verb: str, uri: str = URI % "${Fn.Arn}", **integration: Any) -> dict[str, Any]:
    where = {"Fn::GetAtt": ["Api", "RootResourceId"]} if resource == "Root" else {"Ref": resource}
    calls = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": uri}, **integration}
    properties = {"RestApiId": {"Ref": "Api"}, "ResourceId": where, "HttpMethod": verb, "Integration": calls}
    return {"Type": "AWS::ApiGateway::Method", "Properties": properties}


def resource(part: str, parent: Any) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": "Api"}, "ParentId": parent, "PathPart": part}
    return {"Type": "AWS::ApiGateway::Resource", "Properties": properties}


def permission(source: str | None = None, function: Any = None, **more: Any) -> dict[str, Any]:
    properties = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": ["Fn", "Arn"]} if function is None else function,
        "Principal": "apigateway.amazonaws.com",
        **({"SourceArn": {"Fn::Sub": ARN % source}} if source else {}),
        **more,
    }
    return {"Type": "AWS::Lambda::Permission", "Properties": properties}


def stage(name: Any = "prod", **more: Any) -> dict[str, Any]:
    properties = {"RestApiId": {"Ref": "Api"}, "DeploymentId": "a1b2c3", "StageName": name, **more}
    return {"Type": "AWS::ApiGateway::Stage", "Properties": properties}


def function(**more: Any) -> dict[str, Any]:
    return {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "index.handler", **more}}


def app(routes: Any = tuple(ROUTES), **more: Any) -> dict[str, Any]:
    root = {"Fn::GetAtt": ["Api", "RootResourceId"]}
    return {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "items"}},
        "Items": resource("items", root),
        "Item": resource("{id}", {"Ref": "Items"}),
        "Any": resource("any", root),
        "Stage": stage(),
        "Fn": function(),
        **{f"Method{number}": method(*ROUTES[route]) for number, route in enumerate(routes)},
        **more,
    }


def read(resources: dict[str, Any], **sections: Any) -> Wiring:
    return read_text(json.dumps({**sections, "Resources": resources}), "app.json")


def gaps(wiring: Wiring, name: str = "Fn") -> Gaps:
    found = wiring.find_at(f"app/{name}")
    assert isinstance(found, Function)
    return gaps_of(wiring, found)


def uncovered(wiring: Wiring, name: str = "Fn") -> set[str]:
    found = gaps(wiring, name)
    assert not found.doubt
    return {gap.invocation.label for gap in found.found}


def causes(wiring: Wiring, name: str = "Fn") -> set[Cause]:
    return {gap.cause for gap in gaps(wiring, name).found}


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("${Api}/*", set()),
        ("${Api}/*/*", set()),
        ("${Api}/*/*/*", set()),
        ("${Api}/prod/*/*", set()),
        ("${Api}/${Stage}/*", set()),
        ("*", set()),
        ("${Api}*", set()),
        ("${Api}/*/GET/*", {"POST /items", "ANY /any"}),
        ("${Api}/*/G?T/items", ALL - {"GET /items"}),
        ("${Api}/*/*/items", ALL - {"GET /items", "POST /items"}),
        ("${Api}/*/*/items*", {"GET /", "ANY /any"}),
        ("${Api}/*/*/items/*", ALL - {"GET /items/{id}"}),
        ("${Api}/*/GET/items/{id}", ALL - {"GET /items/{id}"}),
        ("${Api}/*/GET/items/{other}", ALL),
        ("${Api}/*/GET/items/1", ALL),
        ("${Api}/*/*/any", ALL - {"ANY /any"}),
        ("${Api}/*/ANY/any", ALL),
        ("${Api}/*/GET/any", ALL),
        ("${Api}/*/GET/", ALL - {"GET /"}),
        ("${Api}/*/GET", ALL - {"GET /"}),
        ("${Api}/*/get/items", ALL),
        ("${Api}/GET/items", ALL),
        ("${Api}", ALL),
        ("${Api}/dev/*", ALL),
        ("${Api}/test-invoke-stage/*/*", ALL),
        ("${Api}/*/*/item", ALL),
        ("${Api}/*/*/Items", ALL),
        ("a1b2c3d4e5/*", ALL),
        ("${Other}/*", ALL),
    ],
)
def test_a_source_arn_covers_what_iam_matches(source: str, left: set[str]) -> None:
    other = {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "other"}}
    assert uncovered(read(app(Other=other, Permission=permission(source)))) == left


def test_without_a_source_arn_everything_is_covered() -> None:
    assert uncovered(read(app(Permission=permission()))) == set()


def test_several_permissions_cover_together_what_none_covers_alone() -> None:
    permissions = {
        "One": permission("${Api}/*/GET/*"),
        "Two": permission("${Api}/prod/POST/items"),
        **{f"Any{verb}": permission(f"${{Api}}/*/{verb}/any") for verb in ("POST", "PUT", "DELETE", "PATCH", "HEAD")},
    }
    assert uncovered(read(app(**permissions))) == {"ANY /any"}
    permissions["AnyOPTIONS"] = permission("${Api}/*/OPTIONS/any")
    assert uncovered(read(app(**permissions))) == set()


def test_the_spelling_of_arns_does_not_matter() -> None:
    joined = {
        "Fn::Join": [
            "",
            ["arn:", {"Ref": "AWS::Partition"}, ":execute-api:eu-west-1:111122223333:", {"Ref": "Api"}, "/*/GET/*"],
        ]
    }
    one = permission(SourceArn=joined, FunctionName={"Ref": "Fn"})
    assert uncovered(read(app(["GET /items"], Permission=one))) == set()


def test_a_function_may_be_named_by_its_literal_name_everywhere() -> None:
    named = app(["GET /items"], Fn=function(FunctionName="items"))
    named["Method0"] = method("Items", "GET", URI % "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:items")
    assert uncovered(read({**named, "Permission": permission("${Api}/*", function="items")})) == set()
    assert uncovered(read({**named, "Permission": permission("${Api}/*", function="itemz")})) == {"GET /items"}


@pytest.mark.parametrize(
    ("flawed", "cause"),
    [
        (None, Cause.NOTHING),
        (permission("${Api}/*", Principal="lambda.amazonaws.com"), Cause.PRINCIPAL),
        (permission("${Api}/*", Principal="api-gateway.amazonaws.com"), Cause.PRINCIPAL),
        (permission("${Api}/*", Principal="events.amazonaws.com"), Cause.PRINCIPAL),
        (permission(Principal="events.amazonaws.com"), Cause.NOTHING),
        (permission(Principal="s3.amazonaws.com", SourceArn="arn:aws:s3:::bucket"), Cause.NOTHING),
        (permission(Principal="*", FunctionUrlAuthType="NONE"), Cause.NOTHING),
        (permission("${Api}/*", Principal="*", PrincipalOrgID="o-a1b2c3d4e5"), Cause.NOTHING),
        (permission("${Api}/*", Action="lambda:GetFunction"), Cause.ACTION),
        (permission("${Api}/*", Action="lambda:InvokeAsync"), Cause.ACTION),
        (permission("${Api}/*/*/item"), Cause.ROUTE),
        (permission("a1b2c3d4e5/*"), Cause.API),
        (permission(SourceArn={"Fn::Sub": "arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/*"}), Cause.SERVICE),
        (permission(SourceArn={"Fn::GetAtt": ["Fn", "Arn"]}), Cause.SERVICE),
        (permission("${Api}/*", function={"Fn::Sub": "${Fn.Arn}:live"}), Cause.QUALIFIER),
        (
            permission(
                SourceAccount="444455556666",
                SourceArn={"Fn::Sub": "arn:aws:execute-api:${AWS::Region}:111122223333:${Api}/*"},
            ),
            Cause.ACCOUNT,
        ),
        (permission("${Api}/*", function={"Fn::GetAtt": ["Idle", "Arn"]}), Cause.FUNCTION),
    ],
)
def test_the_cause_is_the_one_thing_that_is_otherwise(flawed: Any, cause: Cause) -> None:
    resources = app(["GET /items"], Idle=function())
    if flawed:
        resources["Permission"] = flawed
    assert causes(read(resources)) == {cause}


@pytest.mark.parametrize("action", ["lambda:InvokeFunction", "lambda:invokefunction", "lambda:*", "*"])
def test_an_action_that_includes_invoking_is_enough(action: str) -> None:
    assert uncovered(read(app(Permission=permission("${Api}/*", Action=action)))) == set()


def test_a_permission_for_everybody_covers_too() -> None:
    assert uncovered(read(app(Permission=permission("${Api}/*", Principal="*")))) == set()


def test_an_alias_a_version_and_the_function_have_policies_of_their_own() -> None:
    version = {"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "Fn"}}}
    alias = {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"Name": "live", "FunctionName": {"Ref": "Fn"}, "FunctionVersion": "1"},
    }
    resources = app(["GET /items"], Version=version, Live=alias)
    for target in ("${Live}", "${Fn.Arn}:live", "${Version}"):
        resources["Method0"] = method("Items", "GET", URI % target)
        on_function = {**resources, "Permission": permission("${Api}/*")}
        assert causes(read(on_function)) == {Cause.QUALIFIER}
        right = {"Ref": "Version"} if target == "${Version}" else {"Ref": "Live"}
        assert uncovered(read({**resources, "Permission": permission("${Api}/*", function=right)})) == set()


def test_the_latest_version_shares_the_policy_of_the_function() -> None:
    resources = app(["GET /items"], Permission=permission("${Api}/*"))
    resources["Method0"] = method("Items", "GET", URI % "${Fn.Arn}:$LATEST")
    assert uncovered(read(resources)) == set()


def test_every_stage_of_the_api_has_to_be_covered() -> None:
    resources = app(["GET /items"], Dev=stage("dev"), Permission=permission("${Api}/prod/*"))
    found = gaps(read(resources)).found
    assert [gap.invocation.stage for gap in found] == ["dev"]


def test_a_stage_that_a_deployment_makes_is_one_too() -> None:
    resources = app(["GET /items"], Permission=permission("${Api}/v1/*"))
    resources["Stage"] = {
        "Type": "AWS::ApiGateway::Deployment",
        "Properties": {"RestApiId": {"Ref": "Api"}, "StageName": "v1"},
    }
    assert uncovered(read(resources)) == set()


def test_a_stage_named_by_a_parameter_equals_itself_and_is_a_doubt_beside_a_literal() -> None:
    parameters = {"Env": {"Type": "String"}}
    resources = app(["GET /items"], Stage=stage({"Ref": "Env"}))
    same = read({**resources, "Permission": permission("${Api}/${Env}/GET/items")}, Parameters=parameters)
    assert gaps(same) == Gaps()
    other = read({**resources, "Permission": permission("${Api}/prod/GET/items")}, Parameters=parameters)
    assert "parameter Env" in gaps(other).doubt
    assert not gaps(other).found


def test_an_api_without_a_stage_among_the_resources_is_covered_by_a_wildcard_only() -> None:
    resources = app(["GET /items"])
    del resources["Stage"]
    assert gaps(read({**resources, "Permission": permission("${Api}/*/GET/items")})) == Gaps()
    assert "stage" in gaps(read({**resources, "Permission": permission("${Api}/prod/GET/items")})).doubt


def test_stage_variables_lead_to_the_function_that_each_stage_names() -> None:
    by_stage = URI % "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:items:${!stageVariables.alias}"
    resources = app(
        Fn=function(FunctionName="items"),
        Stage=stage("prod", Variables={"alias": "live"}),
        Dev=stage("dev", Variables={"alias": "next"}),
        Live={"Type": "AWS::Lambda::Alias", "Properties": {"Name": "live", "FunctionName": {"Ref": "Fn"}}},
        Next={"Type": "AWS::Lambda::Alias", "Properties": {"Name": "next", "FunctionName": {"Ref": "Fn"}}},
        Permission=permission("${Api}/*", function={"Ref": "Live"}),
        routes=["GET /items"],
    )
    resources["Method0"] = method("Items", "GET", by_stage)
    (gap,) = gaps(read(resources)).found
    assert (gap.invocation.stage, gap.invocation.target.spelled.qualifier) == ("dev", "next")
    assert gap.cause is Cause.QUALIFIER


def test_with_a_role_no_permission_is_needed() -> None:
    resources = app(["GET /items"])
    resources["Method0"] = method("Items", "GET", Credentials="arn:aws:iam::111122223333:role/invoke")
    assert gaps(read(resources)) == Gaps()


def test_a_function_or_an_api_that_lives_elsewhere_is_not_judged() -> None:
    outside = app(["GET /items"])
    outside["Method0"] = method("Items", "GET", URI % "arn:aws:lambda:eu-west-1:111122223333:function:elsewhere")
    assert gaps(read(outside)) == Gaps()
    imported = app(["GET /items"])
    imported["Method0"]["Properties"]["RestApiId"] = {"Fn::ImportValue": "shared-api"}
    assert gaps(read(imported)) == Gaps()


@pytest.mark.parametrize(
    "opaque",
    [
        {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://x", "Parameters": {"F": None}}},
        {"Type": "Custom::Grant", "Properties": {"ServiceToken": "arn:aws:lambda:eu-west-1:1:function:x", "F": None}},
        {"Type": "AWS::CloudFormation::CustomResource", "Properties": {"ServiceToken": "arn:x", "F": None}},
    ],
)
def test_what_may_grant_out_of_sight_leaves_the_gap_open(opaque: dict[str, Any]) -> None:
    handed = json.loads(json.dumps(opaque).replace("null", '{"Fn::GetAtt": ["Fn", "Arn"]}'))
    assert "may grant" in gaps(read(app(["GET /items"], Opaque=handed))).doubt
    assert causes(read(app(["GET /items"], Opaque={**opaque, "Properties": {"ServiceToken": "arn:x"}}))) == {
        Cause.NOTHING
    }


def test_a_nested_stack_that_was_read_hides_nothing(tmp_path: Path) -> None:
    nested = {"Parameters": {"F": {"Type": "String"}}, "Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}}
    handed = {"TemplateURL": "nested.json", "Parameters": {"F": {"Fn::GetAtt": ["Fn", "Arn"]}}}
    resources = app(["GET /items"], Nested={"Type": "AWS::CloudFormation::Stack", "Properties": handed})
    (tmp_path / "nested.json").write_text(json.dumps(nested))
    (tmp_path / "app.json").write_text(json.dumps({"Resources": resources}))
    (wiring,) = read_inputs([str(tmp_path / "app.json")]).wirings
    assert causes(wiring) == {Cause.NOTHING}


def test_a_macro_leaves_the_gap_open_as_it_may_add_a_permission() -> None:
    assert "MyMacro" in gaps(read(app(["GET /items"]), Transform=["MyMacro"])).doubt
    assert uncovered(read(app(["GET /items"]), Transform=["AWS::LanguageExtensions"])) == {"GET /items"}


def test_a_permission_on_an_unknown_function_leaves_the_gap_open() -> None:
    parameters = {"Name": {"Type": "String"}}
    vague = permission("${Api}/*", function={"Ref": "Name"})
    assert "parameter Name" in gaps(read(app(["GET /items"], Vague=vague), Parameters=parameters)).doubt
    covered = app(["GET /items"], Vague=vague, Permission=permission("${Api}/*"))
    assert gaps(read(covered, Parameters=parameters)) == Gaps()


@pytest.mark.parametrize("setting", ["Principal", "Action", "SourceArn", "SourceAccount"])
def test_a_setting_that_comes_in_as_a_parameter_leaves_the_gap_open(setting: str) -> None:
    vague = permission("${Api}/*", **{setting: {"Ref": "Given"}})
    found = gaps(read(app(["GET /items"], Permission=vague), Parameters={"Given": {"Type": "String"}}))
    assert not found.found
    assert "parameter Given" in found.doubt


def test_the_permission_that_comes_nearest_is_named() -> None:
    resources = app(
        ["GET /items", "POST /items"],
        Get=permission("${Api}/*/GET/items"),
        GetInConsole=permission("${Api}/test-invoke-stage/GET/items"),
        Post=permission("${Api}/*/POST/item"),
        PostInConsole=permission("${Api}/test-invoke-stage/POST/items"),
    )
    (gap,) = gaps(read(resources)).found
    assert gap.permission is not None
    assert gap.permission.name == "Post"


def test_an_authorizer_is_asked_under_its_own_source() -> None:
    authorizer = {
        "Type": "AWS::ApiGateway::Authorizer",
        "Properties": {
            "RestApiId": {"Ref": "Api"},
            "Name": "token",
            "Type": "TOKEN",
            "IdentitySource": "method.request.header.Authorization",
            "AuthorizerUri": {"Fn::Sub": URI % "${Fn.Arn}"},
        },
    }
    for source, covered in (
        ("${Api}/authorizers/${Token}", True),
        ("${Api}/authorizers/*", True),
        ("${Api}/*", True),
        ("${Api}/*/*", True),
        ("${Api}/*/*/*", False),
        ("${Api}/*/GET/items", False),
        ("${Api}/authorizers/a1b2c3", False),
    ):
        found = gaps(read(app([], Token=authorizer, Permission=permission(source)))).found
        assert [isinstance(gap.invocation.caller, Authorizer) for gap in found] == [True] * (not covered), source


def test_a_permission_that_no_route_needs_is_idle() -> None:
    resources = app(
        ["GET /items", "POST /items"],
        Other=function(),
        Get=permission("${Api}/*/GET/items"),
        Post=permission("${Api}/*/POST/items"),
        OtherPost=permission("${Api}/*/POST/items", function={"Ref": "Other"}),
        Console=permission("${Api}/test-invoke-stage/POST/items"),
        Elsewhere=permission("a1b2c3d4e5/*/*/*"),
    )
    resources["Method1"] = method("Items", "POST", URI % "${Other.Arn}")
    assert {one.name for one in read_idle_permissions(read(resources))} == {"Post", "Console"}


def test_a_permission_is_not_idle_while_a_route_of_its_api_is_not_settled() -> None:
    resources = app(["GET /items", "POST /items"], Post=permission("${Api}/*/POST/items"))
    resources["Method1"] = method("Items", "POST", URI % "${Arn}")
    assert not read_idle_permissions(read(resources, Parameters={"Arn": {"Type": "String"}}))


def test_four_hundred_routes_are_matched_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def count(pattern: str, text: str) -> bool:
        nonlocal calls
        calls += 1
        return matches(pattern, text)

    monkeypatch.setattr("wellwired.model.source_patterns.matches", count)
    resources = app([])
    for number in range(400):
        resources[f"R{number}"] = resource(f"r{number}", {"Ref": "Items"})
        resources[f"M{number}"] = method(f"R{number}", "GET")
        resources[f"P{number}"] = permission(f"${{Api}}/${{Stage}}/GET/items/r{number}")
        resources[f"Q{number}"] = permission(f"${{Api}}/test-invoke-stage/GET/items/r{number}")
    wiring = read(resources)
    assert len(read_invocations(wiring).of(wiring.all(Function)[0])) == 400
    assert uncovered(wiring) == set()
    assert not read_idle_permissions(wiring)
    assert calls < 20 * 400
