"""The kit's own app is guarded by its own plugin: clean as it is, refused once a wire is cut."""

import json
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_

import app as cdk_app
from wellwired.synth.verdict import judge_templates

REPOSITORY = Path(__file__).parents[2]


def new_app(stage: str, folder: Path) -> cdk.App:
    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    return cdk.App(context={**context, "stage": stage}, outdir=str(folder), builtin_cloud_formation_validation=False)


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_nothing_is_found_in_the_app_and_nothing_stays_open(stage: str, tmp_path: Path) -> None:
    app = new_app(stage, tmp_path)
    cdk_app.build(app)
    templates = [Path(stack.template_full_path) for stack in app.synth().stacks]
    outcome = judge_templates(templates)

    assert len(outcome.files) == 2
    assert (outcome.apis, list(outcome.findings), list(outcome.open)) == (1, [], [])
    assert (list(outcome.unread), list(outcome.crashes), list(outcome.unplaced)) == ([], [], [])


def test_synth_is_refused_once_the_api_may_not_call_its_function(tmp_path: Path) -> None:
    app = new_app("dev", tmp_path)
    stack = cdk_app.build(app)
    for found in stack.node.find_all():
        if isinstance(found, lambda_.CfnPermission) and found.node.scope is not None:
            found.node.scope.node.try_remove_child(found.node.id)

    with pytest.raises(RuntimeError, match="wellwired::uninvokable-function"):
        app.synth()
