"""The environment of the embedded AWS: made once, whole or not at all."""

from pathlib import Path

import pytest

from wellwired.errors import LocalError
from wellwired.local import environment
from wellwired.local.environment import cache_folder, ensure_environment
from wellwired.local.progress import silent_progress


def test_it_is_made_once_and_found_again(
    emulator_python: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "run_or_explain", lambda command: pytest.fail(f"ran {command}"))

    assert ensure_environment(silent_progress()) == emulator_python


def test_what_it_holds_decides_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def make(command: list[str]) -> None:
        if "venv" in command:
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(environment, "run_or_explain", make)
    first = ensure_environment(silent_progress(), tmp_path)
    monkeypatch.setattr(environment, "REQUIREMENTS", ("ministack==9.9.9",))
    second = ensure_environment(silent_progress(), tmp_path)

    assert first != second
    assert first.exists()
    assert second.exists()


def test_a_pip_that_reaches_no_index_is_one_clear_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)

    with pytest.raises(LocalError, match="could not be made") as caught:
        ensure_environment(silent_progress(), tmp_path)

    assert "ministack" in str(caught.value)
    assert "reaches a package index" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_folder_follows_the_desktop_convention(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert cache_folder() == Path("/somewhere/wellwired")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "wellwired"


def test_every_package_of_the_environment_is_pinned() -> None:
    assert all("==" in requirement for requirement in environment.REQUIREMENTS)
