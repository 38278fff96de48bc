"""`wellwired rules`, and the pages in docs/rules."""

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from wellwired.cli import main
from wellwired.reports.pages import find_stale_pages
from wellwired.rules import all_rules

DOCS = Path(__file__).parents[2] / "docs" / "rules"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments])


def test_the_list_names_every_rule_with_its_worth() -> None:
    text = run().stdout
    for rule in all_rules():
        assert re.search(rf"^  {rule.name} +{rule.severity.word} +{rule.status}", text, re.MULTILINE)
    assert text.endswith(f"{len(all_rules())} rules; wellwired rules NAME shows a page\n")


def test_the_list_as_json_holds_every_page() -> None:
    listed = json.loads(run("--format", "json").stdout)
    assert [item["name"] for item in listed] == [rule.name for rule in all_rules()]
    assert all("## What it sees" in item["page"] for item in listed)
    assert set(listed[0]) == {"name", "family", "severity", "status", "since", "title", "page"}


def test_the_page_of_a_rule_is_shown() -> None:
    text = run("unlogged-stage").stdout
    assert text.startswith("# unlogged-stage\n\nA stage writes no access log")
    assert "| warning | nothing fails; less is seen or held back | logging | 0.1 |" in text
    assert "unlogged-stage: why this is fine here" in text
    assert json.loads(run("unlogged-stage", "--format", "json").stdout)["family"] == "logging"


def test_the_page_on_a_terminal_is_rendered() -> None:
    ours, theirs = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if key not in {"NO_COLOR", "CI"}} | {"TERM": "xterm"}
    command = [sys.executable, "-m", "wellwired", "rules", "unlogged-stage"]
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.PIPE, env=environment):
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # what Linux answers when the other end has gone
            while part := os.read(ours, 4096):
                seen += part
    os.close(ours)
    text = seen.decode()
    assert "\x1b[1" in text
    assert "unlogged-stage" in text
    assert "```" not in text
    assert "## What it sees" not in text
    assert "What it sees" in text


def test_a_misspelled_rule_is_answered_with_the_near_ones() -> None:
    result = run("unloged-stage")
    assert result.exit_code == 2
    assert "there is no rule 'unloged-stage'\n  did you mean unlogged-stage" in result.stderr


def test_pages_are_written_checked_and_those_of_gone_rules_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    assert run("--write", str(folder)).exit_code == 0
    assert len(list(folder.glob("*.md"))) == len(all_rules()) + 1
    assert run("--check", str(folder)).exit_code == 0
    (folder / "gone-rule.md").write_text("old", encoding="utf-8")
    (folder / "unlogged-stage.md").write_text("old", encoding="utf-8")
    stale = run("--check", str(folder))
    assert stale.exit_code == 1
    assert "out of date: gone-rule.md, unlogged-stage.md" in stale.stderr
    run("--write", str(folder))
    assert not (folder / "gone-rule.md").exists()
    assert find_stale_pages(all_rules(), folder) == []


def test_the_pages_in_docs_are_up_to_date() -> None:
    assert find_stale_pages(all_rules(), DOCS) == [], "run: wellwired rules --write docs/rules"


def test_the_index_links_every_page() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\S+\.md)\)", index)) == {f"{rule.name}.md" for rule in all_rules()}


def test_pages_are_not_written_over_the_markdown_of_others(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Ours\n", encoding="utf-8")
    for folder, said in ((tmp_path, "holds other Markdown files"), (tmp_path / "README.md" / "x", "cannot be written")):
        result = run("--write", str(folder))
        assert (result.exit_code, said in result.stderr) == (2, True)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["# Ours\n"]
