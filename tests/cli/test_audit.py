"""`wellwired audit` as a user types it."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wellwired.cli.options import FORMATS, SEVERITIES
from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.reports import FORMATS as RENDERED
from wellwired.reports.drawing import draw
from wellwired.rules import Rule, all_rules, find_rule

from .audit_runs import CLEAN, FAULTY, run

ONLY = ("--only", "unlogged-stage")


def test_findings_exit_with_one_and_a_clean_template_with_zero(folder: Path) -> None:
    found = run("faulty.yaml", *ONLY, "--fail-on", "warning")
    assert found.exit_code == 1
    assert "warning[unlogged-stage] " in found.stdout
    assert "--> faulty.yaml:5:3" in found.stdout
    clean = run("clean.yaml", *ONLY, "--fail-on", "note")
    assert (clean.exit_code, clean.stderr) == (0, "")


def test_warnings_fail_only_where_it_is_asked_for(folder: Path) -> None:
    codes = {word: run("faulty.yaml", *ONLY, "--fail-on", word).exit_code for word in SEVERITIES}
    assert codes == {"error": 0, "warning": 1, "note": 1, "never": 0}
    assert run("faulty.yaml", *ONLY).exit_code == 0


def test_a_file_that_cannot_be_read_exits_with_three_and_the_others_are_judged(folder: Path) -> None:
    (folder / "broken.yaml").write_text("Resources: {a: [", encoding="utf-8")
    result = run("broken.yaml", "faulty.yaml", "missing.yaml", *ONLY, "--fail-on", "warning")
    assert result.exit_code == 3
    assert "not read broken.yaml:1:" in result.stdout
    assert "not read missing.yaml: there is no such file" in result.stdout
    assert "unlogged-stage" in result.stdout


def test_a_folder_without_a_template_is_never_taken_for_clean(folder: Path) -> None:
    (folder / "empty").mkdir()
    result = run("empty")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: empty: no template found\n")


def test_a_folder_and_a_pattern_are_searched(folder: Path) -> None:
    for path in (".", "*.yaml"):
        result = run(path, *ONLY, "--format", "json")
        assert [Path(file).name for file in json.loads(result.stdout)["files"]] == ["clean.yaml", "faulty.yaml"]


def test_standard_input_is_judged_and_shown(folder: Path) -> None:
    result = run("-", *ONLY, "--fail-on", "warning", stdin=FAULTY)
    assert result.exit_code == 1
    assert "--> stdin:5:3" in result.stdout
    assert "5 |   Stage:" in result.stdout


def test_wrong_usage_exits_with_two_and_says_what_to_do(folder: Path) -> None:
    for arguments, said in (
        ((), "Missing argument 'PATH...'"),
        (("faulty.yaml", "--only", "unloged-stage"), "did you mean unlogged-stage"),
        (("faulty.yaml", "--allow", "unlogged-stage"), "gives no reason"),
        (("faulty.yaml", "--allow", "nothing=why"), "there is no rule 'nothing'"),
        (("faulty.yaml", "--parameter", "Level"), "'Level' is not NAME=VALUE"),
        (("faulty.yaml", "--parameter", "Levle=INFO"), "no template declares the parameter Levle"),
        (("faulty.yaml", "--format", "yaml"), "'yaml' is not one of"),
        (("faulty.yaml", "--baseline", "none.json"), "there is no baseline file"),
        (("faulty.yaml", "--write-baseline"), "add --baseline FILE"),
        (("faulty.yaml", "--config", "none.toml"), "could not be read"),
        (("faulty.yaml", "--output", "none/report.html"), "cannot be written"),
    ):
        result = run(*arguments)
        assert (result.exit_code, said in result.stderr) == (2, True), (arguments, result.stderr)


def test_only_takes_rules_families_and_lists_of_them(folder: Path) -> None:
    def ran(*only: str) -> set[str]:
        document = json.loads(run("faulty.yaml", "--format", "sarif", *only).stdout)
        return {rule["id"] for rule in document["runs"][0]["tool"]["driver"]["rules"]}

    assert ran() == {rule.name for rule in all_rules()}
    assert ran("--only", "logging") == {rule.name for rule in all_rules() if rule.family == "logging"}
    assert ran("--only", "unlogged-stage,missing-handler") == {"unlogged-stage", "missing-handler"}
    assert ran("--only", "unlogged-stage", "--only", "missing-handler") == {"unlogged-stage", "missing-handler"}


def test_an_allowance_needs_a_reason_and_stays_visible(folder: Path) -> None:
    result = run("faulty.yaml", *ONLY, "--fail-on", "warning", "--allow", "unlogged-stage=nobody calls it")
    assert result.exit_code == 0
    assert "allowed unlogged-stage at faulty.yaml:5:3, Stage Stage: nobody calls it (by --allow)" in result.stdout


def test_an_allowance_in_the_template_stays_visible(folder: Path) -> None:
    allow = "  Stage:\n    Metadata: {wellwired: {allow: {unlogged-stage: nobody calls it}}}\n"
    (folder / "allowed.yaml").write_text(FAULTY.replace("  Stage:\n", allow), encoding="utf-8")
    result = run("allowed.yaml", *ONLY, "--fail-on", "warning")
    assert result.exit_code == 0
    assert "nobody calls it (by the template)" in result.stdout


def test_a_baseline_makes_old_findings_known_and_new_ones_fail(folder: Path) -> None:
    strict = (*ONLY, "--fail-on", "warning", "--baseline", "known.json")
    written = run(".", *strict, "--write-baseline")
    assert (written.exit_code, written.stderr) == (0, "1 finding in known.json from now on\n")
    again = run(".", *strict)
    assert again.exit_code == 0
    assert "also 1 known to known.json" in again.stdout
    (folder / "new.yaml").write_text(FAULTY, encoding="utf-8")
    new = run(".", *strict)
    assert new.exit_code == 1
    assert "new.yaml:5:3" in new.stdout
    assert "--> faulty.yaml" not in new.stdout


def test_the_project_file_gives_what_the_command_line_does_not(folder: Path) -> None:
    settings = 'paths = ["faulty.yaml"]\nfail-on = "warning"\nonly = ["unlogged-stage"]\nformat = "github"\n'
    (folder / ".wellwired.toml").write_text(settings, encoding="utf-8")
    result = run()
    assert result.exit_code == 1
    assert result.stdout.startswith("::warning file=faulty.yaml,line=5,col=3,title=unlogged-stage::")
    assert run("clean.yaml", "--format", "text").stdout.startswith("Found nothing")
    assert run("--fail-on", "error").exit_code == 0


def test_a_wrong_choice_in_the_project_file_is_refused(folder: Path) -> None:
    (folder / ".wellwired.toml").write_text('format = "yaml"\n', encoding="utf-8")
    result = run("clean.yaml")
    assert result.exit_code == 2
    assert "format: 'yaml' is none of text, json" in result.stderr


def test_parameters_settle_what_was_open(folder: Path) -> None:
    text = CLEAN.replace(
        "AccessLogSetting: {DestinationArn: 'arn:x', Format: '{}'}",
        "AccessLogSetting: !If [Logged, {DestinationArn: 'arn:x', Format: '{}'}, !Ref AWS::NoValue]",
    )
    conditions = "Conditions: {Logged: !Equals [!Ref Level, all]}\n"
    (folder / "open.yaml").write_text(conditions + text, encoding="utf-8")

    def counts(*arguments: str) -> tuple[int, int]:
        summary = json.loads(run("open.yaml", *ONLY, "--format", "json", *arguments).stdout)["summary"]
        return summary["warning"], summary["open"]

    assert counts() == (0, 1)
    assert counts("--parameter", "Level=none") == (1, 0)
    (folder / "parameters.json").write_text(
        '{"Parameters": {"Level": "none", "OfAnotherStack": "x"}}', encoding="utf-8"
    )
    assert counts("--parameters", "parameters.json") == (1, 0)
    assert counts("--parameters", "parameters.json", "--parameter", "Level=all") == (0, 0)


def test_every_format_can_be_written_and_the_ending_chooses_it(folder: Path) -> None:
    for name, begins in (
        ("report.json", "{"),
        ("report.sarif", "{"),
        ("report.xml", "<?xml"),
        ("report.md", "## "),
        ("report.html", "<!doctype html>"),
        ("report.txt", "faulty.yaml"),
    ):
        result = run("faulty.yaml", *ONLY, "--output", name)
        assert result.stdout == ""
        assert result.stderr.splitlines()[-1] == f"written to {name}"
        assert (folder / name).read_text(encoding="utf-8").startswith(begins)
    assert "$schema" in (folder / "report.sarif").read_text(encoding="utf-8")


def test_every_format_goes_to_standard_output(folder: Path) -> None:
    for name in FORMATS:
        result = run("faulty.yaml", *ONLY, "--format", name, "--fail-on", "never")
        assert (result.exit_code, result.stderr) == (0, ""), name
        assert "unlogged-stage" in result.stdout


def test_the_formats_offered_are_the_formats_there_are() -> None:
    assert list(FORMATS) == list(RENDERED)
    assert SEVERITIES == ("error", "warning", "note", "never")


def test_the_wiring_is_drawn_in_html_and_markdown(folder: Path) -> None:
    (folder / "api.yaml").write_text(
        "Resources:\n  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}\n", encoding="utf-8"
    )
    assert "<b>shop</b>" in run("api.yaml", "--format", "markdown").stdout
    assert ">shop</text>" in run("api.yaml", "--format", "html").stdout


def test_a_rule_that_raises_is_named_and_exits_with_three(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(stage: Stage) -> Iterator[Finding]:
        raise LookupError(stage.name)
        yield

    rule = Rule("broken-rule", "logging", Severity.ERROR, "", "0.1", Stage, broken)
    healthy = find_rule("unlogged-stage")
    assert healthy
    for module in ("wellwired.cli.settling", "wellwired.cli.judging"):
        monkeypatch.setattr(f"{module}.all_rules", lambda: (rule, healthy))
    result = run("faulty.yaml")
    assert result.exit_code == 3
    assert "internal error in rule broken-rule on faulty/Stage: LookupError: Stage at test_audit.py:" in result.stdout
    assert "unlogged-stage" in result.stdout
    assert "Traceback" not in result.output


def test_a_reader_that_raises_leaves_its_file_unread(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("by its own fault")

    monkeypatch.setattr("wellwired.cli.judging.read_job", broken)
    result = run("faulty.yaml")
    assert result.exit_code == 3
    assert "not read faulty.yaml: internal error while reading: LookupError: by its own fault" in result.stdout


def test_a_drawing_that_fails_leaves_its_file_unread_and_the_others_are_judged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(wiring: Any, *_: object) -> Any:
        if any("clean" in node.address for node in wiring.nodes):
            raise LookupError("by its own fault")
        return draw(wiring, ())

    monkeypatch.setattr("wellwired.reports.drawing.draw", broken)
    result = run(".", "--format", "html")
    assert result.exit_code == 3
    assert "clean.yaml: internal error while reading: LookupError: by its own fault" in result.stdout
    assert "unlogged-stage" in result.stdout


def test_no_report_is_written_over_a_template(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("faulty.yaml")
    for output in ("faulty.yaml", "link.yaml"):
        result = run("faulty.yaml", "--output", output)
        assert (result.exit_code, "is one of the templates to judge" in result.stderr) == (2, True)
    assert (folder / "faulty.yaml").read_text(encoding="utf-8") == FAULTY


def test_an_unforeseen_failure_is_a_message_and_never_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("nobody\x1b[31m foresaw it")

    monkeypatch.setattr("wellwired.cli.audit.judge_paths", broken)
    result = run("faulty.yaml")
    assert result.exit_code == 3
    assert result.stderr.startswith("Error: internal error: LookupError: nobody\\x1b[31m foresaw it\n")
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("",),
        *(("faulty.yaml", f"--{name}=") for name in ("config", "parameters", "baseline", "output")),
        ("faulty.yaml", "--region", "nowhere"),
        ("faulty.yaml", "--region", "\ue000"),
        ("faulty.yaml", "--account", "1234"),
    ],
)
def test_what_an_unset_variable_or_a_slip_leaves_is_wrong_usage(folder: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("<&-", 3, ""),
        (">&-", 1, ""),
        ("2>&-", 1, ""),
        (">/dev/full", 2, "Error: cannot be written: No space left on device\n"),
    ],
)
def test_streams_that_are_closed_or_full_give_no_internal_error(
    folder: Path, redirection: str, code: int, said: str
) -> None:
    path = "-" if redirection == "<&-" else "faulty.yaml"
    line = f"{shlex.quote(sys.executable)} -m wellwired audit {path} --fail-on warning {redirection}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (code, said)
    assert "internal error" not in done.stdout


def test_colour_follows_the_terminal_and_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run("faulty.yaml").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[33;1m" in run("faulty.yaml", *ONLY).stdout
    assert "\x1b[" not in run("faulty.yaml", "--no-color").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("faulty.yaml").stdout


def test_an_output_that_knows_no_unicode_gets_it_spelled_out(folder: Path) -> None:
    (folder / "größe値.yaml").write_text(FAULTY, encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "wellwired", "audit", "größe値.yaml", *ONLY],
        capture_output=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0
    assert b"gr\xf6\xdfe\\u5024.yaml" in done.stdout


def test_a_reader_of_the_pipe_may_go_away(folder: Path) -> None:
    (folder / "many.yaml").write_text(
        "Resources:\n" + "".join(f"  S{index}: {{Type: AWS::ApiGateway::Stage}}\n" for index in range(2_000)),
        encoding="utf-8",
    )
    line = f"{shlex.quote(sys.executable)} -m wellwired audit many.yaml | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, check=True, text=True)
    assert done.stdout.startswith("many.yaml  ")
    assert done.stderr == ""


def test_the_help_tells_every_exit_code() -> None:
    text = " ".join(run("--help").stdout.split())
    assert (
        "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 something could not be read" in text
    )
