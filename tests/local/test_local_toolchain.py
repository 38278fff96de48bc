"""The CDK command line: found, asked its version, refused when it cannot work."""

import subprocess
import sys
from pathlib import Path

import pytest

from wellwired.errors import LocalError
from wellwired.local.toolchain import Cdk, find_cdk, search_path


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An app's folder on a machine with a shell and `node`, and nothing else on PATH."""
    executable(tmp_path / "bin" / "node", "true")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    return tmp_path / "app"


def test_the_apps_own_cdk_comes_before_the_one_on_path(machine: Path) -> None:
    executable(machine.parent / "bin" / "cdk", "echo 2.1000.0")
    own = executable(machine / "node_modules" / ".bin" / "cdk", "echo '2.1148.1 (build fcf5e34)'")

    cdk = find_cdk(machine)

    assert (cdk.executable, cdk.version) == (own, "2.1148.1")


def test_the_release_published_by_mistake_is_refused_with_the_line_that_installs_a_good_one(machine: Path) -> None:
    executable(machine / "node_modules" / ".bin" / "cdk", "echo 3.0.0")

    with pytest.raises(LocalError, match=r"aws-cdk 3\.0\.0, published by mistake") as caught:
        find_cdk(machine)

    assert "npm install --save-dev aws-cdk@2.1148.1" in str(caught.value)


def test_no_cdk_at_all_says_how_to_install_it(machine: Path) -> None:
    with pytest.raises(LocalError, match="`cdk` is not installed") as caught:
        find_cdk(machine)

    assert "npm install" in str(caught.value)


def test_no_node_is_said_before_cdk_fails_for_it(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(machine / "node_modules" / ".bin" / "cdk", "echo 2.1148.1")
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(LocalError, match="no `node` on PATH"):
        find_cdk(machine)


@pytest.mark.parametrize("script", ["echo broken >&2; exit 1", "echo no version here"])
def test_a_cdk_that_tells_no_version_is_an_error_with_what_it_said(machine: Path, script: str) -> None:
    executable(machine / "node_modules" / ".bin" / "cdk", script)

    with pytest.raises(LocalError, match=r"broken|no version here"):
        find_cdk(machine)


def test_a_run_yields_lines_and_a_failure_is_raised(tmp_path: Path) -> None:
    script = executable(tmp_path / "cdk", 'echo "$1 $AWS_REGION"; echo second >&2; exit 7')
    running = Cdk(script, "2", "/usr/bin:/bin").run(["deploy"], cwd=tmp_path, env={"AWS_REGION": "here"})

    assert [next(running), next(running)] == ["deploy here", "second"]
    with pytest.raises(subprocess.CalledProcessError) as caught:
        next(running)
    assert caught.value.returncode == 7


def test_the_app_is_run_by_the_environment_that_is_activated(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/their/bin:/usr/bin")
    monkeypatch.setenv("VIRTUAL_ENV", "/their")
    theirs = search_path(machine).split(":")
    monkeypatch.delenv("VIRTUAL_ENV")
    ours = search_path(machine).split(":")

    scripts = str(machine.parent / "bin")
    assert theirs.index("/their/bin") < theirs.index(scripts)
    assert ours.index(scripts) < ours.index("/their/bin")
