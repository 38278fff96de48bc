"""What surrounds a function in its sandbox: the environment that Lambda gives it, starting from an empty one.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from wellwired.gateway.functions.laid_out import lay_out
from wellwired.gateway.functions.runtime_packages import CHILD, LOCAL_PYTHON, SHIM, find_python, needs_shim
from wellwired.gateway.functions.spec import Spec
from wellwired.model.compute import CodePlace

_SETPRIV: Final = "setpriv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every sandbox of one function is started with: command, environment, folder to start in, and notices."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    notices: tuple[str, ...]

    def environment_of(self, address: str) -> dict[str, str]:
        """One sandbox's environment. address: of its Runtime API."""
        stream = f"{datetime.now(UTC):%Y/%m/%d}/[$LATEST]{secrets.token_hex(16)}"
        return {**self.environment, "AWS_LAMBDA_RUNTIME_API": address, "AWS_LAMBDA_LOG_STREAM_NAME": stream}


def surround(spec: Spec, *, scratch: Path, packages: Path, extra: Mapping[str, str]) -> Surroundings:
    """Lay the function out below `scratch`. packages: the runtime's. extra: variables that the caller adds."""
    code = lay_out(spec.code, scratch)
    layers = [lay_out(CodePlace(path=layer), scratch) for layer in reversed(spec.layers)]  # the last one wins
    python, notices = find_python(spec.python), spec.notices
    if python is None:
        notices += (f"{spec.label} asks for Python {spec.python}, which is not here: {LOCAL_PYTHON} runs it",)
    minor = LOCAL_PYTHON if python is None else spec.python
    runtime = [*([SHIM] if needs_shim(minor) else []), packages]
    inside = (f"python/lib/python{minor}/site-packages", "python")
    own = [code, *(layer / part for layer in layers for part in inside)]
    command = (
        *_ended_with_us(),
        *(python or find_python(LOCAL_PYTHON) or "", "-S", str(CHILD / "launcher.py"), spec.handler),
        os.pathsep.join(map(str, runtime)),
        os.pathsep.join(map(str, own)),
    )
    environment = _environment(spec, code, layers, packages, home=scratch / "home") | dict(extra)
    return Surroundings(command=command, environment=environment, folder=code, notices=notices)


def _environment(spec: Spec, code: Path, layers: list[Path], packages: Path, *, home: Path) -> dict[str, str]:
    home.mkdir(exist_ok=True)
    programs = [str(layer / "bin") for layer in layers]
    changeable = {
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin", *programs)),
        "PYTHONPATH": str(packages),
        **({"LD_LIBRARY_PATH": os.pathsep.join(str(layer / "lib") for layer in layers)} if layers else {}),
    }
    given = {
        "_HANDLER": spec.handler,
        "AWS_DEFAULT_REGION": spec.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{spec.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(spec.memory),
        "AWS_LAMBDA_FUNCTION_NAME": spec.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": spec.log_group,
        "AWS_REGION": spec.region,
        "LAMBDA_RUNTIME_DIR": str(packages),
        "LAMBDA_TASK_ROOT": str(code),
    }
    # Not of Lambda: an empty home and no metadata service, or an SDK would find the developer's own credentials; and
    # no bytecode, or running a function would change the code that is watched and hashed.
    kept_out = {"HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true", "PYTHONDONTWRITEBYTECODE": "1"}
    return changeable | dict(spec.variables) | given | dict(spec.log_settings) | kept_out


def _ended_with_us() -> tuple[str, ...]:
    """Where Linux's setpriv is at hand, the kernel ends a sandbox whose gateway was killed without a word."""
    found = shutil.which(_SETPRIV)
    return (found, "--pdeathsig", "KILL") if found else ()
