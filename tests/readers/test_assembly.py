"""A CDK assembly: its stacks joined by stage and environment, its constructs named, its manifest not trusted."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.readers.assembly_app import synthesise
from tests.readers.test_spellings import SHORT
from tests.readers.wiring_facts import facts
from wellwired.model.api import Method, RestApi
from wellwired.model.compute import Function, Permission
from wellwired.model.operations import Subscription, Topic
from wellwired.model.resource_policy import read_permissions
from wellwired.model.wiring import Wiring
from wellwired.readers import Reading, ReadOptions, read_inputs, read_text


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return synthesise(tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="module")
def reading(assembly: Path) -> Reading:
    return read_inputs([str(assembly)])


def wiring_in(reading: Reading, region: str) -> Wiring:
    (wiring,) = [wiring for wiring in reading.wirings if wiring.region == region]
    return wiring


def test_each_stage_and_environment_is_a_wiring(reading: Reading) -> None:
    assert not reading.unread
    assert [(wiring.region, wiring.account) for wiring in reading.wirings] == [
        ("", ""),
        ("eu-west-1", "123456789012"),
        ("us-east-1", "123456789012"),
    ]
    assert not [item for wiring in reading.wirings for item in wiring.unplaced]


@pytest.mark.parametrize("region", ["", "eu-west-1"])
def test_wires_between_stacks_hold_by_export_and_by_weak_reference(reading: Reading, region: str) -> None:
    wiring = wiring_in(reading, region)
    function = next(node for node in wiring.all(Function) if node.name != "Fn")
    (topic,) = wiring.all(Topic)
    (subscription,) = wiring.all(Subscription)
    assert wiring.find(subscription.topic_arn.known(), Topic) is topic
    called = [node for node in wiring.all(Method) if node.stack != "template"]
    assert {node.stack.partition(".")[2] != "" for node in called} == {False, True}
    for method in called:
        integration = method.integration.known()
        assert integration is not None
        target = wiring.find_target(integration.uri.or_default(""))
        assert target is not None
        assert target.function is function
        assert read_permissions(wiring).on(function)


def test_permissions_of_a_nested_stack_name_the_nested_api(reading: Reading) -> None:
    wiring = wiring_in(reading, "eu-west-1")
    nested = next(node for node in wiring.all(RestApi) if "." in node.stack)
    sources = [node.source_arn.or_default("") for node in wiring.all(Permission) if node.stack == nested.stack]
    assert sources
    assert all(f":{nested.physical_id}/" in source for source in sources)
    assert all(source.startswith("arn:aws:execute-api:eu-west-1:123456789012:") for source in sources)


def test_the_wiring_that_the_cdk_spells_reads_as_the_handwritten_one(reading: Reading) -> None:
    spelled = {
        name: said
        for name, said in facts(wiring_in(reading, "")).items()
        if str(said["address"]).startswith("template/")
    }
    assert spelled == facts(read_text(SHORT))


def test_constructs_are_named_also_in_nested_stacks(reading: Reading) -> None:
    paths = {node.origin.construct_path for node in wiring_in(reading, "eu-west-1").nodes}
    assert {"Prod/Functions/Fn/Resource", "Prod/Apis/Api/Resource", "Prod/Apis/Inner/InnerApi/Resource"} <= paths
    assert "" not in paths


def test_what_the_cdk_acknowledges_is_allowed_on_the_construct_and_all_in_it(reading: Reading) -> None:
    wiring = wiring_in(reading, "eu-west-1")
    allowed = {node.origin.construct_path: dict(node.allow) for node in wiring.nodes if node.allow}
    assert allowed["Prod/Apis/Api/Resource"] == {"open-method": "a test"}
    assert allowed["Prod/Apis/Api/Default/GET/Resource"] == {"open-method": "a test"}
    assert all(path.startswith("Prod/Apis/Api/") for path in allowed)


def test_a_manifest_a_folder_around_and_the_folder_itself_name_the_same_assembly(
    assembly: Path, reading: Reading
) -> None:
    for path in (assembly / "manifest.json", assembly.parent):
        again = read_inputs([str(path), str(assembly)])
        assert [len(wiring.nodes) for wiring in again.wirings] == [len(wiring.nodes) for wiring in reading.wirings]


def test_one_template_of_an_assembly_can_be_read_by_itself(assembly: Path) -> None:
    (wiring,) = read_inputs([str(assembly / "Functions.template.json")]).wirings
    assert len(wiring.all(Function)) == 1


def test_templates_of_an_assembly_are_read_with_what_its_manifest_says(assembly: Path, reading: Reading) -> None:
    inside = assembly / "assembly-Prod"
    whole = wiring_in(reading, "eu-west-1")
    files = sorted({node.origin.file for node in whole.nodes})
    assert any(file.endswith(".nested.template.json") for file in files)
    for named in (files, [str(inside / "*.template.json")]):
        part = wiring_in(read_inputs(named), "eu-west-1")
        assert [node.address for node in part.nodes] == [node.address for node in whole.nodes]
        assert [node.allow for node in part.nodes] == [node.allow for node in whole.nodes]


def test_a_nested_template_of_an_assembly_can_be_read_by_itself(assembly: Path) -> None:
    (nested,) = (assembly / "assembly-Prod").glob("*.nested.template.json")
    reading = read_inputs([str(nested)])
    assert list(reading.files) == [str(nested)]
    assert [wiring.region for wiring in reading.wirings] == [""]


def test_a_template_beside_a_broken_manifest_is_read_and_the_manifest_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, {"S": stack()}, s=STACK)
    (tmp_path / "cdk.out").write_text("{}", encoding="utf-8")
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    reading = read_inputs([f"{path}/s.json"])
    assert [unread.file for unread in reading.unread] == [str(tmp_path / "manifest.json")]
    assert [node.address for wiring in reading.wirings for node in wiring.nodes] == ["s/T"]


def test_a_template_that_is_none_of_the_manifests_is_read_by_itself(tmp_path: Path) -> None:
    path = write(tmp_path, {"S": stack(environment="aws://1/eu-west-1")}, s=STACK, other=STACK)
    reading = read_inputs([f"{path}/s.json", f"{path}/other.json"])
    assert not reading.unread
    assert [(wiring.region, [node.address for node in wiring.nodes]) for wiring in reading.wirings] == [
        ("eu-west-1", ["S/T"]),
        ("", ["other/T"]),
    ]


STACK = {"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "AWS::StackName"}}}}}


def write(folder: Path, artifacts: object, **files: object) -> str:
    """An assembly by hand; `files` by name without ".json"."""
    (folder / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": artifacts}), encoding="utf-8")
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(folder)


def stack(
    template: object = "s.json", environment: object = "aws://unknown-account/unknown-region", **more: Any
) -> Any:
    properties: Mapping[str, Any] = {"templateFile": template, **more.pop("properties", {})}
    return {"type": "aws:cloudformation:stack", "environment": environment, "properties": properties, **more}


def test_an_older_manifest_carries_its_metadata_itself(tmp_path: Path) -> None:
    metadata = {
        "/App/T": [{"type": "aws:cdk:logicalId", "data": "T"}],
        "/App": [{"type": "aws:cdk:acknowledged-rules", "data": {"wellwired::x": "why"}}],
    }
    path = write(tmp_path, {"S": stack(metadata=metadata, properties={"stackName": "shop"})}, s=STACK)
    (node,) = read_inputs([path]).wirings[0].nodes
    assert node.origin.construct_path == "App/T"
    assert dict(node.allow) == {"x": "why"}
    assert node.address == "S/T"
    assert node.arn.endswith(":shop")


def test_parameters_of_the_manifest_are_passed_unless_the_user_passes_others(tmp_path: Path) -> None:
    template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Name"}}}},
    }
    path = write(tmp_path, {"S": stack(properties={"parameters": {"Name": "given"}})}, s=template)
    assert read_inputs([path]).wirings[0].nodes[0].arn.endswith(":given")
    options = ReadOptions(parameters={"Name": "mine"}, region="eu-west-1", account="111122223333")
    assert read_inputs([path], options).wirings[0].nodes[0].arn == "arn:aws:sns:eu-west-1:111122223333:mine"


@pytest.mark.parametrize(
    ("artifacts", "problem"),
    [
        ({"S": stack("gone.json")}, "could not be read"),
        ({"S": stack("../../outside.json")}, "has no template in the assembly"),
        ({"S": stack(7)}, "has no template in the assembly"),
        ({"S": stack("bad.json")}, "JSON"),
        ({"S": stack(additionalMetadataFile="list.json")}, "it is no mapping"),
    ],
)
def test_a_stack_that_cannot_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, artifacts: dict[str, Any], problem: str
) -> None:
    reading = read_inputs([write(tmp_path, {**artifacts, "Good": stack()}, s=STACK, bad="{", list=[1])])
    assert problem in reading.unread[0].problem
    assert [node.address for wiring in reading.wirings for node in wiring.nodes] == ["Good/T"]


@pytest.mark.parametrize(
    "artifacts",
    [
        [],
        None,
        {"S": 1},
        {"S": {"type": "aws:cloudformation:stack", "properties": [1]}},
        {"N": {"type": "cdk:cloud-assembly", "properties": {"directoryName": ".."}}},
        {"N": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}},
        {"N": {"type": "cdk:cloud-assembly"}},
        {"S": stack(environment=7)},
        {"S": stack(metadata={"/A": [1], "/B": 2, "C": [{"type": "aws:cdk:logicalId", "data": [1]}]})},
        {"S": stack(metadata={"/A": [{"type": "aws:cdk:acknowledged-rules", "data": [1]}]})},
        {"S": stack(properties={"parameters": [1], "stackName": [1]})},
        {"S": stack("empty.json")},
    ],
)
def test_a_manifest_of_wrong_types_does_no_harm(tmp_path: Path, artifacts: Any) -> None:
    (tmp_path / "cdk.out").write_text("{}", encoding="utf-8")
    reading = read_inputs([write(tmp_path, artifacts, s=STACK, empty={}, **{"S.assets": {"files": {"a": 1}}})])
    assert len(reading.wirings) + len(reading.unread) <= 1


def test_a_manifest_that_is_no_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "cdk.out").write_text("{}", encoding="utf-8")
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    (unread,) = read_inputs([str(tmp_path)]).unread
    assert unread.file == str(tmp_path / "manifest.json")


def test_a_folder_with_some_other_manifest_is_searched(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"name": "a web app"}', encoding="utf-8")
    (tmp_path / "t.yaml").write_text("Resources: {A: {Type: A::B}}", encoding="utf-8")
    assert list(read_inputs([str(tmp_path)]).files) == [str(tmp_path / "t.yaml")]


HASH = "a1" * 32


def write_asset(folder: Path, resource: Mapping[str, Any], asset: str) -> str:
    """An assembly of one stack with one resource and one file asset."""
    assets = {"files": {HASH: {"source": {"path": asset, "packaging": "zip"}}}}
    return write(folder, {"S": stack()}, s={"Resources": {"It": resource}}, **{"S.assets": assets})


@pytest.mark.parametrize("key", [f"{HASH}.zip", f"a-prefix/{HASH}.zip"])
def test_code_is_found_by_its_hash_where_no_metadata_says_its_path(tmp_path: Path, key: str) -> None:
    (tmp_path / f"asset.{HASH}").mkdir()
    (tmp_path / f"asset.{HASH}" / "app.py").write_text("def main(event, context): ...\n", encoding="utf-8")
    properties = {"Runtime": "python3.13", "Handler": "app.main", "Code": {"S3Bucket": "assets", "S3Key": key}}
    path = write_asset(tmp_path, {"Type": "AWS::Lambda::Function", "Properties": properties}, f"asset.{HASH}")
    (function,) = read_inputs([path]).wirings[0].all(Function)
    source = function.source.known()
    assert source is not None
    assert source.module_file == "app.py"
    assert source.text == "def main(event, context): ...\n"


def api_from_a_file(key: str, **metadata: str) -> dict[str, Any]:
    location = {"Bucket": "assets", "Key": key}
    return {"Type": "AWS::ApiGateway::RestApi", "Properties": {"BodyS3Location": location}, "Metadata": metadata}


@pytest.mark.parametrize("metadata", [{}, {"aws:asset:path": f"asset.{HASH}.yaml"}])
def test_an_openapi_document_that_is_an_asset_is_read_at_its_own_place(
    tmp_path: Path, metadata: dict[str, str]
) -> None:
    document = "openapi: 3.0.1\ninfo: {title: '{{resolve:ssm:as-it-stands}}'}\npaths:\n  /items:\n    get: {}\n"
    (tmp_path / f"asset.{HASH}.yaml").write_text(document, encoding="utf-8")
    path = write_asset(tmp_path, api_from_a_file(f"{HASH}.yaml", **metadata), f"asset.{HASH}.yaml")
    (wiring,) = read_inputs([path]).wirings
    (method,) = wiring.all(Method)
    assert (method.path.known(), method.http_method.known()) == ("/items", "GET")
    assert method.origin.file == str(tmp_path / f"asset.{HASH}.yaml")
    assert method.origin.position == (5, 5)
    assert wiring.all(RestApi)[0].api_name.known() == "{{resolve:ssm:as-it-stands}}"
    assert not wiring.unplaced


@pytest.mark.parametrize("content", ["[1, 2]", None])
def test_a_definition_that_is_no_document_or_not_at_hand_is_said_aloud(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / f"asset.{HASH}.json").write_text(content, encoding="utf-8")
    path = write_asset(tmp_path, api_from_a_file(f"{HASH}.json"), f"asset.{HASH}.json")
    (unplaced,) = read_inputs([path]).wirings[0].unplaced
    assert unplaced.what == "resource It"
    assert unplaced.reason == "its definition cannot be read: the OpenAPI document is not beside the template"


def test_a_definition_that_cannot_be_parsed_is_unread(tmp_path: Path) -> None:
    (tmp_path / f"asset.{HASH}.json").write_text("{", encoding="utf-8")
    path = write_asset(tmp_path, api_from_a_file(f"{HASH}.json"), f"asset.{HASH}.json")
    (unread,) = read_inputs([path]).unread
    assert unread.file == str(tmp_path / f"asset.{HASH}.json")


def test_assemblies_beyond_the_bound_are_said_not_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellwired.readers.assembly.MAX_ASSEMBLIES", 2)
    stages = ("a", "b")
    for name in stages:
        (tmp_path / name).mkdir()
        write(tmp_path / name, {name: stack()}, s=STACK)
    nested = {
        name: {"type": "cdk:cloud-assembly", "properties": {"directoryName": name, "displayName": name}}
        for name in stages
    }
    reading = read_inputs([write(tmp_path, nested)])
    assert [unread.file for unread in reading.unread] == [str(tmp_path / "b" / "manifest.json")]
    assert [node.address for wiring in reading.wirings for node in wiring.nodes] == ["a/T"]
