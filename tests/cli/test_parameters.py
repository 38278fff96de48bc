"""Parameter values from the command line and from the files of deployment tools."""

from pathlib import Path

import pytest

from wellwired.cli.parameters import parse_parameters, read_parameters_file
from wellwired.errors import UsageError

WANTED = {"Stage": "prod", "Retention": "30", "Subnets": "a,b"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "cloudformation.json",
            """[{"ParameterKey": "Stage", "ParameterValue": "prod"},
            {"ParameterKey": "Retention", "ParameterValue": 30},
            {"ParameterKey": "Subnets", "ParameterValue": "a,b", "UsePreviousValue": false}]""",
        ),
        ("deploy.json", '["Stage=prod", "Retention=30", "Subnets=a,b"]'),
        ("codepipeline.json", '{"Parameters": {"Stage": "prod", "Retention": "30", "Subnets": "a,b"}}'),
        ("plain.json", '{"Stage": "prod", "Retention": 30, "Subnets": ["a", "b"]}'),
        ("plain.yaml", "Stage: prod\nRetention: 30\nSubnets: [a, b]\n"),
        (
            "git-sync.yaml",
            "template-file-path: api.yaml\nparameters:\n  Stage: prod\n  Retention: 30\n  Subnets: a,b\n",
        ),
        (
            "samconfig.toml",
            '[default.deploy.parameters]\nparameter_overrides = "Stage=prod Retention=30 Subnets=\\"a,b\\""\n',
        ),
        (
            "long.toml",
            """[default.global.parameters]
            parameter_overrides = ["ParameterKey=Stage,ParameterValue=prod", "Retention=30", "Subnets=a,b"]""",
        ),
    ],
)
def test_every_form_reads_the_same(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_parameters_file(path) == WANTED


@pytest.mark.parametrize(
    "text", ["3", "[3]", '{"Parameters": 3}', '[{"ParameterKey": 3}]', '{"A": {"b": 1}}', "[", "\x00"]
)
def test_what_is_no_parameter_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "parameters.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"parameters\.json"):
        read_parameters_file(path)


def test_a_missing_file_and_broken_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="could not be read"):
        read_parameters_file(tmp_path / "none.json")
    (tmp_path / "samconfig.toml").write_text("x =", encoding="utf-8")
    with pytest.raises(UsageError, match="is no TOML"):
        read_parameters_file(tmp_path / "samconfig.toml")
    (tmp_path / "samconfig.toml").write_text("[default.deploy.parameters]\nparameter_overrides = 3", encoding="utf-8")
    with pytest.raises(UsageError, match="is no parameter file"):
        read_parameters_file(tmp_path / "samconfig.toml")


def test_a_samconfig_without_overrides_gives_none(tmp_path: Path) -> None:
    (tmp_path / "samconfig.toml").write_text("version = 0.1\n[default]\ndeploy = 3\n", encoding="utf-8")
    assert read_parameters_file(tmp_path / "samconfig.toml") == {}


def test_values_on_the_command_line_may_hold_equals_signs() -> None:
    assert parse_parameters(["A=1", "B=x=y", "C="]) == {"A": "1", "B": "x=y", "C": ""}


@pytest.mark.parametrize("text", ["A", "=1", " =1"])
def test_a_value_without_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not NAME=VALUE"):
        parse_parameters([text])
