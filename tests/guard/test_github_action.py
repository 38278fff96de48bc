"""The action's steps, run as GitHub runs them: the same shell, the same environment, the same files to write to."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.guard.hook_repository import CUT, GOOD, REPOSITORY, commit_all, copy_project, environment
from tests.guard.wheelhouse import make_wheelhouse, pip_environment

pytestmark = pytest.mark.xdist_group("packaging")
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
PAGE = (REPOSITORY / "docs" / "github-action.md").read_text(encoding="utf-8")
# https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
SHELL = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


@dataclass
class Done:
    """What a run of the action left."""

    exit_code: int
    log: str
    summary: str
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Runner:
    """A machine with this action checked out, and what its install step has installed."""

    folder: Path
    action: Path
    environment: dict[str, str]

    def step(self, name: str, workspace: Path, **inputs: str) -> Done:
        """Run one step in a workspace with these inputs, the others at their defaults."""
        (step,) = (item for item in ACTION["runs"]["steps"] if item["id"] == name)
        files = {key: self.folder / key for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            (*SHELL, str(script)),
            cwd=workspace,
            env=self.environment
            | {key: str(file) for key, file in files.items()}
            | {"RUNNER_TEMP": str(self.folder), "GITHUB_WORKSPACE": str(workspace), "GITHUB_ACTIONS": "true"}
            | {key: self.evaluate(value, inputs) for key, value in step["env"].items()},
            capture_output=True,
            text=True,
            check=False,
        )
        outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        return Done(done.returncode, done.stdout + done.stderr, files["GITHUB_STEP_SUMMARY"].read_text(), outputs)

    def evaluate(self, expression: str, inputs: dict[str, str]) -> str:
        if expression == "${{ github.action_path }}":
            return str(self.action)
        (name,) = re.findall(r"^\$\{\{ inputs\.([\w-]+) \}\}$", expression)
        return inputs.get(name.replace("-", "_"), str(ACTION["inputs"][name]["default"]))


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    folder = tmp_path_factory.mktemp("action")
    wheels = pip_environment(make_wheelhouse(folder / "wheels"))
    return Runner(folder, copy_project(folder / "action"), environment(**wheels))


@pytest.fixture(scope="module")
def installed(runner: Runner) -> Runner:
    """The runner after the install step; without extras, whose packages are large."""
    done = runner.step("install", runner.folder, extras="")
    assert done.exit_code == 0, done.log
    return runner


@pytest.fixture
def audit(installed: Runner, tmp_path: Path) -> Callable[..., Done]:
    """The audit step in a workspace that holds one template."""

    def audit(template: str, **inputs: str) -> Done:
        (tmp_path / "template.yaml").write_text(template)
        return installed.step("audit", tmp_path, **inputs)

    return audit


def test_a_good_template_passes_with_a_summary_and_a_sarif_report(audit: Callable[..., Done]) -> None:
    done = audit(GOOD)

    assert done.exit_code == 0, done.log
    assert "wellwired: " in done.summary
    assert done.outputs["exit-code"] == "0"
    report = json.loads(Path(done.outputs["report"]).read_text())
    assert report["version"] == "2.1.0"


def test_a_cut_wire_fails_annotates_its_line_and_stands_in_summary_and_report(audit: Callable[..., Done]) -> None:
    done = audit(CUT)

    assert done.exit_code == 1, done.log
    assert re.search(r"^::error file=template\.yaml,line=14,.*title=.*non-post-integration", done.log, re.MULTILINE)
    assert "**non-post-integration**" in done.summary
    assert "```mermaid" in done.summary
    results = json.loads(Path(done.outputs["report"]).read_text())["runs"][0]["results"]
    assert "non-post-integration" in {result["ruleId"] for result in results}
    assert done.outputs["exit-code"] == "1"


@pytest.mark.parametrize(
    ("form", "begins"), [("json", "{"), ("junit", "<?xml"), ("html", "<!doctype"), ("markdown", "##")]
)
def test_the_report_has_the_form_that_is_asked_for(audit: Callable[..., Done], form: str, begins: str) -> None:
    done = audit(GOOD, format=form)

    assert done.exit_code == 0, done.log
    assert Path(done.outputs["report"]).read_text().startswith(begins)


def test_fail_on_decides_when_the_step_fails(audit: Callable[..., Done]) -> None:
    assert audit(CUT, fail_on="never").exit_code == 0
    assert audit(GOOD, fail_on="note").exit_code == 1


def test_a_baseline_lets_what_it_lists_pass(audit: Callable[..., Done], installed: Runner, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(CUT)
    wellwired = installed.folder / "wellwired" / "bin" / "wellwired"
    subprocess.run(
        (wellwired, "audit", ".", "--baseline", "baseline.json", "--write-baseline"),
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )

    assert audit(CUT, baseline="baseline.json").exit_code == 0


def test_against_a_revision_only_what_changed_fails_and_the_summary_says_which_wires(
    audit: Callable[..., Done], tmp_path: Path
) -> None:
    (tmp_path / "template.yaml").write_text(GOOD)
    commit_all(tmp_path)
    done = audit(CUT, against="main")

    assert done.exit_code == 1
    assert "### Wires that changed since `main`" in done.summary
    assert "calls its backend with GET" in done.summary
    assert audit(GOOD, against="main").exit_code == 0


def test_several_paths_stand_on_lines_of_their_own(audit: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "two words").mkdir()
    (tmp_path / "two words" / "other.yaml").write_text(CUT)

    assert audit(GOOD, path="template.yaml\n\ntwo words\n").exit_code == 1
    assert audit(GOOD, path="template.yaml").exit_code == 0


def test_what_cannot_be_read_fails_and_the_reports_are_written_all_the_same(audit: Callable[..., Done]) -> None:
    done = audit("AWSTemplateFormatVersion: [", path="template.yaml")

    assert done.exit_code == 3
    assert Path(done.outputs["report"]).exists()
    assert "Not read" in done.summary


def test_wrong_usage_is_told_once(audit: Callable[..., Done]) -> None:
    done = audit(GOOD, fail_on="often")

    assert done.exit_code == 2
    assert done.log.count("Invalid value for '--fail-on'") == 1


@pytest.mark.parametrize("name", ["path", "baseline", "against", "fail_on", "format"])
def test_an_input_is_data_and_never_part_of_the_script(audit: Callable[..., Done], tmp_path: Path, name: str) -> None:
    done = audit(GOOD, **{name: '"; touch pwned; $(touch pwned) `touch pwned` --output=pwned'})

    assert done.exit_code != 0
    assert not list(tmp_path.glob("pwned*"))


def test_no_expression_stands_in_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"


def test_the_action_names_its_outputs_and_every_input_is_on_the_page() -> None:
    for name, given in ACTION["inputs"].items():
        assert given["description"]
        assert f"`{name}`" in PAGE
    for name in ACTION["outputs"]:
        assert f"`{name}`" in PAGE


def test_the_workflows_of_the_page_are_yaml_and_use_inputs_that_exist() -> None:
    used: list[dict[str, Any]] = []
    for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL):
        workflow = yaml.safe_load(block)
        for job in workflow["jobs"].values():
            used += [step for step in job["steps"] if "/wellwired@" in step.get("uses", "")]
            uploads = [step for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
            for step in uploads:
                assert step["with"]["sarif_file"] == "${{ steps.wellwired.outputs.report }}"
                assert step["if"] == "always()"
    assert len(used) >= 2
    for step in used:
        assert set(step.get("with", {})) <= set(ACTION["inputs"])


def test_the_run_leaves_nothing_in_the_workspace(audit: Callable[..., Done], tmp_path: Path) -> None:
    audit(GOOD)

    assert [path.name for path in tmp_path.iterdir()] == ["template.yaml"]
