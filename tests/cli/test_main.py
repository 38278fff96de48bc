"""The command line as a whole: help, lazy loading, and examples that run."""

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from wellwired import __version__
from wellwired.cli import COMMANDS, main

EVERY_COMMAND = pytest.mark.parametrize("name", COMMANDS)
BASES = Path(__file__).parents[1] / "bench" / "bases"


def command_of(name: str) -> click.Command:
    command = import_module(f"wellwired.cli.{name}").command
    assert isinstance(command, click.Command)
    return command


def test_the_help_of_the_whole_lists_every_command() -> None:
    text = CliRunner().invoke(main, ["--help"]).stdout
    assert [name for name in COMMANDS if f"\n  {name} " in text] == list(COMMANDS)
    assert text.endswith("Example: wellwired audit template.yaml\n")


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout == f"wellwired {__version__}\n"


def test_an_unknown_command_exits_with_two() -> None:
    result = CliRunner().invoke(main, ["adit"])
    assert result.exit_code == 2
    assert "No such command 'adit'" in result.stderr


def test_the_help_loads_neither_the_catalogue_nor_a_heavy_package() -> None:
    code = (
        "import sys; from wellwired.cli import main; main(['--help'], standalone_mode=False); "
        "print(*sorted(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & {"boto3", "botocore", "aws_cdk", "jsii", "yaml", "jinja2", "rich", "samtranslator"}
    assert not [name for name in loaded if name.startswith(("wellwired.rules", "wellwired.readers", "wellwired.cli."))]


@EVERY_COMMAND
def test_every_help_ends_with_an_example_of_that_command(name: str) -> None:
    text = CliRunner().invoke(main, [name, "--help"]).stdout
    assert re.search(rf"\n  Example: wellwired {name}\b[^\n]*\n(  [^\n]+\n)*\Z", text), text


@pytest.mark.parametrize("name", ["audit", "rules", "openapi"])
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_bytes((BASES / "handwritten.yaml").read_bytes())
    example = (command_of(name).epilog or "").removeprefix("Example: ")
    result = CliRunner().invoke(main, shlex.split(example)[1:])
    assert result.exit_code == 0, result.output


def test_the_example_of_the_whole_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_bytes((BASES / "handwritten.yaml").read_bytes())
    example = (main.epilog or "").removeprefix("Example: ")
    assert CliRunner().invoke(main, shlex.split(example)[1:]).exit_code == 0
