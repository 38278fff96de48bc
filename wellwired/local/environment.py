"""The virtual environment the embedded AWS runs in: made once with pip, kept in the user's cache folder."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from wellwired.errors import LocalError
from wellwired.local.progress import Progress

# An environment of its own, because the emulator pins botocore and runs every Python function with its own interpreter
# and packages. Every package is named, so that a year from now it is still the environment this was proved with.
REQUIREMENTS: Final = (
    "ministack==1.5.33",
    "boto3==1.43.106",
    "botocore==1.43.106",
    "defusedxml==0.7.1",
    "graphql-core==3.2.12",
    "h11==0.16.0",
    "h2==4.4.1",
    "hpack==4.2.0",
    "Hypercorn==0.18.0",
    "hyperframe==6.1.0",
    "jmespath==1.1.0",
    "jsonata-python==0.7.1",
    "priority==2.0.0",
    "python-dateutil==2.9.0.post0",
    "PyYAML==6.0.3",
    "s3transfer==0.19.3",
    "six==1.17.0",
    "urllib3==2.8.0",
    "wsproto==1.3.2",
)
PIP_LINES_SHOWN: Final = 6


def cache_folder() -> Path:
    """Return the folder for what can be made again: `$XDG_CACHE_HOME/wellwired`, else `~/.cache/wellwired`."""
    root = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(root) / "wellwired"


def ensure_environment(progress: Progress, cache: Path | None = None) -> Path:
    """Return the Python of the embedded AWS's environment, making the environment when it is not there yet.

    Raises LocalError when pip cannot install the packages, with pip's own last words.
    """
    digest = hashlib.sha256("\n".join((*REQUIREMENTS, sys.version)).encode()).hexdigest()[:12]
    home = (cache or cache_folder()) / f"embedded-aws-{digest}"
    python = home / "bin" / "python"
    if python.exists():
        return python
    home.parent.mkdir(parents=True, exist_ok=True)
    # Made beside its place and moved there whole: two first uses at a time, or one cut short, leave none half made.
    making = Path(tempfile.mkdtemp(prefix=f"{home.name}.", dir=home.parent))
    try:
        with progress.step("Prepare the embedded AWS (first use only: about 90 MB from the package index)"):
            run_or_explain([sys.executable, "-m", "venv", str(making)])
            run_or_explain([str(making / "bin" / "python"), "-m", "pip", "install", "--quiet", *REQUIREMENTS])
        try:
            making.rename(home)
        except OSError:
            if not python.exists():
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return python


def run_or_explain(command: list[str]) -> None:
    """Run one step of making the environment, or raise a LocalError that ends in the last lines it printed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode == 0:
        return
    said = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("WARNING")]
    raise LocalError(
        "the environment of the embedded AWS could not be made:\n  " + "\n  ".join(said[-PIP_LINES_SHOWN:]),
        remedy="pip installs it on first use: check that `pip download ministack` reaches a package index from here "
        "(proxy, PIP_INDEX_URL), then run the same command again",
    )
