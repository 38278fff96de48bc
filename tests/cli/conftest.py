"""The project that tests of `wellwired audit` work in."""

from pathlib import Path

import pytest

from .audit_runs import CLEAN, FAULTY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project: a faulty template and a clean one, in the working directory."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    (tmp_path / "clean.yaml").write_text(CLEAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path
