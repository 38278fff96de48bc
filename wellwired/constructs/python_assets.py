"""Python code on its way into Lambda: the newest runtime, a layer of packages, and source with its packages inside."""

import re
import shutil
from pathlib import Path
from typing import Final

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs.wheel_folder import digest, install_wheels, make_folder
from wellwired.errors import WiringError

BUILD_FOLDER: Final = Path("build")
UNZIPPED_LIMIT: Final = (
    262_144_000  # bytes, function and layers: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
)
_MACHINES: Final = {"x86_64": "x86_64", "arm64": "aarch64"}
_NOT_SHIPPED: Final = ("__pycache__", "*.pyc", "requirements*.txt")


def newest_python_runtime() -> lambda_.Runtime:
    """Return the newest Python runtime that the installed CDK knows."""
    minors = (int(name[1]) for name in map(re.compile(r"PYTHON_3_(\d+)").fullmatch, dir(lambda_.Runtime)) if name)
    runtime: lambda_.Runtime = getattr(lambda_.Runtime, f"PYTHON_3_{max(minors)}")
    return runtime


class PythonLayer(lambda_.LayerVersion):
    """A layer with `wellwired.runtime` and the packages of a requirements file, built by pip without Docker.

    Every requirement is pinned with its hash. The first build needs the package index; the result is kept in
    `build_folder` under the hash of the file, so later ones need nothing. `path` is the built folder. Compiled packages
    are refused unless `allow_compiled`: they would run on Lambda, and not where the function is run locally.
    Raises WiringError.
    """

    path: Path

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        requirements: Path | str | None = None,
        runtime: lambda_.Runtime | None = None,
        architecture: lambda_.Architecture | None = None,
        allow_compiled: bool = False,
        build_folder: Path | str = BUILD_FOLDER,
        description: str | None = None,
    ) -> None:
        runtime = runtime or newest_python_runtime()
        architecture = architecture or lambda_.Architecture.X86_64
        build_folder = Path(build_folder)
        wheels = _wheels(requirements, runtime, architecture, allow_compiled, build_folder)
        path = make_folder(
            build_folder / f"layer-{digest([str(wheels and wheels.name), _content(_runtime_folder())])}",
            lambda target: _fill(target / "python", wheels),
        )
        _check_size(path, where=f"{scope.node.path}/{construct_id}")
        super().__init__(
            scope,
            construct_id,
            code=lambda_.Code.from_asset(str(path)),
            compatible_runtimes=[runtime],
            compatible_architectures=[architecture] if allow_compiled else None,
            description=description,
        )
        self.path = path


def build_source(
    source: Path | str,
    *,
    requirements: Path | str | None = None,
    runtime: lambda_.Runtime | None = None,
    architecture: lambda_.Architecture | None = None,
    allow_compiled: bool = False,
    build_folder: Path | str = BUILD_FOLDER,
) -> Path:
    """Return a folder with a copy of source, its packages and `wellwired.runtime`: one asset in place of a layer.

    Pass it on as `source` of a `ProxyFunction`, or to `Code.from_asset`. The arguments are those of `PythonLayer`.
    Raises WiringError, also where source has a module or package of the same name as one it needs.
    """
    source, build_folder = Path(source), Path(build_folder)
    if not source.is_dir():
        raise WiringError(f"the source {source} is no directory", remedy="pass the handler's directory")
    wheels = _wheels(
        requirements,
        runtime or newest_python_runtime(),
        architecture or lambda_.Architecture.X86_64,
        allow_compiled,
        build_folder,
    )
    needed = {"wellwired", *(path.name for path in (wheels.iterdir() if wheels else ()))}
    if both := sorted(needed & {path.name for path in source.iterdir()}):
        raise WiringError(
            f"{', '.join(both)} is in the source and among its packages", where=str(source), remedy="rename yours"
        )

    def fill(target: Path) -> None:
        _fill(target, wheels)
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_NOT_SHIPPED))

    parts = [str(wheels and wheels.name), _content(_runtime_folder()), _content(source)]
    path = make_folder(build_folder / f"source-{digest(parts)}", fill)
    _check_size(path, where=str(source))
    return path


def runtime_source(build_folder: Path | str = BUILD_FOLDER) -> Path:
    """Return a folder with `wellwired.runtime` alone, the source of a function whose handler is in there."""
    name = f"runtime-{digest([_content(_runtime_folder())])}"
    return make_folder(Path(build_folder) / name, lambda target: _fill(target, None))


def _wheels(
    requirements: Path | str | None,
    runtime: lambda_.Runtime,
    architecture: lambda_.Architecture,
    allow_compiled: bool,
    build_folder: Path,
) -> Path | None:
    if requirements is None:
        return None
    return install_wheels(
        Path(requirements),
        python_version=runtime.name.removeprefix("python"),
        machine=_MACHINES[architecture.name],
        allow_compiled=allow_compiled,
        build_folder=build_folder,
    )


def _fill(target: Path, wheels: Path | None) -> None:
    if wheels is not None:
        shutil.copytree(wheels, target, dirs_exist_ok=True)
    package = target / "wellwired"
    shutil.copytree(_runtime_folder(), package / "runtime", ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    # The whole package's own first file would promise names that are not shipped.
    (package / "__init__.py").write_text('"""The part of wellwired that runs inside Lambda."""\n')


def _runtime_folder() -> Path:
    return Path(__file__).parents[1] / "runtime"


def _content(folder: Path) -> str:
    """Return a digest of what would be shipped of a folder: the names and the bytes of its files."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _left_out(path.relative_to(folder)))
    return digest([part for file in files for part in (str(file.relative_to(folder)), file.read_bytes().hex())])


def _left_out(path: Path) -> bool:
    return any(Path(part).match(pattern) for part in path.parts for pattern in _NOT_SHIPPED)


def _check_size(folder: Path, *, where: str) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > UNZIPPED_LIMIT:
        raise WiringError(
            f"the packages take {size:,} bytes, and Lambda has room for {UNZIPPED_LIMIT:,}",
            where=where,
            remedy="leave packages out (boto3 is there already), or ship the function as a container image",
        )
