"""The configuration file: where it is found, what it says, and what it cannot mean."""

from pathlib import Path

import pytest

from wellwired.configuration import read_configuration
from wellwired.errors import UsageError

RULES = {"unlogged-stage", "roleless-account"}

WHOLE = """
paths = ["cdk.out", "templates/*.yaml"]
format = "markdown"
fail-on = "warning"
only = ["unlogged-stage"]
baseline = "known.json"
parameters-file = "parameters/prod.json"
region = "eu-west-1"
account = "111122223333"

[parameters]
Stage = "prod"
Retention = 30
Debug = false
Subnets = ["a", "b"]

[allow]
unlogged-stage = "internal only"
roleless-account = [{reason = "lives in another stack", at = ["legacy/*"]}, {reason = "sandbox", at = "sandbox.yaml"}]
"""


def test_every_setting_is_read_with_paths_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / ".wellwired.toml").write_text(WHOLE, encoding="utf-8")
    found = read_configuration(None, tmp_path, RULES)
    assert found.paths == ("cdk.out", "templates/*.yaml")
    assert (found.format, found.fail_on, found.only) == ("markdown", "warning", ("unlogged-stage",))
    assert found.baseline == "known.json"
    assert found.parameters_file == "parameters/prod.json"
    assert (found.region, found.account) == ("eu-west-1", "111122223333")
    assert found.parameters == {"Stage": "prod", "Retention": "30", "Debug": "false", "Subnets": "a,b"}
    assert [(item.rule, item.reason, item.at) for item in found.allow] == [
        ("unlogged-stage", "internal only", ()),
        ("roleless-account", "lives in another stack", ("legacy/*",)),
        ("roleless-account", "sandbox", ("sandbox.yaml",)),
    ]
    assert found.allow[0].by == ".wellwired.toml: allow"


def test_the_nearest_file_upwards_holds_and_the_repository_ends_the_search(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "service" / "src"
    inner.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / ".wellwired.toml").write_text('format = "html"', encoding="utf-8")
    assert read_configuration(None, inner, RULES).file == ""
    (tmp_path / "repository" / "pyproject.toml").write_text('[tool.wellwired]\nformat = "json"', encoding="utf-8")
    assert read_configuration(None, inner, RULES).format == "json"
    (inner.parent / ".wellwired.toml").write_text('format = "sarif"', encoding="utf-8")
    found = read_configuration(None, inner, RULES)
    assert (found.format, found.file) == ("sarif", "../.wellwired.toml")


def test_paths_in_a_file_further_up_are_found_from_below(tmp_path: Path) -> None:
    inner = tmp_path / "service"
    inner.mkdir()
    (tmp_path / ".wellwired.toml").write_text('paths = ["cdk.out", "/elsewhere/b.yaml"]', encoding="utf-8")
    assert read_configuration(None, inner, RULES).paths == ("../cdk.out", "/elsewhere/b.yaml")


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    inner = tmp_path / "service"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[tool.other]\nx = 1", encoding="utf-8")
    (tmp_path / ".wellwired.toml").write_text('format = "json"', encoding="utf-8")
    assert read_configuration(None, inner, RULES).format == "json"


def test_a_file_that_is_named_holds_alone(tmp_path: Path) -> None:
    (tmp_path / ".wellwired.toml").write_text('format = "html"', encoding="utf-8")
    (tmp_path / "ci.toml").write_text('format = "junit"', encoding="utf-8")
    assert read_configuration(str(tmp_path / "ci.toml"), tmp_path, RULES).format == "junit"
    with pytest.raises(UsageError, match=r"none\.toml: it could not be read: No such file"):
        read_configuration(str(tmp_path / "none.toml"), tmp_path, RULES)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fail_on = 'error'", "there is no setting 'fail_on'\n  did you mean 'fail-on'?"),
        ("colour = 1", "there is no setting 'colour'\n  the keys are paths, format"),
        ("paths = 3", "paths: must be a list of texts"),
        ("format = []", "format: must be a text"),
        ("allow = []", "allow: must be a table"),
        ("[allow]\nunlogged-stage = ''", "the allowance of 'unlogged-stage' gives no reason"),
        ("[allow]\nunloged-stage = 'x'", "there is no rule 'unloged-stage'\n  did you mean unlogged-stage?"),
        ("[allow]\nunlogged-stage = {why = 'x'}", "an allowance has a 'reason' and an 'at'"),
        ("[parameters]\nA = {b = 1}", "a parameter's value is a text, a number or a list of them"),
        ("x = ", "is no TOML: "),
        ("x = " + "[" * 50_000, "is no TOML: "),
        ("x = " + "9" * 5_000, "is no TOML: "),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_cure(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / ".wellwired.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_configuration(None, tmp_path, RULES)
    assert said in str(caught.value)
    assert ".wellwired.toml" in str(caught.value)


def test_odd_tables_in_pyproject_are_refused_or_passed_by(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 3", encoding="utf-8")
    assert read_configuration(None, tmp_path, RULES).file == ""
    (tmp_path / "pyproject.toml").write_text("[tool]\nwellwired = 3", encoding="utf-8")
    with pytest.raises(UsageError, match="must be a table"):
        read_configuration(None, tmp_path, RULES)
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="it is UTF-16 text"):
        read_configuration(None, tmp_path, RULES)
