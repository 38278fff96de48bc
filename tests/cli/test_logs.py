"""`wellwired logs on|off` at the command line: the plan, the question, the journal, the time limit."""

import os
import signal
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from tests.logs_switch.conftest import api, aws, removable_settings
from wellwired.cli import logs as cli_logs
from wellwired.cli import main

__all__ = ["api", "aws", "removable_settings"]


def logs(way: str, folder: Path, *arguments: str, given: str | None = None) -> Result:
    words = ["logs", way, "--api", "orders", "--stage", "prod", "--journal", str(folder), *arguments]
    return CliRunner().invoke(main, words, input=given)


def level(api: str) -> str | None:
    settings: dict[str, Any] = boto3.client("apigateway").get_stage(restApiId=api, stageName="prod")["methodSettings"]
    return settings["*/*"]["loggingLevel"] if "*/*" in settings else None


def test_the_plan_is_shown_and_without_consent_nothing_is_done(api: str, tmp_path: Path) -> None:
    result = logs("on", tmp_path)
    assert result.exit_code == 2
    for part in (
        "1. create IAM role",
        "set the CloudWatch role",
        "write an access log",
        "nothing -> loggingLevel INFO",
    ):
        assert part in result.stdout
    assert "agree with --yes" in result.stderr
    assert level(api) is None
    assert list(tmp_path.iterdir()) == []


def test_on_and_off_again(api: str, tmp_path: Path) -> None:
    on = logs("on", tmp_path, "--yes")
    assert on.exit_code == 0, on.output
    assert level(api) == "INFO"
    assert f"switch off again with: wellwired logs off --api {api} --stage prod" in on.stdout
    assert "nothing to do: the logs are on" in logs("on", tmp_path, "--yes").stdout
    off = logs("off", tmp_path)
    assert off.exit_code == 0, off.output
    assert level(api) is None
    assert "nothing to do: no journal says" in logs("off", tmp_path).stdout


def test_data_trace_comes_with_a_warning(api: str, tmp_path: Path) -> None:
    assert "data trace logs headers and bodies of callers" in logs("on", tmp_path, "--yes", "--data-trace").stdout


def test_for_a_while_and_back(api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    monkeypatch.setattr("wellwired.cli.logs._wait", lambda _: seen.append(level(api)))
    result = logs("on", tmp_path, "--yes", "--for", "30m")
    assert result.exit_code == 0, result.output
    assert seen == ["INFO"]
    assert level(api) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_waiting_restores(api: str, tmp_path: Path, number: signal.Signals) -> None:
    timer = threading.Timer(0.5, os.kill, (os.getpid(), number))
    with pytest.MonkeyPatch.context() as patched:
        wait = cli_logs._wait

        def begin(length: timedelta) -> None:
            timer.start()
            wait(length)

        patched.setattr(cli_logs, "_wait", begin)
        result = logs("on", tmp_path, "--yes", "--for", "1m")
    timer.cancel()
    assert result.exit_code == 0, result.output
    assert "logs are on for 0:01:00" in result.stdout
    assert level(api) is None


def test_a_failure_half_way_says_how_to_take_back_what_was_done(
    api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wellwired.errors import UnreadableError
    from wellwired.logs_switch.settings import Settings

    def refuse(*_: object) -> None:
        raise UnreadableError("denied", where="stage", remedy="have apigateway:PATCH allowed")

    with monkeypatch.context() as patched:
        patched.setattr(Settings, "_write_stage", refuse)
        result = logs("on", tmp_path, "--yes")
    assert result.exit_code == 3
    assert "have apigateway:PATCH allowed" in result.stderr
    assert f"wellwired logs off --api {api} --stage prod takes back what was done" in result.stderr
    assert boto3.client("apigateway").get_account().get("cloudwatchRoleArn")
    assert logs("off", tmp_path).exit_code == 0
    assert not boto3.client("apigateway").get_account().get("cloudwatchRoleArn")


def test_off_exits_with_one_where_somebody_changed_it(api: str, tmp_path: Path) -> None:
    logs("on", tmp_path, "--yes")
    boto3.client("apigateway").update_stage(
        restApiId=api,
        stageName="prod",
        patchOperations=[{"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"}],
    )
    result = logs("off", tmp_path)
    assert result.exit_code == 1
    assert "somebody changed what was set here" in result.stderr
    left = logs("off", tmp_path, "--leave-changed")
    assert left.exit_code == 0
    assert "left: method-setting */*: somebody changed it" in left.stdout
    assert level(api) == "ERROR"


def test_off_works_by_id_when_the_api_is_gone(api: str, tmp_path: Path) -> None:
    logs("on", tmp_path, "--yes")
    boto3.client("apigateway").delete_stage(restApiId=api, stageName="prod")
    boto3.client("apigateway").delete_rest_api(restApiId=api)
    words = ["logs", "off", "--api", api, "--stage", "prod", "--journal", str(tmp_path)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert not boto3.client("apigateway").get_account().get("cloudwatchRoleArn")


def test_an_unknown_stage_is_one_clear_error(api: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["logs", "on", "--api", "orders", "--stage", "beta", "--yes"])
    assert (result.exit_code, "API orders has no stage beta" in result.stderr) == (2, True)
