"""The wheel as somebody else gets it: what is in it, and the README's example in a fresh environment."""

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_BUILT_FROM = shutil.ignore_patterns(
    ".*", "node_modules", "build", "dist", "cdk.out", "__pycache__", "tests", "docs"
)


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """Run a command and return what it printed; a failure shows it."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def readme_block(containing: str) -> str:
    """Return the one Python block of the README that has this in it."""
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    (block,) = (block for block in blocks if containing in block)
    return str(block)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing of a build stays in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=NOT_BUILT_FROM)
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", cwd=folder / "source")
    (built,) = (folder / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"wellwired"}
    assert "wellwired/py.typed" in names
    assert [name for name in names if name.endswith(".pyc")] == []
    for source in (path.relative_to(ROOT) for path in (ROOT / "wellwired").rglob("*") if path.is_file()):
        left_behind = any(part == "__pycache__" or part.startswith(".") for part in source.parts)
        assert left_behind or source.as_posix() in names


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment with `wellwired[cdk]` from the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=True, symlinks=True)
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile", f"{wheel}[cdk]", cwd=folder)
    return folder / "bin"


def test_the_readmes_example_synthesises_in_a_fresh_environment(fresh: Path, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(readme_block("app.synth()"))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "hello.py").write_text(readme_block("def handler("))
    path = os.pathsep.join([str(fresh), "/usr/bin", "/bin"])

    run(fresh / "python", "app.py", cwd=tmp_path, PATH=path, JSII_NODE=str(fresh / "node"), CDK_OUTDIR="cdk.out")

    template = (tmp_path / "cdk.out" / "hello.template.json").read_text()
    assert '"AWS::ApiGateway::Stage"' in template
    assert '"AWS::ApiGateway::Account"' in template


def test_the_base_command_runs_without_boto3(fresh: Path, tmp_path: Path) -> None:
    assert "wellwired local" in run(fresh / "wellwired", "local", "--help", cwd=tmp_path)


def test_a_missing_extra_answers_with_the_line_that_installs_it(fresh: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(fresh / "wellwired"), "local"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "pip install 'wellwired[local]'" in done.stderr
    assert "Traceback" not in done.stderr
