"""Packages reach Lambda pinned, readable and the same everywhere; the index is needed once; failures say what to do."""

import base64
import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template

from wellwired.constructs import python_assets
from wellwired.constructs.python_assets import PythonLayer, build_source, newest_python_runtime
from wellwired.errors import WiringError

LOCK = Path(__file__).parents[2] / "lambda" / "orders" / "requirements.txt"
MakeWheel = Callable[..., str]


@pytest.fixture
def make_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeWheel:
    """Make wheels that pip finds with no index, and return the line that pins each."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))

    def make(name: str, tag: str = "py3-none-any", **files: str) -> str:
        contents = {
            f"{name}/__init__.py": "ANSWER = 42\n",
            **{key.replace("__", "/"): text for key, text in files.items()},
        }
        pure = "true" if tag.endswith("none-any") else "false"
        info = f"{name}-1.0.dist-info"
        contents[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nRoot-Is-Purelib: {pure}\nTag: {tag}\n"
        contents[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\nRequires-Dist: absent\n"
        contents[f"{info}/entry_points.txt"] = f"[console_scripts]\n{name} = {name}:main\n"
        record = [f"{path},{_record_hash(text)},{len(text)}" for path, text in contents.items()]
        contents[f"{info}/RECORD"] = "\n".join([*record, f"{info}/RECORD,,"]) + "\n"
        file = wheels / f"{name}-1.0-{tag}.whl"
        with zipfile.ZipFile(file, "w") as archive:
            for path, text in contents.items():
                archive.writestr(path, text)
        return f"{name}==1.0 --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"

    return make


def _record_hash(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _lock(folder: Path, *lines: str) -> Path:
    file = folder / "requirements.txt"
    file.write_text("".join(lines))
    return file


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _stack() -> cdk.Stack:
    return cdk.Stack(cdk.App(), "Stack")


def test_the_runtime_is_the_newest_the_cdk_knows() -> None:
    known = [int(name.rpartition("_")[2]) for name in dir(lambda_.Runtime) if name.startswith("PYTHON_3_")]
    assert newest_python_runtime().name == f"python3.{max(known)}"
    assert max(known) >= 14


def test_a_layer_holds_the_packages_and_the_runtime_and_nothing_of_the_installation(
    make_wheel: MakeWheel, tmp_path: Path
) -> None:
    stack = _stack()
    layer = PythonLayer(
        stack, "Layer", requirements=_lock(tmp_path, make_wheel("alpha")), build_folder=tmp_path / "build"
    )
    assert [name for name in _files(layer.path) if not name.startswith("python/wellwired/runtime/")] == [
        "python/alpha-1.0.dist-info/METADATA",
        "python/alpha-1.0.dist-info/WHEEL",
        "python/alpha-1.0.dist-info/entry_points.txt",
        "python/alpha/__init__.py",
        "python/wellwired/__init__.py",
    ]
    assert "python/wellwired/runtime/proxy_handler.py" in _files(layer.path)
    [properties] = [
        each["Properties"] for each in Template.from_stack(stack).find_resources("AWS::Lambda::LayerVersion").values()
    ]
    assert properties["CompatibleRuntimes"] == [newest_python_runtime().name]
    assert "CompatibleArchitectures" not in properties, "pure Python runs on either"


def test_what_is_shipped_can_be_imported_with_nothing_else_around(make_wheel: MakeWheel, tmp_path: Path) -> None:
    layer = PythonLayer(
        _stack(), "Layer", requirements=_lock(tmp_path, make_wheel("alpha")), build_folder=tmp_path / "build"
    )
    program = (
        f"import sys; sys.path.insert(0, {str(layer.path / 'python')!r}); import alpha; "
        "from wellwired.runtime import proxy_handler; "
        "print(proxy_handler(lambda event, context: {'body': [alpha.ANSWER]})({}, None)['body'])"
    )
    out = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True).stdout
    assert out == "[42]\n"


def test_two_builds_are_the_same_to_the_byte_the_mode_and_the_time(make_wheel: MakeWheel, tmp_path: Path) -> None:
    lock = _lock(tmp_path, make_wheel("alpha"), make_wheel("beta"))
    layers = [PythonLayer(_stack(), "Layer", requirements=lock, build_folder=tmp_path / name) for name in ("a", "b")]
    one, other = [
        [
            (str(path.relative_to(layer.path)), path.stat().st_mode, path.stat().st_mtime, path.read_bytes())
            for path in sorted(layer.path.rglob("*"))
            if path.is_file()
        ]
        for layer in layers
    ]
    assert one == other
    assert {mode & 0o777 for _, mode, _, _ in one} == {0o644}
    assert layers[0].path.name == layers[1].path.name


def test_a_second_build_needs_no_package_index(
    make_wheel: MakeWheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = _lock(tmp_path, make_wheel("alpha"))
    first = PythonLayer(_stack(), "Layer", requirements=lock, build_folder=tmp_path / "build").path
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nothing-there"))
    assert PythonLayer(_stack(), "Layer", requirements=lock, build_folder=tmp_path / "build").path == first
    with pytest.raises(WiringError):
        PythonLayer(_stack(), "Layer", requirements=lock, build_folder=tmp_path / "elsewhere")


def test_a_changed_lock_another_runtime_and_a_changed_wellwired_are_built_anew(
    make_wheel: MakeWheel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alpha, beta = make_wheel("alpha"), make_wheel("beta")

    def path(*lines: str, runtime: lambda_.Runtime | None = None) -> Path:
        lock = _lock(tmp_path, *lines)
        return PythonLayer(_stack(), "L", requirements=lock, runtime=runtime, build_folder=tmp_path / "build").path

    paths = [path(alpha), path(alpha, beta), path(alpha, runtime=lambda_.Runtime.PYTHON_3_11)]
    changed = tmp_path / "runtime"
    changed.mkdir()
    (changed / "__init__.py").write_text("")
    monkeypatch.setattr(python_assets, "_runtime_folder", lambda: changed)
    paths.append(path(alpha))
    assert len(set(paths)) == 4


@pytest.mark.parametrize("tag", ["cp314-cp314-manylinux2014_x86_64", "cp314-cp314-manylinux_2_28_x86_64"])
def test_a_compiled_package_is_refused_by_name_and_taken_when_asked_for(
    tag: str, make_wheel: MakeWheel, tmp_path: Path
) -> None:
    lock = _lock(tmp_path, make_wheel("alpha"), make_wheel("fast", tag))
    build = tmp_path / "build"
    with pytest.raises(WiringError, match=r"fast 1\.0 would bring compiled code") as caught:
        PythonLayer(_stack(), "L", requirements=lock, runtime=lambda_.Runtime.PYTHON_3_14, build_folder=build)
    assert "alpha" not in caught.value.problem
    stack = _stack()
    PythonLayer(
        stack,
        "L",
        requirements=lock,
        runtime=lambda_.Runtime.PYTHON_3_14,
        allow_compiled=True,
        build_folder=build,
    )
    Template.from_stack(stack).has_resource_properties(
        "AWS::Lambda::LayerVersion", {"CompatibleArchitectures": ["x86_64"]}
    )


def test_a_wheel_for_another_machine_is_not_taken(make_wheel: MakeWheel, tmp_path: Path) -> None:
    lock = _lock(tmp_path, make_wheel("fast", "cp314-cp314-manylinux2014_x86_64"))
    with pytest.raises(WiringError, match="fast"):
        PythonLayer(
            _stack(),
            "L",
            requirements=lock,
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            allow_compiled=True,
            build_folder=tmp_path / "build",
        )


def test_compiled_code_inside_a_wheel_that_claims_to_be_pure_is_found(make_wheel: MakeWheel, tmp_path: Path) -> None:
    line = make_wheel("sly", **{"sly___native.so": "\x7fELF"})
    with pytest.raises(WiringError, match="sly would bring compiled code"):
        PythonLayer(_stack(), "L", requirements=_lock(tmp_path, line), build_folder=tmp_path / "build")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("alpha==1.0\n", "Hashes are required"),
        ("alpha==1.0 --hash=sha256:" + "0" * 64 + "\n", "alpha"),
        ("alpha>=1.0 --hash=sha256:" + "0" * 64 + "\n", "pinned"),
        ("absent==1.0 --hash=sha256:" + "0" * 64 + "\n", "absent"),
    ],
)
def test_what_pip_refuses_is_one_error_with_the_command(
    line: str, said: str, make_wheel: MakeWheel, tmp_path: Path
) -> None:
    make_wheel("alpha")
    lock = _lock(tmp_path, line)
    with pytest.raises(WiringError) as caught:
        PythonLayer(_stack(), "L", requirements=lock, build_folder=tmp_path / "build")
    error = caught.value
    assert said in error.problem
    assert error.where == str(lock)
    assert "-m pip install" in (error.remedy or "")
    assert str(lock) in (error.remedy or "")
    assert list((tmp_path / "build").iterdir()) == [], "nothing half made is left"


def test_an_index_that_cannot_be_reached_is_one_error_with_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://user:hunter2@127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(WiringError, match="the package index was not reached") as caught:
        PythonLayer(_stack(), "L", requirements=LOCK, build_folder=tmp_path / "build")
    assert "-m pip install" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_missing_requirements_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WiringError, match=r"no-such\.txt does not exist"):
        PythonLayer(_stack(), "L", requirements=tmp_path / "no-such.txt", build_folder=tmp_path)


def test_without_requirements_a_layer_holds_the_runtime(tmp_path: Path) -> None:
    layer = PythonLayer(_stack(), "L", build_folder=tmp_path)
    assert {name.split("/")[1] for name in _files(layer.path)} == {"wellwired"}


def test_a_layer_over_lambdas_limit_is_a_synth_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_assets, "UNZIPPED_LIMIT", 1_000)
    with pytest.raises(WiringError, match="room for 1,000") as caught:
        PythonLayer(_stack(), "L", build_folder=tmp_path)
    assert caught.value.where == "Stack/L"


def test_a_source_is_built_with_its_packages_inside(make_wheel: MakeWheel, tmp_path: Path) -> None:
    source = tmp_path / "orders"
    (source / "__pycache__").mkdir(parents=True)
    (source / "handler.py").write_text("import alpha\n")
    (source / "__pycache__" / "handler.pyc").write_text("noise")
    lock = _lock(source, make_wheel("alpha"))
    build = tmp_path / "build"
    built = build_source(source, requirements=lock, build_folder=build)
    names = set(_files(built))
    assert {"handler.py", "alpha/__init__.py", "wellwired/runtime/proxy_handler.py"} <= names
    assert not {name for name in names if "pyc" in name or name == "requirements.txt"}
    (source / "__pycache__" / "handler.pyc").write_text("other noise")
    assert build_source(source, requirements=lock, build_folder=build) == built
    (source / "handler.py").write_text("import alpha  # changed\n")
    assert build_source(source, requirements=lock, build_folder=build) != built


def test_a_source_that_would_hide_one_of_its_packages_is_refused(make_wheel: MakeWheel, tmp_path: Path) -> None:
    source = tmp_path / "orders"
    (source / "alpha").mkdir(parents=True)
    with pytest.raises(WiringError, match="alpha is in the source and among its packages"):
        build_source(source, requirements=_lock(tmp_path, make_wheel("alpha")), build_folder=tmp_path / "build")
    with pytest.raises(WiringError, match="is no directory"):
        build_source(tmp_path / "nowhere", build_folder=tmp_path / "build")


def test_the_lock_of_the_service_names_every_package_that_its_packages_need() -> None:
    from importlib.metadata import requires

    locked = {line.split("==")[0].replace("_", "-").lower() for line in LOCK.read_text().splitlines() if "==" in line}
    locked = {name for name in locked if not name.startswith(("#", " "))}
    assert "boto3" not in locked, "Lambda brings it"
    needed = {
        requirement.split(";")[0].split("<")[0].split(">")[0].split("(")[0].strip().lower()
        for name in locked
        for requirement in requires(name) or ()
        if "extra ==" not in requirement
    }
    assert needed <= locked, json.dumps(sorted(needed))
