"""One embedded AWS for the tests that need it running, in the environment the user's own runs use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import silent_progress


@pytest.fixture(scope="session")
def emulator_python() -> Path:
    return ensure_environment(silent_progress())


@pytest.fixture(scope="session")
def emulator(emulator_python: Path) -> Iterator[Emulator]:
    with Emulator(emulator_python) as running:
        yield running
