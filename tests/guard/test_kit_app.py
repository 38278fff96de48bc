"""The kit's own app is guarded by its own plugin: clean as it is, refused once a wire is cut."""

from pathlib import Path

import pytest
from aws_cdk import aws_lambda as lambda_

import app as cdk_app
from tests.guard.conftest import new_app
from wellwired.synth.verdict import judge_templates


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_nothing_is_found_in_the_app_and_nothing_stays_open(stage: str, tmp_path: Path) -> None:
    app = new_app(tmp_path, stage=stage)
    cdk_app.build(app)
    templates = [Path(stack.template_full_path) for stack in app.synth().stacks]
    outcome = judge_templates(templates)

    assert len(outcome.files) == 2
    assert (outcome.apis, list(outcome.findings), list(outcome.open)) == (1, [], [])
    assert (list(outcome.unread), list(outcome.crashes), list(outcome.unplaced)) == ([], [], [])


def test_synth_is_refused_once_the_api_may_not_call_its_function(tmp_path: Path) -> None:
    app = new_app(tmp_path, stage="dev")
    stack = cdk_app.build(app)
    for found in stack.node.find_all():
        if isinstance(found, lambda_.CfnPermission) and found.node.scope is not None:
            found.node.scope.node.try_remove_child(found.node.id)

    with pytest.raises(RuntimeError, match="wellwired::uninvokable-function"):
        app.synth()
