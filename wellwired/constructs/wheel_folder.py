"""The packages of a requirements file as a folder for Lambda: installed by pip, without Docker, the same everywhere."""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from wellwired.errors import WiringError

# Lambda's images have glibc 2.34 from Python 3.12 on, 2.26 before; older wheels fit newer systems, not the other way.
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, https://peps.python.org/pep-0600/
_PLATFORMS: Final = ("manylinux2014", "manylinux_2_17", "manylinux_2_28")
_PLATFORMS_BEFORE_3_12: Final = ("manylinux2014", "manylinux_2_17")
_COMPILED: Final = (".so", ".pyd", ".dylib")
_INSTALLER_NOISE: Final = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")
_FIXED_TIME: Final = 315_532_800  # 1980-01-01, the oldest a zip archive can hold
_FORMAT: Final = "1"  # to be raised when this module lays folders out differently
_LINES_SHOWN: Final = 6
_INDENT: Final = "\n  "
_NOTHING: Final = "(from versions: none)"


def install_wheels(
    requirements: Path, *, python_version: str, machine: str, allow_compiled: bool, build_folder: Path
) -> Path:
    """Return a folder with the packages of requirements; it is made once and found again by the file's hash.

    python_version is such as "3.14", machine "x86_64" or "aarch64". Every requirement needs a pinned version and its
    hash (`name==1.2 --hash=sha256:...`), their own dependencies included. Raises WiringError when pip fails, naming the
    command, and when a package is compiled though that is not allowed.
    """
    if not requirements.is_file():
        raise WiringError(
            f"the requirements file {requirements} does not exist", remedy="pass the path of a requirements.txt"
        )
    platforms = _PLATFORMS if _minor(python_version) >= 12 else _PLATFORMS_BEFORE_3_12
    command = [
        *("-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"),
        *("--no-deps", "--no-compile", "--only-binary", ":all:", "--implementation", "cp"),
        *("--python-version", python_version),
        *(part for platform in platforms for part in ("--platform", f"{platform}_{machine}")),
        *("--requirement", str(requirements)),
    ]
    key = [_FORMAT, python_version, machine, str(allow_compiled), requirements.read_text()]
    folder = build_folder / f"wheels-{digest(key)}"

    def fill(target: Path) -> None:
        _run_pip([*command, "--target", str(target)], requirements)
        if not allow_compiled and (compiled := sorted(set(_compiled_packages(target)))):
            raise WiringError(
                f"{', '.join(compiled)} would bring compiled code, which runs on Lambda's platform alone",
                where=str(requirements),
                remedy="use a pure Python package, or pass allow_compiled=True and give up running it locally",
            )
        _strip(target)

    return make_folder(folder, fill)


def make_folder(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Return folder, filled by `fill` unless it is there; made aside and moved, so it is there whole or not at all.

    Times and modes are made the same for everybody: Lambda must be able to read what a strict umask would hide.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        fill(making)
        for path in (making, *making.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o111 else 0o644)
            os.utime(path, (_FIXED_TIME, _FIXED_TIME))
        try:
            making.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was faster, with the same content
                raise
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder


def digest(parts: list[str]) -> str:
    """Return twelve hexadecimal digits that change with any of the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _minor(python_version: str) -> int:
    return int(python_version.split(".")[1])


def _run_pip(command: list[str], requirements: Path) -> None:
    if importlib.util.find_spec("pip") is None:
        raise WiringError(
            f"{sys.executable} has no pip to install {requirements} with", remedy="python -m ensurepip --upgrade"
        )
    # A user's settings may name another place to install to; the index, its certificate and its proxy are kept.
    environment = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"):
        environment.pop(name, None)
    result = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    if result.returncode:
        said = [line.strip() for line in result.stderr.splitlines() if line.strip()]
        first = next((number for number, line in enumerate(said) if line.startswith("ERROR")), 0)
        # This is all pip says when nothing answers, and also when the index has no such package.
        unreached = ": the package index was not reached, or has no such package" if _NOTHING in result.stderr else ""
        raise WiringError(
            f"pip could not install the packages for Lambda{unreached}\n  {_INDENT.join(said[first:][:_LINES_SHOWN])}",
            where=str(requirements),
            remedy=f"see for yourself: {shlex.join([sys.executable, *command[:-1], 'DIRECTORY'])}",
        )


def _compiled_packages(folder: Path) -> Iterator[str]:
    for wheel in folder.glob("*.dist-info/WHEEL"):
        if "root-is-purelib: false" in wheel.read_text().lower():
            yield wheel.parent.name.removesuffix(".dist-info").replace("-", " ")
    owners = {owner.name.split("-")[0].lower() for owner in folder.glob("*.dist-info")}
    for file in folder.rglob("*"):
        top = file.relative_to(folder).parts[0]
        if file.suffix in _COMPILED and top.lower() in owners:
            yield top


def _strip(folder: Path) -> None:
    """Take out what differs from one installation to the next, and the scripts that no function runs."""
    shutil.rmtree(folder / "bin", ignore_errors=True)
    for cache in list(folder.rglob("__pycache__")):
        shutil.rmtree(cache)
    for name in _INSTALLER_NOISE:
        for file in folder.glob(f"*.dist-info/{name}"):
            file.unlink()
