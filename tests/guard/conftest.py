"""The kit's own templates, synthesised once a session: both stages of the app, and a stack with every construct."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import app as cdk_app
from tests.guard.every_construct import make_every_construct, write_sources

REPOSITORY = Path(__file__).parents[2]
Templates = dict[str, dict[str, Any]]


def new_app(folder: Path, **context: Any) -> cdk.App:
    """An app with the context of cdk.json; the CDK's own linter takes seconds to load, and has no part in this."""
    known = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    return cdk.App(context=known | context, outdir=str(folder), builtin_cloud_formation_validation=False)


@pytest.fixture(scope="session")
def kit_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """By name: "account", "dev", "prod", "every"."""
    folder = tmp_path_factory.mktemp("kit")
    found: Templates = {}
    for stage in ("dev", "prod"):
        app = new_app(folder / stage, stage=stage)
        cdk_app.build(app)
        for stack in app.synth().stacks:
            name = "account" if stack.stack_name == "wellwired-account" else stage
            found[name] = json.loads(Path(stack.template_full_path).read_text())
    app = new_app(folder / "every")
    make_every_construct(app, write_sources(folder / "sources"))
    (stack,) = app.synth().stacks
    found["every"] = json.loads(Path(stack.template_full_path).read_text())
    yield found
    shutil.rmtree(folder)
