"""What is kept of a template for a snapshot, and what of cdk.json for an app."""

import json
from pathlib import Path
from typing import Any

import pytest

from wellwired.errors import UsageError
from wellwired.testing import stable_template
from wellwired.testing.cdk_context import read_cdk_context

HASH = "0123456789abcdef" * 4


def stable(**resources: Any) -> dict[str, Any]:
    return stable_template({"Resources": resources})["Resources"]  # type: ignore[no-any-return]


def test_hashes_of_assets_are_replaced_wherever_they_stand() -> None:
    code = {"S3Key": f"{HASH}.zip", "Url": {"Fn::Sub": f"https://s3/${{AWS::Region}}/{HASH}.json"}}

    assert stable(Fn={"Properties": code}) == {
        "Fn": {"Properties": {"S3Key": "AssetHash.zip", "Url": {"Fn::Sub": "https://s3/${AWS::Region}/AssetHash.json"}}}
    }


def test_the_content_hash_of_a_deployment_is_replaced_in_its_id_and_in_references_to_it() -> None:
    name = "ApiDeployment1A2B3C4D" + HASH[:32]
    kept = stable(**{name: {}}, Stage={"Properties": {"DeploymentId": {"Ref": name}}})

    assert kept == {
        "ApiDeployment1A2B3C4DContentHash": {},
        "Stage": {"Properties": {"DeploymentId": {"Ref": "ApiDeployment1A2B3C4DContentHash"}}},
    }


def test_other_hexadecimal_text_stays() -> None:
    for text in (HASH[:40], HASH + "00", "deadbeef", "A1B2C3D4" + HASH[:31]):
        assert stable(X={"Properties": {"Text": text}})["X"]["Properties"]["Text"] == text


def test_what_the_cdk_adds_for_itself_is_left_out_and_what_the_team_says_stays() -> None:
    template: dict[str, Any] = {
        "Resources": {
            "CDKMetadata": {"Type": "AWS::CDK::Metadata"},
            "Api": {"Metadata": {"aws:cdk:path": "S/Api", "wellwired": {"allow": {}}}},
            "Fn": {"Metadata": {"aws:asset:path": "asset.x", "aws:cdk:path": "S/Fn"}},
        },
        "Conditions": {"CDKMetadataAvailable": {}, "IsProd": {}},
        "Parameters": {"BootstrapVersion": {}},
        "Rules": {"CheckBootstrapVersion": {}},
    }

    assert stable_template(template) == {
        "Resources": {"Api": {"Metadata": {"wellwired": {"allow": {}}}}, "Fn": {}},
        "Conditions": {"IsProd": {}},
    }
    assert "CDKMetadata" in template["Resources"], "the template given is not changed"


def test_the_nearest_cdk_json_counts_and_its_context_wins_over_what_was_looked_up(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text(json.dumps({"context": {"a": 1}}))
    (tmp_path / "cdk.context.json").write_text(json.dumps({"a": 0, "b": 2}))
    (tmp_path / "tests" / "unit").mkdir(parents=True)

    assert read_cdk_context(tmp_path / "tests" / "unit") == {"a": 1, "b": 2}


def test_a_cdk_json_without_context_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "cdk.json").write_text("{}")

    assert read_cdk_context(tmp_path) == {}


@pytest.mark.parametrize("text", ["[]", "{", '{"context": []}'])
def test_a_cdk_json_that_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cdk.json").write_text(text)
    with pytest.raises(UsageError, match=r"cdk\.json"):
        read_cdk_context(tmp_path)
