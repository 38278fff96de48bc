"""The app synthesised once for each stage, with the context that the command line would give it."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

import app as cdk_app

ROOT = Path(__file__).parents[2]
Resources = dict[str, Any]


def context_of_cdk_json() -> dict[str, Any]:
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context


@dataclass(frozen=True)
class Synthesised:
    """One stage's assembly: its folder, and templates by stack name."""

    folder: Path
    templates: dict[str, dict[str, Any]]
    report: dict[str, Any]

    @property
    def account(self) -> dict[str, Any]:
        return self.templates["wellwired-account"]

    @property
    def api(self) -> dict[str, Any]:
        (name,) = (name for name in self.templates if name.startswith("orders-"))
        return self.templates[name]


def synthesise(stage: str, folder: Path) -> Synthesised:
    app = cdk.App(context={**context_of_cdk_json(), "stage": stage}, outdir=str(folder))
    cdk_app.build(app)
    assembly = app.synth()
    return Synthesised(
        folder=folder,
        templates={
            stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in assembly.stacks
        },
        report=json.loads((folder / "validation-report.json").read_text()),
    )


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Synthesised]]:
    folder = tmp_path_factory.mktemp("assemblies")
    yield cache(lambda stage: synthesise(stage, folder / stage))
    shutil.rmtree(folder)


@pytest.fixture(params=["dev", "prod"])
def both(request: pytest.FixtureRequest, synthesised: Callable[[str], Synthesised]) -> Synthesised:
    """The assembly of each stage in turn, for what holds in both."""
    return synthesised(request.param)


@pytest.fixture
def dev(synthesised: Callable[[str], Synthesised]) -> Synthesised:
    return synthesised("dev")


@pytest.fixture
def prod(synthesised: Callable[[str], Synthesised]) -> Synthesised:
    return synthesised("prod")
