"""What a failed CDK command tells the person who ran it."""

from pathlib import Path

import pytest

from wellwired.errors import UnreadableError
from wellwired.local.deployment import explained, synth_environment, synthesise
from wellwired.local.emulator import Emulator
from wellwired.local.progress import silent_progress
from wellwired.local.toolchain import Cdk

EVENTS = [
    "orders: deploying... [1/1]",
    "orders |  3/17 | 6:26:21 AM | CREATE_COMPLETE         | AWS::Logs::LogGroup     | Log (Log1)",
    "orders |  4/17 | 6:26:21 AM | CREATE_FAILED           | AWS::SSM::Parameter     | P (P1) Type is not supported",
    "❌  orders failed to deploy",
]


def test_a_failed_deploy_tells_its_failures_and_not_its_successes() -> None:
    said = explained(EVENTS)

    assert "Type is not supported" in said
    assert "CREATE_COMPLETE" not in said


def test_a_failed_synth_tells_its_last_lines() -> None:
    said = explained(["Traceback", "SettingsError: no such key: colour", "85 feature flags are not configured", ""])

    assert said == "Traceback\n  SettingsError: no such key: colour"


def test_a_command_that_said_nothing_is_said_so() -> None:
    assert explained([]) == "it printed nothing"


def test_an_app_is_synthesised_with_the_users_environment_but_no_real_account(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_APP_SETTING", "kept")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "secret")

    environment = synth_environment(emulator)

    assert environment["MY_APP_SETTING"] == "kept"
    assert environment["AWS_ENDPOINT_URL"] == emulator.endpoint
    assert "AWS_PROFILE" not in environment
    assert "AWS_SESSION_TOKEN" not in environment


def test_a_folder_that_is_no_app_is_said_so(tmp_path: Path, emulator: Emulator) -> None:
    cdk = Cdk(tmp_path / "never-run", "2.1148.1", "")

    with pytest.raises(UnreadableError, match=r"neither a CDK app \(no cdk\.json\) nor a cloud assembly"):
        synthesise(cdk, tmp_path, tmp_path / "out", (), emulator, silent_progress())


def test_an_assembly_is_taken_as_it_is(tmp_path: Path, emulator: Emulator) -> None:
    (tmp_path / "manifest.json").write_text("{}")
    cdk = Cdk(tmp_path / "never-run", "2.1148.1", "")

    assert synthesise(cdk, tmp_path, tmp_path / "out", (), emulator, silent_progress()) == tmp_path
