"""`wellwired openapi`: which API is meant, where the document goes, and what stderr and the exit code say."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from tests.openapi.api_samples import FRAME, method
from wellwired.cli import main

TWO = FRAME + method("A") + "  Other:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Name: billing}\n"
STAGE = "  Stage:\n    Type: AWS::ApiGateway::Stage\n    Properties: {RestApiId: !Ref Api, StageName: prod}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.yaml").write_text(FRAME + method("A") + STAGE, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    return tmp_path


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["openapi", *arguments], input=text)


def test_the_document_goes_to_stdout_and_what_is_not_known_to_stderr() -> None:
    done = run("one.yaml")
    assert done.exit_code == 0
    assert yaml.safe_load(done.stdout)["info"]["title"] == "shop"
    assert done.stderr == "not known: servers: where the API answers is known after its deployment: give --server URL\n"


def test_the_ending_of_the_output_decides_the_form_unless_it_is_given(folder: Path) -> None:
    for name, options in (("a.json", ()), ("b.yaml", ()), ("c.txt", ("--format", "json"))):
        done = run("one.yaml", "--server", "https://x.example.com", "--output", name, *options)
        assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"written to {name}\n")
    first, second, third = ((folder / name).read_text() for name in ("a.json", "b.yaml", "c.txt"))
    assert json.loads(first) == yaml.safe_load(second) == json.loads(third)
    assert first == third


def test_standard_input_is_read() -> None:
    assert run("-", text=FRAME + method("A")).exit_code == 0


def test_one_of_several_apis_is_named_by_its_name_or_logical_id() -> None:
    for name in ("billing", "Other"):
        assert yaml.safe_load(run("two.yaml", "--api", name).stdout)["info"]["title"] == "billing"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("two.yaml",), "it has 2 such APIs\n  name one with --api: two/Api, two/Other"),
        (("two.yaml", "--api", "shipping"), "--api shipping is none of its APIs"),
        (("one.yaml", "--stage", "dev"), "RestApi Api has no stage dev\n  its stages: prod"),
        (("one.yaml", "--server", "ftp://x"), "--server: 'ftp://x' is no address"),
        (("one.yaml", "--parameter", "x"), "'x' is not NAME=VALUE"),
        (("one.yaml", "--parameter", "x=y"), "no template declares the parameter x"),
        (("one.yaml", "--output", "nowhere/x.yaml"), "nowhere/x.yaml: cannot be written"),
        (("none.yaml",), "none.yaml: there is no REST API in it"),
        ((), "Missing argument 'TEMPLATE'"),
    ],
)
def test_what_cannot_be_meant_exits_with_two(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "none.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}\n", encoding="utf-8")
    done = run(*arguments)
    assert (done.exit_code, said in done.stderr, done.stdout) == (2, True, ""), done.stderr


@pytest.mark.parametrize(
    ("name", "text"), [("broken.yaml", "Resources: ["), ("missing.yaml", None), ("a.yaml", "a: 1")]
)
def test_what_cannot_be_read_exits_with_three(folder: Path, name: str, text: str | None) -> None:
    if text is not None:
        (folder / name).write_text(text, encoding="utf-8")
    done = run(name)
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith(f"Error: {name}: ")


def test_an_empty_folder_exits_with_three(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert run("empty").exit_code == 3


def test_a_neighbour_that_cannot_be_read_is_said_and_exits_with_three(folder: Path) -> None:
    (folder / "two.yaml").write_text("Resources: {A: {Type: AWS::X::Y}, ", encoding="utf-8")
    done = run(".")
    assert done.exit_code == 3
    assert yaml.safe_load(done.stdout)["info"]["title"] == "shop"
    assert "not read: two.yaml: YAML" in done.stderr


def test_a_parameter_settles_what_hangs_on_it(folder: Path) -> None:
    text = "Parameters: {Name: {Type: String}}\n" + FRAME.replace("Name: shop", "Name: !Ref Name") + method("A")
    (folder / "p.yaml").write_text(text, encoding="utf-8")
    assert yaml.safe_load(run("p.yaml", "--parameter", "Name=till").stdout)["info"]["title"] == "till"
    unsettled = run("p.yaml")
    assert yaml.safe_load(unsettled.stdout)["info"]["title"] == "Api"
    assert "not known: title: parameter Name has no value and no default" in unsettled.stderr


def test_what_would_steer_a_terminal_is_escaped(folder: Path) -> None:
    text = FRAME.replace("Name: shop", 'Name: shop, Description: "\\e[2J\\u202e é"') + method("A")
    (folder / "t.yaml").write_text(text, encoding="utf-8")
    done = run("t.yaml")
    assert not set("\x1b\u202e") & set(done.stdout)
    assert yaml.safe_load(done.stdout)["info"]["description"] == "\x1b[2J\u202e é"
