"""Fixtures of the construct tests."""

from pathlib import Path

import pytest


@pytest.fixture
def handler_source(tmp_path: Path) -> Path:
    """A directory with `app.handler` in it."""
    source = tmp_path / "handler"
    source.mkdir()
    (source / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 204}\n")
    return source
