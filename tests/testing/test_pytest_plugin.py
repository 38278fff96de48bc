"""The plugin in a project of its own: what its fixtures make, what a snapshot keeps, and what a run without it pays."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.synth.sample_app import REPOSITORY

HANDLER = "def handler(event, context):\n    return {'statusCode': %s}\n"
STACK = """
import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

def make_stack(app, *, timeout=10, name="Orders"):
    stack = cdk.Stack(app, "Shop")
    function = lambda_.Function(
        stack, name, runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler",
        timeout=cdk.Duration.seconds(timeout), code=lambda_.Code.from_asset("code"),
    )
    api = apigateway.RestApi(stack, "Api", rest_api_name="shop")
    api.root.add_resource("orders").add_method("POST", apigateway.LambdaIntegration(function))
    return stack
"""
FIRST = """
from aws_cdk import assertions
from shop import make_stack

def test_context(cdk_app, tmp_path):
    app = cdk_app()
    assert [app.node.try_get_context(key) for key in ("stage", "size", "looked-up")] == ["dev", 1, "vpc-1"]
    assert cdk_app({"stage": "prod"}).node.try_get_context("stage") == "prod"
    assert str(tmp_path) in app.outdir
    assert cdk_app().outdir != app.outdir

def test_kinds(cdk_app, template_snapshot):
    app = cdk_app()
    stack = make_stack(app)
    template = assertions.Template.from_stack(stack)
    assert app == template_snapshot(name="app")
    assert stack == template_snapshot(name="stack")
    assert template == template_snapshot(name="template")
    assert template.to_json() == template_snapshot(name="dict")
"""
SECOND = """
from shop import make_stack

def test_kinds(cdk_app, template_snapshot):
    assert make_stack(cdk_app()) == template_snapshot(name="stack")

def test_timeout(cdk_app, template_snapshot):
    stack = make_stack(cdk_app(), timeout=20)
    assert stack == template_snapshot(name="stack")

def test_renamed(cdk_app, template_snapshot):
    stack = make_stack(cdk_app(), name="OrdersV2")
    assert stack == template_snapshot(name="stack")
"""
LIGHT = """
import sys

def test_nothing_loaded():
    loaded = {name for name in sys.modules if name.partition(".")[0] in ("wellwired", "aws_cdk", "jsii")}
    assert loaded == {"wellwired", "wellwired.pytest_plugin"}

def test_without_syrupy(template_snapshot): pass

def test_without_cdk(cdk_app): pass
"""
WITHOUT = """
import wellwired.pytest_plugin as plugin

plugin.find_spec = lambda name: None
"""


@dataclass(frozen=True)
class Project:
    """A CDK project with one test module, and pytest to run it."""

    folder: Path

    def run(self, test: str, *arguments: str) -> str:
        (self.folder / "test_shop.py").write_text(test)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
        done = subprocess.run(
            (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments),
            cwd=self.folder,
            # the CDK's own linter takes seconds to load, and has no part in this
            env=environment | {"PYTHONPATH": str(self.folder), "CDK_VALIDATION": "false"},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + done.stderr


def new_project(folder: Path) -> Project:
    (folder / "cdk.json").write_text(json.dumps({"app": "python app.py", "context": {"stage": "dev", "size": 1}}))
    (folder / "cdk.context.json").write_text(json.dumps({"looked-up": "vpc-1", "size": 2}))
    (folder / "shop.py").write_text(STACK)
    (folder / "code").mkdir()
    (folder / "code" / "index.py").write_text(HANDLER % 204)
    return Project(folder)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return new_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def first(project: Project) -> str:
    """What a first run says, which writes the snapshots."""
    return project.run(FIRST, "--snapshot-update")


@pytest.fixture(scope="module")
def second(project: Project, first: str) -> str:
    """What a second run says, with other code in the handler's folder, and a stack changed in two ways."""
    for kept in (project.folder / "__snapshots__").rglob("test_kinds*stack*"):
        for name in ("test_timeout", "test_renamed"):
            kept.with_name(kept.name.replace("test_kinds", name)).write_text(kept.read_text())
    (project.folder / "code" / "index.py").write_text(HANDLER % 200)
    return project.run(SECOND, "-vv")


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a run says that uses no fixture, and one of a project without the optional packages."""
    project = new_project(tmp_path_factory.mktemp("light"))
    (project.folder / "conftest.py").write_text(WITHOUT)
    return project.run(LIGHT, "-rA")


def test_an_app_has_the_context_that_the_command_line_would_hand_it(first: str) -> None:
    assert "2 passed" in first, first


def test_a_snapshot_keeps_a_stack_an_app_a_template_and_a_dict(project: Project, first: str) -> None:
    kept = {path.stem for path in (project.folder / "__snapshots__").rglob("*.json")}

    assert {f"test_kinds[{kind}]" for kind in ("app", "stack", "template", "dict")} <= kept


def test_a_snapshot_holds_nothing_that_changes_by_itself(project: Project, first: str) -> None:
    text = (project.folder / "__snapshots__" / "test_shop" / "test_kinds[stack].json").read_text()

    assert "AssetHash.zip" in text
    assert re.search(r'"ApiDeployment[0-9A-F]{8}ContentHash"', text)
    for word in ("CDKMetadata", "BootstrapVersion", "aws:cdk:path", "aws:asset"):
        assert word not in text


def test_other_code_in_an_asset_is_no_other_template(second: str) -> None:
    assert re.search(r"test_shop.py::test_kinds PASSED", second), second
    assert "2 failed, 1 passed" in second


def test_a_difference_says_which_wires_changed_before_the_json(second: str) -> None:
    said = second[second.index("test_renamed _") :]

    assert "wires that changed:" in said
    assert re.search(r"~ POST /orders now invokes OrdersV2\w*, no longer Orders\w*", said)
    json_line = re.search(r'[+] +"OrdersV2', said)
    assert json_line is not None
    assert said.index("wires that changed:") < json_line.start()


def test_a_changed_setting_is_told_in_words(second: str) -> None:
    assert re.search(r"~ function Orders\w* now runs 20 s at most, no longer 10 s at most", second)


def test_a_run_that_uses_no_fixture_loads_next_to_nothing(light: str) -> None:
    assert "PASSED test_shop.py::test_nothing_loaded" in light, light


@pytest.mark.parametrize("extra", ["cdk", "testing"])
def test_a_missing_extra_is_named_with_the_line_that_installs_it(light: str, extra: str) -> None:
    assert f"pip install 'wellwired[{extra}]'" in light


def test_a_project_without_cdk_json_is_told_so(tmp_path: Path) -> None:
    said = Project(tmp_path).run("def test_it(cdk_app): pass\n")

    assert "there is no cdk.json" in said


def test_the_plugin_comes_with_the_install() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text()

    assert '[project.entry-points.pytest11]\nwellwired = "wellwired.pytest_plugin"\n' in text
