"""What `--against` may name: a file, a folder, a revision; what it may not; and what it leaves untouched."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wellwired.cli import main
from wellwired.comparison.revision import find_commit, find_repository

API = "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {Name: %s}\n"
STAGE = """\
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, StageName: prod, DeploymentId: !Ref Deployment}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
"""
Git = Callable[..., str]


def audit(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", *arguments])


def compared(*arguments: str) -> tuple[list[str], set[str], set[str]]:
    """The sentences, the rules of what is new, and the rules of what is mended."""
    result = audit(*arguments, "--format", "json", "--fail-on", "never")
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    comparison = report["comparison"]
    assert "wellwired-" not in result.stdout, "a temporary path is in the report"
    return (
        [change["text"] for change in comparison["changes"]],
        {finding["rule"] for finding in report["findings"]},
        {finding["rule"] for finding in comparison["mended"]},
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def git(here: Path) -> Git:
    """git in a repository whose main holds an API, and whose work tree has a stage in addition."""

    def run(*arguments: str) -> str:
        identity = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
        done = subprocess.run(["git", *identity, *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    run("init", "--quiet", "--initial-branch", "main")
    (here / "infra").mkdir()
    (here / "infra" / "template.yaml").write_text(API % "shop")
    run("add", ".")
    run("commit", "--quiet", "--message", "One")
    (here / "infra" / "template.yaml").write_text(API % "shop" + STAGE)
    return run


# paths


def test_a_template_is_compared_with_a_template_of_another_name(here: Path) -> None:
    (here / "before.yaml").write_text(API % "shop")
    (here / "after.yaml").write_text(API % "shop" + STAGE)
    said, new, mended = compared("after.yaml", "--against", "before.yaml")

    assert said == ["stage prod is new"]
    assert "unlogged-stage" in new
    assert mended == set() or "unlogged-stage" not in mended


def test_what_both_have_is_known_and_does_not_fail(here: Path) -> None:
    (here / "before.yaml").write_text(API % "shop" + STAGE)
    (here / "after.yaml").write_text(API % "store" + STAGE)
    result = audit("after.yaml", "--against", "before.yaml", "--fail-on", "note")

    assert result.exit_code == 0
    assert "API Api is now called store, no longer shop" in result.stdout
    assert "known to before.yaml" in result.stdout


def test_what_is_mended_is_listed(here: Path) -> None:
    (here / "before.yaml").write_text(API % "shop" + STAGE)
    (here / "after.yaml").write_text(API % "shop")

    said, _, mended = compared("after.yaml", "--against", "before.yaml")
    assert said == ["stage prod is gone"]
    assert "unlogged-stage" in mended
    assert "mended unlogged-stage in after.yaml" in audit("after.yaml", "--against", "before.yaml").stdout


def test_a_folder_is_compared_with_a_folder_file_by_file(here: Path) -> None:
    for side, name in (("old", "shop"), ("new", "store")):
        (here / side).mkdir()
        (here / side / "one.yaml").write_text(API % name)
        (here / side / "two.yaml").write_text(API % "same")
    (here / "new" / "three.yaml").write_text(API % "more")

    said, _, _ = compared("new", "--against", "old")
    assert sorted(said) == ["API Api is new: it is called more", "API Api is now called store, no longer shop"]
    result = audit("new", "--against", "old")
    assert "(new/one.yaml)" in result.stdout


@pytest.mark.parametrize("inside", ["infra/template.yaml", "template.yaml"])
def test_a_template_is_found_in_a_folder_by_path_or_name(here: Path, inside: str) -> None:
    for file in (here / "old" / inside, here / "infra" / "template.yaml"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(API % "shop")

    assert compared("infra/template.yaml", "--against", "old")[0] == []


def test_several_paths_are_found_in_a_folder_and_a_new_one_is_remarked_on(here: Path) -> None:
    (here / "old").mkdir()
    for file in ("one.yaml", "two.yaml", "old/one.yaml"):
        (here / file).write_text(API % "shop")
    result = audit("one.yaml", "two.yaml", "--against", "old")

    assert "two.yaml is not there in old: all of it counts as new" in result.stdout
    assert "API Api is new" in result.stdout


def test_standard_input_is_compared_with_a_template(here: Path) -> None:
    (here / "before.yaml").write_text(API % "shop")
    result = CliRunner().invoke(main, ["audit", "-", "--against", "before.yaml"], input=API % "store")

    assert "API Api is now called store, no longer shop" in result.stdout


@pytest.mark.parametrize(
    ("paths", "old", "said"),
    [
        (("folder",), "before.yaml", "before.yaml is a file, and folder is a folder"),
        (("folder", "before.yaml"), "before.yaml", "before.yaml is one file, and there are 2 paths"),
        (("before.yaml",), "folder", "before.yaml is not there in folder"),
        (("before.yaml",), "", "--against: names nothing"),
    ],
)
def test_what_does_not_match_is_refused(here: Path, paths: tuple[str, ...], old: str, said: str) -> None:
    (here / "folder").mkdir()
    (here / "folder" / "x.yaml").write_text(API % "x")
    (here / "before.yaml").write_text(API % "shop")
    result = audit(*paths, "--against", old)

    assert result.exit_code == 2
    assert said in result.stderr


def test_an_earlier_template_that_cannot_be_read_at_all_is_no_comparison(here: Path) -> None:
    (here / "before.yaml").write_text("{")
    (here / "after.yaml").write_text(API % "shop")
    result = audit("after.yaml", "--against", "before.yaml")

    assert result.exit_code == 3
    assert "--against before.yaml" in result.stderr


# revisions


@pytest.mark.parametrize("revision", ["main", "HEAD", "heads/main"])
def test_the_work_tree_is_compared_with_a_revision(git: Git, revision: str) -> None:
    assert compared("infra/template.yaml", "--against", revision)[0] == ["stage prod is new"]
    assert compared("infra", "--against", revision)[0] == ["stage prod is new"]
    assert compared(".", "--against", revision)[0] == ["stage prod is new"]
    assert compared("infra/*.yaml", "--against", revision)[0] == ["stage prod is new"]


def test_a_commit_by_id_and_its_parent_are_revisions(git: Git) -> None:
    git("commit", "--quiet", "--all", "--message", "Two")
    head = git("rev-parse", "--short", "HEAD").strip()

    assert compared("infra", "--against", head)[0] == []
    assert compared("infra", "--against", "HEAD~1")[0] == ["stage prod is new"]


def test_a_repository_is_found_from_a_folder_inside_it(git: Git, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here / "infra")

    assert compared("template.yaml", "--against", "main")[0] == ["stage prod is new"]


def test_index_and_work_tree_stay_as_they_are(git: Git, here: Path) -> None:
    (here / "infra" / "other.yaml").write_text("x: 1\n")
    git("add", "infra/other.yaml")
    before = git("status", "--porcelain")
    compared("infra/template.yaml", "--against", "main")

    assert git("status", "--porcelain") == before
    assert git("worktree", "list").count("\n") == 1


def test_files_that_are_kept_out_of_archives_are_compared_all_the_same(git: Git, here: Path) -> None:
    (here / ".gitattributes").write_text("infra export-ignore\n")
    git("add", ".gitattributes", "infra")
    git("commit", "--quiet", "--message", "Two")

    assert compared("infra", "--against", "HEAD")[0] == []


def test_the_code_of_the_revision_is_read_too(git: Git, here: Path) -> None:
    function = """\
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      {Runtime: python3.13, Handler: app.handler, Timeout: 9, Role: 'arn:aws:iam::111122223333:role/r', Code: ../src}
"""
    (here / "src").mkdir()
    (here / "src" / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 200}\n")
    (here / "infra" / "template.yaml").write_text(API % "shop" + function)
    git("add", ".")
    git("commit", "--quiet", "--message", "Two")
    (here / "src" / "app.py").write_text("def other(event, context):\n    return {'statusCode': 200}\n")

    assert "missing-handler" in compared("infra/template.yaml", "--against", "HEAD")[1]


def test_variables_of_a_git_hook_lead_nowhere_else(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))

    assert compared("infra", "--against", "main")[0] == ["stage prod is new"]
    assert not (tmp_path / "index").exists()


HOSTILE = [
    "--upload-pack=touch${IFS}pwned",
    "--output=pwned",
    "-O",
    "--exec=touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    "main; touch pwned",
    "main\n--output=pwned",
    "main\x1b[2J",
    "main..HEAD",
    "main:infra",
    "@{upstream}",
    "no-such-branch",
    "a" * 5000,
    "main\0",
    "../../etc",
]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name)[:24])
def test_a_hostile_revision_is_refused_in_one_message(git: Git, here: Path, name: str) -> None:
    result = audit("infra", "--against", name)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output
    assert not (here / "pwned").exists()


def test_a_hostile_name_never_reaches_git(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise AssertionError(arguments)

    monkeypatch.setattr(subprocess, "run", refuse)
    for name in ("--upload-pack=x", "-O", "", "main\n", "main\x1b"):
        assert find_commit(Path(), name) is None


def test_a_revision_that_was_not_fetched_says_what_to_do(git: Git) -> None:
    result = audit("infra", "--against", "origin/main")

    assert result.exit_code == 2
    assert "fetch-depth: 0" in result.stderr


def test_what_is_built_is_in_no_revision_and_the_message_says_so(git: Git, here: Path) -> None:
    (here / "cdk.out").mkdir()
    (here / "cdk.out" / "x.yaml").write_text(API % "x")
    result = audit("cdk.out", "--against", "main")

    assert result.exit_code == 2
    assert "cdk.out is not there in main" in result.stderr
    assert "build that one too" in result.stderr


def test_without_a_repository_or_git_the_message_says_what_may_be_named(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "template.yaml").write_text(API % "x")
    result = audit("template.yaml", "--against", "main")
    assert (result.exit_code, "no git repository" in result.stderr) == (2, True)

    monkeypatch.setenv("PATH", os.devnull)
    assert find_repository(here) is None


def test_a_baseline_and_a_comparison_exclude_each_other_only_in_writing(here: Path) -> None:
    (here / "before.yaml").write_text(API % "shop")
    (here / "after.yaml").write_text(API % "shop" + STAGE)
    audit("after.yaml", "--baseline", "b.json", "--write-baseline")

    assert compared("after.yaml", "--against", "before.yaml", "--baseline", "b.json")[1] == set()
    result = audit("after.yaml", "--against", "before.yaml", "--baseline", "b.json", "--write-baseline")
    assert result.exit_code == 2
