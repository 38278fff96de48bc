"""The order of a deployment over nested stacks and stacks that read one another: who waits for whom, and the fix."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from wellwired.engine import judge
from wellwired.findings import Finding
from wellwired.readers import read_inputs

ORDER = {"premature-deployment", "incomplete-deployment", "unawaited-account"}
API = {
    "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "api"}},
    "Proxy": {
        "Type": "AWS::ApiGateway::Resource",
        "Properties": {
            "RestApiId": {"Ref": "Api"},
            "ParentId": {"Fn::GetAtt": "Api.RootResourceId"},
            "PathPart": "{any+}",
        },
    },
}
ACCOUNT = {
    "Account": {"Type": "AWS::ApiGateway::Account", "Properties": {"CloudWatchRoleArn": "arn:aws:iam::1:role/logs"}}
}
OF_API, OF_PROXY = {"Ref": "ApiId"}, {"Ref": "ProxyId"}
IMPORTED, IMPORTED_PROXY = {"Fn::ImportValue": "api"}, {"Fn::ImportValue": "proxy"}
PARAMETERS = {"ApiId": {"Type": "String"}, "ProxyId": {"Type": "String"}}


def method(name: str = "Get", api: Any = OF_API, proxy: Any = OF_PROXY) -> dict[str, Any]:
    properties = {
        "RestApiId": api,
        "ResourceId": proxy,
        "HttpMethod": name.upper(),
        "AuthorizationType": "NONE",
        "Integration": {"Type": "MOCK"},
    }
    return {name: {"Type": "AWS::ApiGateway::Method", "Properties": properties}}


def staged(api: Any = OF_API, waits: list[str] | None = None, **settings: Any) -> dict[str, Any]:
    stage = {"RestApiId": api, "DeploymentId": {"Ref": "Deployment"}, "StageName": "prod", **settings}
    return {
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": api},
            **({"DependsOn": waits} if waits else {}),
        },
        "Stage": {"Type": "AWS::ApiGateway::Stage", "Properties": stage},
    }


def nested(name: str, waits: list[str] | None = None) -> dict[str, Any]:
    given = {"ApiId": {"Ref": "Api"}, "ProxyId": {"Ref": "Proxy"}}
    return {
        name: {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": f"{name}.json", "Parameters": given},
            **({"DependsOn": waits} if waits else {}),
        }
    }


def find(folder: Path, *named: str, **templates: Mapping[str, Any]) -> list[Finding]:
    """What is wrong with the order in templates, those named, which nest the others, or all of them."""
    for name, template in templates.items():
        (folder / f"{name}.json").write_text(json.dumps(template), encoding="utf-8")
    reading = read_inputs([str(folder / f"{name}.json") for name in named or templates])
    assert not reading.unread
    return [found for wiring in reading.wirings for found in judge(wiring).findings if found.rule in ORDER]


def inner(*parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"Parameters": PARAMETERS, "Resources": {name: item for part in parts for name, item in part.items()}}


def outer(*parts: Mapping[str, Any]) -> dict[str, Any]:
    return {"Resources": {name: item for part in (API, *parts) for name, item in part.items()}}


@pytest.mark.parametrize(
    ("waits", "rule", "fix"),
    [
        (["Pets", "Books"], None, ""),
        (["Books"], "incomplete-deployment", "let Deploy depend on Pets"),
        (None, "premature-deployment", "let Deploy depend on Pets and Books"),
    ],
)
def test_a_nested_deployment_has_to_wait_for_the_nested_methods(
    tmp_path: Path, waits: list[str] | None, rule: str | None, fix: str
) -> None:
    parts = (nested("Pets"), nested("Books"), nested("Deploy", waits))
    found = find(
        tmp_path,
        "parent",
        parent=outer(*parts),
        Pets=inner(method()),
        Books=inner(method("Post")),
        Deploy=inner(staged()),
    )
    assert [(one.rule, one.fix) for one in found] == ([(rule, fix)] if rule else [])


@pytest.mark.parametrize(("waits", "reported"), [(["Routes"], False), (["Root"], True)])
def test_a_deployment_waits_for_all_that_is_nested_in_what_it_waits_for(
    tmp_path: Path, waits: list[str], reported: bool
) -> None:
    api, proxy = {"Ref": "Api"}, {"Ref": "Proxy"}
    found = find(
        tmp_path,
        "parent",
        parent=outer(nested("Routes"), method("Root", api, proxy), staged(api, waits)),
        Routes={
            "Parameters": PARAMETERS,
            "Resources": {
                "Deep": {
                    "Type": "AWS::CloudFormation::Stack",
                    "Properties": {"TemplateURL": "Deep.json", "Parameters": {"ApiId": OF_API, "ProxyId": OF_PROXY}},
                }
            },
        },
        Deep=inner(method()),
    )
    fixes = [one.fix for one in found if one.rule == "incomplete-deployment"]
    assert fixes == (["let Deployment depend on Routes"] if reported else ["let Deployment depend on Root"])


@pytest.mark.parametrize("waits", [["Account"], None])
def test_a_nested_stage_that_logs_has_to_wait_for_the_account_settings_around_it(
    tmp_path: Path, waits: list[str] | None
) -> None:
    logging = {"MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}]}
    deploy = inner(method(), staged(waits=["Get"], **logging))
    found = find(tmp_path, "parent", parent=outer(ACCOUNT, nested("Deploy", waits)), Deploy=deploy)
    assert [(one.rule, one.fix) for one in found] == (
        [] if waits else [("unawaited-account", "let Deploy depend on Account")]
    )


def test_a_stage_that_logs_may_wait_for_the_account_settings_of_an_earlier_stack(tmp_path: Path) -> None:
    logging = {"MethodSettings": [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}]}
    api, proxy = {"Ref": "Api"}, {"Ref": "Proxy"}
    waits = {"Name": {"Fn::ImportValue": "logs-ready"}}
    exporting = {
        "Resources": ACCOUNT,
        "Outputs": {"Ready": {"Value": {"Ref": "Account"}, "Export": {"Name": "logs-ready"}}},
    }
    own = outer(ACCOUNT, method("Get", api, proxy), staged(api, ["Get"], **logging))
    assert [one.rule for one in find(tmp_path, alone=own)] == ["unawaited-account"]
    own["Resources"]["Api"] = {"Type": "AWS::ApiGateway::RestApi", "Properties": waits}
    (tmp_path / "alone.json").unlink()
    assert find(tmp_path, account=exporting, api=own) == []


EXPORTS = {
    "Id": {"Value": {"Ref": "Api"}, "Export": {"Name": "api"}},
    "Proxy": {"Value": {"Ref": "Proxy"}, "Export": {"Name": "proxy"}},
}
EXPORTING = {
    **outer(method("Head", {"Ref": "Api"}, {"Ref": "Proxy"}), staged({"Ref": "Api"}, ["Head"])),
    "Outputs": EXPORTS,
}
ROUTES = method("Get", IMPORTED, IMPORTED_PROXY)


def test_a_method_of_a_later_stack_is_in_no_stage_unless_a_deployment_comes_after_it(tmp_path: Path) -> None:
    (found,) = find(tmp_path, api=EXPORTING, routes={"Resources": ROUTES})
    assert found.rule == "incomplete-deployment"
    assert found.address == "api/Deployment"
    assert found.fix == "make a Deployment that comes after stack routes"


def test_a_later_deployment_takes_the_methods_of_later_stacks_in(tmp_path: Path) -> None:
    later = {"Resources": {**ROUTES, **staged(IMPORTED, ["Get"], StageName="v2")}}
    assert find(tmp_path, api=EXPORTING, routes=later) == []


def test_what_a_custom_resource_does_with_the_api_is_not_guessed(tmp_path: Path) -> None:
    custom = {"Deploys": {"Type": "Custom::Deploy", "Properties": {"ServiceToken": "arn", "Api": {"Ref": "Api"}}}}
    exporting = {**EXPORTING, "Resources": {**EXPORTING["Resources"], **custom}}
    assert find(tmp_path, api=exporting, routes={"Resources": ROUTES}) == []


@pytest.mark.parametrize(
    ("dependencies", "rules"),
    [({"stage": ["routes"]}, []), ({}, []), ({"routes": ["stage", "gone", 7]}, ["incomplete-deployment"])],
)
def test_an_assembly_says_which_stack_is_deployed_first(
    tmp_path: Path, dependencies: dict[str, list[Any]], rules: list[str]
) -> None:
    templates = {
        "api": {**outer(method("Head", {"Ref": "Api"}, {"Ref": "Proxy"})), "Outputs": EXPORTS},
        "routes": {"Resources": ROUTES},
        "stage": {"Resources": staged(IMPORTED)},
    }
    artifacts = {
        name: {
            "type": "aws:cloudformation:stack",
            "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": f"{name}.json"},
            "dependencies": dependencies.get(name),
        }
        for name in templates
    }
    found = find(tmp_path, "manifest", manifest={"artifacts": artifacts}, **templates)
    assert [one.rule for one in found] == rules
