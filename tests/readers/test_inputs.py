"""What the user names: files, folders, patterns, standard input; one that cannot be read stops no other."""

import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wellwired.model.api import RestApi
from wellwired.model.origin import Position
from wellwired.readers import read_inputs

TEMPLATE = "Resources: {A: {Type: AWS::SNS::Topic}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, name: str, text: str = TEMPLATE) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return name


def test_a_folder_is_searched_for_templates_and_the_rest_is_counted(folder: Path) -> None:
    for name in ("b.yml", "a.yaml", "sub/c.json.template", "node_modules/x/d.yaml", ".git/e.yaml"):
        write(folder, name)
    write(folder, "package.json", '{"name": "x"}')
    write(folder, "kubernetes.yaml", "kind: Pod\n---\nkind: Pod\n")
    write(folder, "helm.yaml", "{{ if .Values.x }}\nResources:: x\n")
    write(folder, "other.yaml", "Resources:\n  cpu: {limit: '::'}\n")
    write(folder, "notes.txt")
    reading = read_inputs(["."])
    assert list(reading.files) == ["a.yaml", "b.yml", "sub/c.json.template"]
    assert reading.skipped == 4
    assert not reading.unread


def test_a_template_of_a_folder_that_cannot_be_read_is_named_and_the_others_are_read(folder: Path) -> None:
    write(folder, "good.yaml")
    write(folder, "bad.yaml", "Resources:\n  A:\n    Type: AWS::SNS::Topic\n\tx: y\n")
    reading = read_inputs(["."])
    assert list(reading.files) == ["good.yaml"]
    (unread,) = reading.unread
    assert unread.file == "bad.yaml"
    assert unread.position is not None
    assert unread.position.line == 4


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kind: Pod\n", "it is no CloudFormation template: it has no Resources"),
        ("Resources: [1]\n", "it is no CloudFormation template"),
        ("", "it is no CloudFormation template"),
        ("just text", "it is no CloudFormation template"),
        ("a: [", "YAML"),
    ],
)
def test_a_file_that_is_named_must_be_a_template(folder: Path, text: str, problem: str) -> None:
    reading = read_inputs([write(folder, "x.yaml", text), write(folder, "good.yaml")])
    assert problem in reading.unread[0].problem
    assert list(reading.files) == ["good.yaml"]


@pytest.mark.parametrize("path", ["gone.yaml", "gone/*.yaml", "nul\0.yaml", "x" * 5000])
def test_a_path_that_is_not_there_is_said_to_be(folder: Path, path: str) -> None:
    reading = read_inputs([path, write(folder, "good.yaml")])
    assert [unread.file for unread in reading.unread] == [path]
    assert "no such file" in reading.unread[0].problem
    assert list(reading.files) == ["good.yaml"]


def test_a_pattern_takes_the_templates_it_matches(folder: Path) -> None:
    for name in ("one/a.yaml", "two/deep/b.yaml", "two/c.json"):
        write(folder, name)
    write(folder, "two/notes.yaml", "kind: Pod")
    reading = read_inputs(["**/*.yaml"])
    assert list(reading.files) == ["one/a.yaml", "two/deep/b.yaml"]
    assert not reading.unread
    assert reading.skipped == 1


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    write(folder, "a.yaml")
    assert list(read_inputs(["a.yaml", "./a.yaml", ".", str(folder / "a.yaml")]).files) == ["a.yaml"]


def test_standard_input_is_a_template_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(TEMPLATE.encode())))
    reading = read_inputs(["-"])
    assert list(reading.files) == ["stdin"]
    assert reading.wirings[0].nodes[0].address == "stdin/A"
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\x00")))
    assert "binary" in read_inputs(["-"]).unread[0].problem


def test_a_pipe_is_read_once(folder: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, TEMPLATE.encode())
    os.close(writer)
    reading = read_inputs([f"/dev/fd/{reader}"])
    os.close(reader)
    assert len(reading.wirings) == 1


def test_ignored_files_are_left_alone(folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder, ".gitignore", "build/\n*.out.yaml\n/top.yaml\n!keep.out.yaml\n# a comment\n")
    write(folder, ".git/info/exclude", "private.yaml\n")
    write(folder, "sub/.gitignore", "local.yaml\n!again.out.yaml\n")
    for name in ("a.yaml", "b.out.yaml", "keep.out.yaml", "top.yaml", "private.yaml", "build/c.yaml", "x/build/d.yaml"):
        write(folder, name)
    for name in ("sub/top.yaml", "sub/local.yaml", "sub/again.out.yaml", "sub/e.out.yaml", "other/local.yaml"):
        write(folder, name)
    assert list(read_inputs(["."]).files) == [
        "a.yaml",
        "keep.out.yaml",
        "other/local.yaml",
        "sub/again.out.yaml",
        "sub/top.yaml",
    ]
    assert list(read_inputs(["sub"]).files) == ["sub/again.out.yaml", "sub/top.yaml"]


def test_an_ignored_folder_or_file_that_is_named_is_read(folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder, ".gitignore", "build\n")
    write(folder, "build/inner/a.yaml")
    assert list(read_inputs(["build"]).files) == ["build/inner/a.yaml"]
    assert list(read_inputs(["build/inner"]).files) == ["build/inner/a.yaml"]
    assert list(read_inputs(["build/inner/a.yaml"]).files) == ["build/inner/a.yaml"]


def test_links_to_folders_are_not_followed(folder: Path) -> None:
    write(folder, "in/a.yaml")
    (folder / "in" / "loop").symlink_to(folder, target_is_directory=True)
    assert list(read_inputs(["in"]).files) == ["in/a.yaml"]


def test_what_may_not_be_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("closed/a.yaml", "b.yaml", "good.yaml"):
        write(folder, name)
    scandir, opened = os.scandir, Path.open

    def list_folder(path: Path) -> Any:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    def open_file(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "b.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(os, "scandir", list_folder)
    monkeypatch.setattr(Path, "open", open_file)
    reading = read_inputs(["."])
    assert {unread.file: unread.problem for unread in reading.unread} == {
        "closed": "it could not be listed: Permission denied",
        "b.yaml": "it could not be read: Permission denied",
    }
    assert list(reading.files) == ["good.yaml"]


def test_a_large_file_is_refused_where_it_looks_like_a_template(folder: Path) -> None:
    write(folder, "big.yaml", f"Resources: {{A: {{Type: AWS::SNS::Topic}}}}\n#{'x' * 11_000_000}")
    write(folder, "lock.json", f'{{"x": "{"y" * 11_000_000}"}}')
    reading = read_inputs(["."])
    assert [(unread.file, unread.problem) for unread in reading.unread] == [("big.yaml", "it is larger than 10 MB")]
    assert reading.skipped == 1


def test_a_stack_is_called_after_its_file(folder: Path) -> None:
    for name, stack in [("api.template.yaml", "api"), (".hidden.yaml", ".hidden.yaml"), ("x\ue000y.yaml", "x?y")]:
        (wiring,) = read_inputs([write(folder, name)]).wirings
        assert wiring.nodes[0].stack == stack


def test_a_link_that_leads_to_itself_is_named_and_the_others_are_read(folder: Path) -> None:
    write(folder, "good.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    for path in (".", "*.yaml"):
        reading = read_inputs([path])
        assert [item.file for item in reading.unread] == ["loop.yaml"]
        assert reading.files == ["good.yaml"]


def test_a_manifest_that_cannot_be_read_is_named_and_the_others_are_read(folder: Path) -> None:
    write(folder, "good.yaml")
    write(folder, "sub/good.yaml")
    manifest = folder / "sub" / "manifest.json"
    manifest.symlink_to("/proc/self/mem")  # reading it fails, for root too
    for paths in (["."], ["sub", "good.yaml"], ["sub", "sub/manifest.json", "good.yaml"]):
        reading = read_inputs(paths)
        assert [item.file for item in reading.unread] == ["sub/manifest.json"]
        assert set(reading.files) == {"good.yaml", "sub/good.yaml"}


def test_a_pattern_takes_no_pipe_that_might_never_end(folder: Path) -> None:
    write(folder, "good.yaml")
    os.mkfifo(folder / "pipe.yaml")
    reading = read_inputs(["*.yaml"])
    assert (reading.files, reading.unread) == (["good.yaml"], [])


def test_ignore_rules_are_read_from_files_alone(folder: Path) -> None:
    write(folder, "good.yaml")
    (folder / ".gitignore").symlink_to("/dev/zero")
    assert read_inputs(["."]).files == ["good.yaml"]


def test_a_template_in_utf_16_is_not_passed_over(folder: Path) -> None:
    write(folder, "good.yaml")
    (folder / "wide.yaml").write_bytes(TEMPLATE.encode("utf-16"))
    (folder / "other.json").write_bytes("{}".encode("utf-16"))
    reading = read_inputs(["."])
    assert [(item.file, item.problem) for item in reading.unread] == [("wide.yaml", "it is UTF-16 text")]


def test_a_closed_standard_input_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert [item.problem for item in read_inputs(["-"]).unread] == ["standard input is closed"]


def test_a_link_that_is_gone_before_it_is_followed_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "good.yaml")
    write(folder, "gone.yaml")
    follow = os.path.realpath

    def gone(path: Any, **options: Any) -> str:
        if str(path).endswith("gone.yaml"):
            raise FileNotFoundError(2, "No such file or directory")
        return str(follow(path, **options))

    monkeypatch.setattr("wellwired.readers.inputs.os.path.realpath", gone)
    reading = read_inputs(["good.yaml", "gone.yaml"])
    assert [item.problem for item in reading.unread] == ["it could not be read: No such file or directory"]
    assert reading.files == ["good.yaml"]


def test_of_a_key_given_twice_the_last_is_judged_and_the_first_was_not_read(folder: Path) -> None:
    write(folder, "shared.yaml", "Metadata: {}\nMetadata: {}\n")
    api = "  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Name: %s}\n"
    include = "Transform: {Name: AWS::Include, Parameters: {Location: shared.yaml}}\n"
    write(folder, "t.yaml", f"{include}Resources:\n{api % 'first'}{api % 'second'}")
    reading = read_inputs(["t.yaml"])
    (wiring,) = reading.wirings
    assert [found.api_name.known() for found in wiring.all(RestApi)] == ["second"]
    assert {(item.file, item.position, item.problem.partition(",")[0]) for item in reading.unread} == {
        ("t.yaml", Position(6, 3), "the key 'Api' is given twice"),
        ("shared.yaml", Position(2, 1), "the key 'Metadata' is given twice"),
    }
