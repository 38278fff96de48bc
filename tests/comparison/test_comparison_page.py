"""The example of docs/comparison.md, run."""

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from wellwired.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "comparison.md").read_text(encoding="utf-8")


def test_the_reviewer_reads_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before, after = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    Path("before.yaml").write_text(before)
    Path("template.yaml").write_text(after)
    ((command, shown),) = re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE, re.DOTALL)

    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 1
    assert result.stdout == shown
