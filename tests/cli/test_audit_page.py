"""What docs/audit.md, docs/configuration.md and docs/json-report.md say is so."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from wellwired.cli import main
from wellwired.cli.audit import command
from wellwired.cli.options import FORMATS
from wellwired.configuration import Configuration, read_configuration
from wellwired.reports.json_report import SCHEMA
from wellwired.rules import all_rules

DOCS = Path(__file__).parents[2] / "docs"
AUDIT = (DOCS / "audit.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def test_every_command_of_the_page_runs_and_prints_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "template.yaml").write_text(blocks(AUDIT, "yaml")[0], encoding="utf-8")
    ran = 0
    for block in blocks(AUDIT, "console"):
        for line, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            result = CliRunner().invoke(main, shlex.split(line)[1:])
            assert result.exit_code in {0, 1}, (line, result.output)
            assert not shown or result.stdout == shown
            ran += 1
    assert ran >= 6


def test_the_page_explains_every_option_and_format() -> None:
    for parameter in command.params:
        if parameter.param_type_name == "option":
            assert (
                f"`{parameter.opts[0]}" in AUDIT or f" {parameter.opts[0]}" in AUDIT or parameter.opts[0] == "--config"
            )
    assert re.findall(r"^\| `(\w+)` \|", AUDIT, re.MULTILINE) == list(FORMATS)


def test_the_example_of_a_configuration_is_one(tmp_path: Path) -> None:
    (text,) = blocks((DOCS / "configuration.md").read_text(encoding="utf-8"), "toml")
    (tmp_path / ".wellwired.toml").write_text(text, encoding="utf-8")
    found = read_configuration(None, tmp_path, {rule.name for rule in all_rules()})
    assert found.allow[1].at == ("sandbox/*.yaml", "Orders/PreviewStage")
    keys = {key.replace("-", "_") for key in tomllib.loads(text)}
    assert keys == {name for name in Configuration.__dataclass_fields__ if name != "file"}


def test_the_page_of_the_json_report_names_every_key_of_the_schema() -> None:
    page = (DOCS / "json-report.md").read_text(encoding="utf-8")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    named = set(re.findall(r"`(\w+)`", page))
    assert set(schema["properties"]) <= named
    assert set(schema["$defs"]["finding"]["properties"]) <= named
    assert set(schema["properties"]["summary"]["properties"]) <= named
