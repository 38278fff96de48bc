"""Names in templates, files and settings reach no report as a command, markup or an escape sequence."""

import re
from pathlib import Path

import pytest

from wellwired.cli.options import FORMATS

from .audit_runs import FAULTY, run

HOSTILE = '"\\u001b[31m<script>alert(1)</script>|`@team\\n::error::x\\u202e"'
HOSTILE_TEMPLATE = (
    f'{{"Resources": {{{HOSTILE}: {{"Type": "AWS::ApiGateway::Stage", "Properties": {{"StageName": {HOSTILE}}}}}, '
    f'"Api": {{"Type": "AWS::ApiGateway::RestApi", "Properties": {{"Name": {HOSTILE}}}}}}}}}'
)


@pytest.mark.parametrize("form", FORMATS)
def test_no_name_in_a_template_reaches_any_report_raw(folder: Path, form: str) -> None:
    (folder / "hostile.json").write_text(HOSTILE_TEMPLATE, encoding="utf-8")
    result = run("hostile.json", "--format", form)
    assert result.exit_code in {0, 1, 3}
    assert not set(result.stdout) & set("\x1b\u202e")
    assert "\n::error::x" not in result.stdout
    if form in {"html", "junit", "markdown"}:
        assert "<script>alert" not in re.sub("`+[^`]*`+", "", result.stdout)
    if form != "junit":
        assert "Traceback" not in result.output


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["::error::x.yaml", "##[error]x.yaml", "##vso[task.setvariable variable=a]x.yaml"])
def test_no_file_name_gives_a_build_server_a_command(folder: Path, name: str, form: str) -> None:
    (folder / name).write_text(FAULTY, encoding="utf-8")
    lines = run(name, "--format", form).stdout.splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::error::")]
    if form != "github":  # there the line is a command already
        assert not [line for line in lines if "##[" in line or "##vso[" in line]


def test_no_setting_gives_a_build_server_a_command(folder: Path) -> None:
    (folder / ".wellwired.toml").write_text('"x\\n::error::y" = 1', encoding="utf-8")
    result = run("faulty.yaml")
    assert result.exit_code == 2
    assert r"\x3a:error::y" in result.stderr


@pytest.mark.parametrize("name", ["bad\x1b[31mname.yaml", "bad\nname.yaml", "<b>.yaml", "a|b`c.yaml"])
def test_hostile_file_names_are_shown_safely(folder: Path, name: str) -> None:
    (folder / name).write_text("Resources: [", encoding="utf-8")
    for form in FORMATS:
        result = run(name, "--format", form)
        assert result.exit_code == 3
        assert "\x1b" not in result.output
