"""What Lambda's Python runtime brings along, and nothing else of this machine: AWS's runtime client, and boto3.

A folder of links to just these packages stands for /var/runtime; the rest of the developer's packages stays unseen, so
that a function which forgot to package one fails here as it would on AWS.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Final

from wellwired.errors import MissingExtraError

CHILD: Final = Path(__file__).with_name("child")
# Stands in for the compiled part of the client, of which there is none for macOS or for another Python than this one.
SHIM: Final = CHILD / "shim"
LOCAL_PYTHON: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
_NEWEST_UNSUPPORTED: Final = 9  # AWS's client asks for Python 3.10
_LINKED: Final = ("awslambdaric", "boto3")
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_PROBE: Final = "import sys; print('%d.%d' % sys.version_info[:2], sys.executable)"


def link_packages(folder: Path) -> None:
    """Fill `folder` with links to the runtime's packages; raises `MissingExtraError` without AWS's client."""
    try:
        distribution("awslambdaric")
    except PackageNotFoundError:
        raise MissingExtraError("running functions", "serve") from None
    folder.mkdir()
    for found in _with_requirements(_LINKED):
        for top in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            (folder / top).symlink_to(Path(str(found.locate_file(top))))


def needs_shim(python: str) -> bool:
    """Whether the compiled part of AWS's client is missing for this minor version of Python."""
    return python != LOCAL_PYTHON or find_spec("runtime_client") is None


@cache
def find_python(minor: str) -> str | None:
    """The interpreter of a minor version such as "3.13": this one, or one on PATH that starts; else None."""
    if minor == LOCAL_PYTHON:
        return sys.executable
    named = which(f"python{minor}")
    if named is None or int(minor.partition(".")[2]) <= _NEWEST_UNSUPPORTED:
        return None
    try:
        done = subprocess.run([named, "-ISc", _PROBE], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    version, _, path = done.stdout.strip().partition(" ")
    return path if done.returncode == 0 and version == minor else None


def _with_requirements(names: tuple[str, ...]) -> Iterator[Distribution]:
    """Installed distributions by name, and what they need."""
    waiting, seen = list(names), set[str]()
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue
        yield found
        for line in found.requires or ():
            match = _NAME.match(line)
            if match and "extra ==" not in line:
                waiting.append(match[0])
