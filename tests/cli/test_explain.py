"""`wellwired explain`: arguments, pipes, formats, and text that is out to do harm."""

import json

from click.testing import CliRunner

from wellwired.cli import main


def test_the_first_cause_is_shown_with_its_evidence_and_its_cure() -> None:
    result = CliRunner().invoke(main, ["explain", "Task timed out after 3.00 seconds"])
    assert result.exit_code == 0
    assert result.output.startswith("1. The function ran into its own timeout (502-function-timeout)")
    for word in ("seen", "tell", "retry", "CDK", "console", "rules"):
        assert f"   {word}" in result.output


def test_a_piped_log_is_explained_as_json() -> None:
    result = CliRunner().invoke(main, ["explain", "-f", "json", "--limit", "1"], input='{"message":"Limit Exceeded"}')
    (cause,) = json.loads(result.output)["causes"]
    assert cause["id"] == "429-usage-plan-quota"
    assert cause["status"] == 429


def test_a_cause_can_be_asked_for_by_its_name() -> None:
    result = CliRunner().invoke(main, ["explain", "500-lambda-permission"])
    assert "API Gateway may not invoke the function" in result.output


def test_text_that_is_not_known_is_exit_code_1_with_what_to_give() -> None:
    result = CliRunner().invoke(main, ["explain", "all is well"])
    assert result.exit_code == 1
    assert "curl -i" in result.stderr


def test_what_the_log_says_cannot_steer_the_terminal_or_leave_its_span() -> None:
    hostile = "Task timed out after 3 seconds\x1b[2J"
    line = f"API Key `\x1b]0;x` not authorized because method '`<b>`\x1b[31m' requires API Key {hostile}"
    for form in ("text", "markdown", "json"):
        output = CliRunner().invoke(main, ["explain", "-f", form, line]).output
        assert "\x1b" not in output
        if form == "markdown":
            assert not [row for row in output.splitlines() if row.startswith("- **seen**") and row.count("`") != 2]
