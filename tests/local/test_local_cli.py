"""The command before it does anything: light, and clear about what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from wellwired.cli import local as local_command
from wellwired.cli import main

WATCH = """
import sys
from click.testing import CliRunner
from wellwired.cli import main
done = CliRunner().invoke(main, sys.argv[1:])
assert done.exit_code == 0, done.output
print(sorted({"boto3", "botocore", "aws_cdk", "jsii"} & set(sys.modules)))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["local", "--help"]])
def test_help_loads_neither_boto3_nor_the_cdk(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", WATCH, *arguments], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_without_boto3_the_line_that_installs_it_is_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_command, "find_spec", lambda _name: None)

    done = CliRunner().invoke(main, ["local"])

    assert done.exit_code == 2
    assert "pip install 'wellwired[local]'" in done.output


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--port", "0"], [".", "--port", "high"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert CliRunner().invoke(main, ["local", *arguments]).exit_code == 2
