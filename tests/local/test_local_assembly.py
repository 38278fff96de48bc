"""The copy of an assembly that goes to the embedded AWS; the original stays as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from wellwired.errors import LocalError, UnreadableError
from wellwired.local.assembly import copy_for_local

COMPOSITE = {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": "x"}}
FUNCTION = {"Type": "AWS::Lambda::Function", "Properties": {"ReservedConcurrentExecutions": 5}}


def write_assembly(folder: Path, **stacks: tuple[str, dict[str, Any]]) -> Path:
    folder.mkdir(parents=True)
    artifacts = {}
    for name, (environment, template) in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": environment,
            "properties": {"templateFile": f"{name}.template.json", "stackName": f"{name}-stack"},
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts}))
    return folder


OPEN = "aws://unknown-account/unknown-region"


def test_the_copy_is_trimmed_and_the_original_is_not(tmp_path: Path) -> None:
    source = write_assembly(tmp_path / "cdk.out", api=(OPEN, {"Resources": {"Paging": COMPOSITE, "F": FUNCTION}}))
    before = (source / "api.template.json").read_text()

    copy = copy_for_local(source, tmp_path / "local")

    assert (source / "api.template.json").read_text() == before
    template = json.loads((copy.folder / "api.template.json").read_text())
    assert list(template["Resources"]) == ["F"]
    assert [one.name for one in copy.left_out] == ["Paging"]
    (stack,) = copy.stacks
    assert (stack.name, stack.region, [one.kind for one in stack.dropped]) == (
        "api-stack",
        None,
        ["reserved concurrency"],
    )
    assert list(template["Outputs"]) == ["WellwiredLocal0"]


def test_an_import_of_what_another_stack_lost_is_cut(tmp_path: Path) -> None:
    exporting = {
        "Resources": {"Paging": COMPOSITE},
        "Outputs": {"P": {"Value": {"Ref": "Paging"}, "Export": {"Name": "account:Paging"}}},
    }
    importing = {"Resources": {"D": {"Type": "X", "Properties": {"Alarm": {"Fn::ImportValue": "account:Paging"}}}}}
    source = write_assembly(tmp_path / "cdk.out", account=(OPEN, exporting), api=(OPEN, importing))

    copy = copy_for_local(source, tmp_path / "local")

    template = json.loads((copy.folder / "api.template.json").read_text())
    assert template["Resources"]["D"]["Properties"] == {}


def test_account_and_regions_come_from_the_manifest(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"Resources": {}}
    source = write_assembly(
        tmp_path / "cdk.out",
        a=("aws://123456789012/eu-west-1", empty),
        b=("aws://123456789012/us-east-1", empty),
        c=(OPEN, empty),
    )

    copy = copy_for_local(source, tmp_path / "local")

    assert copy.account == "123456789012"
    assert copy.regions == ("eu-west-1", "us-east-1")
    assert [stack.region for stack in copy.stacks] == ["eu-west-1", "us-east-1", None]


def test_stacks_of_several_accounts_are_refused(tmp_path: Path) -> None:
    empty: dict[str, Any] = {"Resources": {}}
    source = write_assembly(
        tmp_path / "cdk.out", a=("aws://111111111111/eu-west-1", empty), b=("aws://222222222222/eu-west-1", empty)
    )

    with pytest.raises(LocalError, match="2 accounts"):
        copy_for_local(source, tmp_path / "local")


def test_stacks_of_nested_assemblies_are_found(tmp_path: Path) -> None:
    source = write_assembly(tmp_path / "cdk.out", top=(OPEN, {"Resources": {}}))
    write_assembly(source / "assembly-prod", api=(OPEN, {"Resources": {"Paging": COMPOSITE}}))

    copy = copy_for_local(source, tmp_path / "local")

    assert copy.nested
    assert {stack.name for stack in copy.stacks} == {"top-stack", "api-stack"}
    assert [one.name for one in copy.left_out] == ["Paging"]


def test_a_folder_without_an_assembly_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no cloud assembly"):
        copy_for_local(tmp_path, tmp_path / "local")


def test_a_broken_template_is_unreadable_and_named(tmp_path: Path) -> None:
    source = write_assembly(tmp_path / "cdk.out", api=(OPEN, {"Resources": {}}))
    (source / "api.template.json").write_text("{")

    with pytest.raises(UnreadableError, match=r"api\.template\.json: cannot be read as JSON"):
        copy_for_local(source, tmp_path / "local")
