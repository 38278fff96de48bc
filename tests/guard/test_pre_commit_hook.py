"""The hook, run by pre-commit itself in a scratch repository, offline: it makes its own environment from a checkout."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.guard.hook_repository import CUT, GOOD, REPOSITORY, commit_all, copy_project, environment, git
from tests.guard.wheelhouse import make_wheelhouse, pip_environment

pytestmark = pytest.mark.xdist_group("packaging")
PAGE = (REPOSITORY / "docs" / "pre-commit.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n# \.pre-commit-config\.yaml\n(.*?)```", PAGE, re.DOTALL)


@dataclass(frozen=True)
class Scratch:
    """A repository whose configuration is one of docs/pre-commit.md, but for the place of the hook."""

    folder: Path
    hooks: Path
    revision: str
    environment: dict[str, str]

    def run(self, files: dict[str, str], *, example: int = 0) -> "subprocess.CompletedProcess[str]":
        config = yaml.safe_load(EXAMPLES[example])
        config["repos"][0].update(repo=str(self.hooks), rev=self.revision)
        config["repos"][0]["hooks"][0].pop("additional_dependencies", None)  # large, and not for these templates
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        for name, text in files.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text)
        git(self.folder, "add", "--all")
        return subprocess.run(
            (sys.executable, "-m", "pre_commit", "run", "--all-files"),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    folder = tmp_path_factory.mktemp("pre-commit")
    hooks = copy_project(folder / "hooks")
    repository = folder / "repository"
    repository.mkdir()
    (repository / "package.json").write_text('{"name": "no template"}')
    wheels = pip_environment(make_wheelhouse(folder / "wheels"))
    variables = environment(PRE_COMMIT_HOME=str(folder / "home"), **wheels)
    revision = commit_all(hooks)
    commit_all(repository)
    return Scratch(repository, hooks, revision, variables)


def test_a_good_template_passes_and_other_files_are_no_matter(scratch: Scratch) -> None:
    done = scratch.run({"template.yaml": GOOD})

    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^wellwired\.+Passed$", done.stdout, re.MULTILINE)


def test_a_cut_wire_stops_the_commit_and_is_shown(scratch: Scratch) -> None:
    done = scratch.run({"template.yaml": CUT})

    assert done.returncode == 1, done.stdout + done.stderr
    assert "error[non-post-integration]" in done.stdout
    assert "template.yaml:14:9" in done.stdout


def test_options_stand_in_the_arguments_as_the_page_shows(scratch: Scratch) -> None:
    done = scratch.run({"template.yaml": CUT, "infra/template.yaml": GOOD}, example=1)

    assert done.returncode == 1, done.stdout + done.stderr
    assert "warning[" in done.stdout
    assert "non-post-integration" not in done.stdout


def test_the_hook_is_declared_as_pre_commit_wants_it() -> None:
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())

    assert hook["id"] == "wellwired"
    assert (hook["entry"], hook["args"], hook["pass_filenames"]) == ("wellwired audit", ["."], False)
