"""An API in two CDK stacks, made anew for each test."""

from pathlib import Path

import pytest

from tests.synth.sample_app import SampleApp


@pytest.fixture
def sample(tmp_path: Path) -> SampleApp:
    """Two stacks, a nested one and a stage; their wires are sound, and no stage logs."""
    return SampleApp(tmp_path / "out", fail_on="never")
