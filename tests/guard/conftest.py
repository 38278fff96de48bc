"""The kit's own templates, synthesised once a session: both stages of the app, and a stack with every construct."""

import gc
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import app as cdk_app
from tests.guard.every_construct import make_every_construct, write_sources

REPOSITORY = Path(__file__).parents[2]
Templates = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Assembly:
    """A template in the assembly it was synthesised into, with those beside it."""

    template: Path
    beside: tuple[Path, ...]


def new_app(folder: Path, **context: Any) -> cdk.App:
    """An app with the context of cdk.json; the CDK's own linter takes seconds to load, and has no part in this."""
    known = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    return cdk.App(context=known | context, outdir=str(folder), builtin_cloud_formation_validation=False)


@pytest.fixture(scope="session")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Assembly]]:
    """By name: "account", "dev", "prod", "every"."""
    folder = tmp_path_factory.mktemp("kit")
    found: dict[str, Assembly] = {}
    for stage in ("dev", "prod"):
        app = new_app(folder / stage, stage=stage)
        cdk_app.build(app)
        paths = tuple(Path(stack.template_full_path) for stack in app.synth().stacks)
        for path in paths:
            found["account" if "account" in path.name else stage] = Assembly(path, paths)
    app = new_app(folder / "every")
    make_every_construct(app, write_sources(folder / "sources"))
    (stack,) = app.synth().stacks
    path = Path(stack.template_full_path)
    found["every"] = Assembly(path, (path,))
    gc.freeze()  # the CDK's objects stay: looking through them again and again takes half of the time
    yield found
    gc.unfreeze()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def kit_templates(kit: dict[str, Assembly]) -> Templates:
    """The same as templates."""
    return {name: json.loads(assembly.template.read_text()) for name, assembly in kit.items()}
