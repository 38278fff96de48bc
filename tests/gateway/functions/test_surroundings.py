"""What a function finds around it: Lambda's environment, its own packages and layers, nothing of the developer's."""

import sys
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from tests.gateway.functions.running import PYTHON, invoke, make_function, value_of
from wellwired.errors import MissingExtraError
from wellwired.gateway.functions import runtime_packages
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import FunctionUnavailableError
from wellwired.gateway.functions.runtime_packages import LOCAL_PYTHON
from wellwired.gateway.identities import Identities
from wellwired.model.compute import CodePlace, LayerVersion
from wellwired.model.setting import known
from wellwired.model.text import reference
from wellwired.model.wiring import Wiring

ENVIRONMENT = "import os\ndef handler(event, context): return dict(os.environ)"


def test_a_function_sees_what_lambda_sets_and_nothing_of_the_developers(
    host: LocalFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "mine")
    monkeypatch.setenv("MY_TOKEN", "mine")
    monkeypatch.setenv("HTTPS_PROXY", "http://mine")
    function = make_function(
        ENVIRONMENT,
        function_name="orders",
        memory_size=256,
        environment={"Variables": {"STAGE": "prod", "RETRIES": 3, "DEBUG": True, "AWS_REGION": "mars-1"}},
    )
    seen = value_of(invoke(host, function))
    assert "mine" not in "".join(seen.values())
    root = seen["LAMBDA_TASK_ROOT"]
    assert Path(root, "index.py").read_text() == ENVIRONMENT
    expected = {
        "STAGE": "prod",
        "RETRIES": "3",
        "DEBUG": "true",
        "_HANDLER": "index.handler",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{PYTHON}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "TZ": ":UTC",
        "_X_AMZN_TRACE_ID": "Root=1-2-3",
    }
    assert expected.items() <= seen.items()
    assert seen["AWS_LAMBDA_LOG_GROUP_NAME"] == f"/aws/lambda/{seen['AWS_LAMBDA_FUNCTION_NAME']}"
    assert "/[$LATEST]" in seen["AWS_LAMBDA_LOG_STREAM_NAME"]


def test_the_context_tells_the_function_who_and_where_it_is(host: LocalFunctions) -> None:
    function = make_function(
        """
        import os
        def handler(event, context):
            return [context.aws_request_id, context.invoked_function_arn, context.memory_limit_in_mb,
                    context.get_remaining_time_in_millis(), os.getcwd() == os.environ["LAMBDA_TASK_ROOT"]]
        """
    )
    request_id, arn, memory, remaining, is_home = value_of(invoke(host, function))
    assert (request_id, memory, is_home) == ("the-id", "128", True)
    assert arn.startswith("arn:aws:lambda:us-east-1:000000000000:function:")
    assert 2000 < remaining <= 3000  # three seconds, unless the template says otherwise


def test_variables_that_the_caller_adds_reach_every_function() -> None:
    with LocalFunctions(Identities(Wiring([])), extra={"AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}) as host:
        assert value_of(invoke(host, make_function(ENVIRONMENT)))["AWS_ENDPOINT_URL"] == "http://127.0.0.1:4566"


def test_the_developers_packages_are_not_a_functions(host: LocalFunctions) -> None:
    function = make_function(
        """
        def handler(event, context):
            found = []
            for name in ("pytest", "wellwired", "yaml", "host", "awslambdaric"):
                try:
                    __import__(name)
                except ImportError:
                    continue
                found.append(name)
            return found
        """
    )
    assert value_of(invoke(host, function)) == ["awslambdaric"]


def test_boto3_comes_with_the_runtime_and_finds_no_credentials_of_the_developers(
    host: LocalFunctions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text("[default]\naws_access_key_id = a\naws_secret_access_key = b\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    function = make_function(
        "import boto3\ndef handler(event, context): return boto3.Session().get_credentials() is None", timeout=20
    )
    assert value_of(invoke(host, function)) is True


def test_a_module_of_the_functions_may_be_called_like_one_that_the_runtime_needs(
    host: LocalFunctions, tmp_path: Path
) -> None:
    for name in ("json", "logging", "simplejson"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('the wrong one')")
    (tmp_path / "index.py").write_text("def handler(event, context): return 1")
    assert value_of(invoke(host, make_function(place=tmp_path))) == 1


def test_code_in_an_archive_is_unpacked_with_its_modes(host: LocalFunctions, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as archive:
        archive.writestr("../outside.py", "")
        archive.writestr("pkg/app.py", "import subprocess\ndef handler(e, c): return subprocess.getoutput('./tool')")
        tool = zipfile.ZipInfo("tool")
        tool.external_attr = 0o755 << 16
        archive.writestr(tool, "#!/bin/sh\necho ran")
    function = make_function(place=tmp_path / "code.zip", handler="pkg/app.handler")
    assert value_of(invoke(host, function)) == "ran"
    assert not (tmp_path / "outside.py").exists()


def test_code_of_one_file_is_a_folder_with_that_file(host: LocalFunctions, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context): return 'one file'")
    function = make_function(place=tmp_path / "app.py", handler="app.handler")
    assert value_of(invoke(host, function)) == "one file"


@pytest.mark.parametrize("content", [b"no archive", None])
def test_code_that_cannot_be_unpacked_is_refused_without_its_path(
    host: LocalFunctions, tmp_path: Path, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / "code.zip").write_bytes(content)
    with pytest.raises(FunctionUnavailableError) as refused:
        invoke(host, make_function(place=tmp_path / "code.zip"))
    assert str(refused.value).startswith("code.zip cannot be unpacked: ")
    assert str(tmp_path) not in str(refused.value)


def test_an_archive_that_unpacks_to_more_than_lambda_takes_is_refused(
    host: LocalFunctions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellwired.gateway.functions.laid_out.UNPACKED_LIMIT", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.py", "#" * 1001)
    with pytest.raises(FunctionUnavailableError, match=r"bomb\.zip holds more than the 1000 bytes that Lambda takes"):
        invoke(host, make_function(place=tmp_path / "bomb.zip"))


def layer(folder: Path, name: str, files: dict[str, str]) -> LayerVersion:
    with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return LayerVersion(address=f"shop/{name}", content_place=known(CodePlace(path=folder / f"{name}.zip")))


def test_layers_lie_below_the_functions_own_code_and_the_last_one_wins(tmp_path: Path) -> None:
    first = layer(tmp_path, "First", {"python/shared.py": "name = 'first'", "python/own.py": "name = 'layer'"})
    second = layer(
        tmp_path,
        "Second",
        {"python/shared.py": "name = 'second'", f"python/lib/{PYTHON}/site-packages/deep.py": "name = 'deep'"},
    )
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "own.py").write_text("name = 'own'")
    (tmp_path / "src" / "index.py").write_text(
        "import deep, own, shared\ndef handler(e, c): return [shared.name, own.name, deep.name]"
    )
    names = (reference(first.address), reference(second.address), "arn:aws:lambda:us-east-1:017:layer:Powertools:7")
    function = make_function(place=tmp_path / "src", layers=names)
    with LocalFunctions(Identities(Wiring([function, first, second]))) as host:
        assert value_of(invoke(host, function)) == ["second", "own", "deep"]
        (notice,) = host.notices_of(function)
    assert notice.startswith("layer arn:aws:lambda:us-east-1:017:layer:Powertools:7 of Function Fn")
    assert notice.endswith(" is missing here: it is none of the template's")


def test_without_the_compiled_client_the_one_in_python_gives_the_same_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("wellwired.gateway.functions.surroundings.needs_shim", lambda _: True)
    function = make_function(
        """
        import os, runtime_client
        def handler(event, context):
            if event.get("fail"):
                raise LookupError("é")
            return [runtime_client.__file__[-3:], event, context.get_remaining_time_in_millis() > 0]
        """
    )
    with LocalFunctions(Identities(Wiring([]))) as host:
        assert value_of(invoke(host, function, {"a": "é"})) == [".py", {"a": "é"}, True]
        assert b'"errorType": "LookupError"' in invoke(host, function, {"fail": 1}).payload
        assert value_of(invoke(host, function, {})) == [".py", {}, True]
        too_large = make_function("def handler(event, context): return 'x' * 7_000_000")
        assert b"Function.ResponseSizeTooLarge" in invoke(host, too_large).payload


def test_another_python_is_taken_from_the_path_and_said_to_be_missing_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for minor, prints in (("3.97", "3.97 /opt/python"), ("3.98", "3.11 /opt/python"), ("3.99", "")):
        program = tmp_path / f"python{minor}"
        program.write_text(f"#!/bin/sh\necho '{prints}'")
        program.chmod(0o755)
    found = {minor: runtime_packages.find_python(minor) for minor in ("3.96", "3.97", "3.98", "3.99", LOCAL_PYTHON)}
    assert found == {"3.96": None, "3.97": "/opt/python", "3.98": None, "3.99": None, LOCAL_PYTHON: sys.executable}


def test_a_function_for_another_python_runs_with_a_notice(host: LocalFunctions) -> None:
    function = make_function("import sys\ndef handler(e, c): return sys.version_info[1]", runtime="python3.96")
    (notice,) = host.notices_of(function)
    assert "asks for Python 3.96, which is not here" in notice
    assert value_of(invoke(host, function)) == sys.version_info.minor


def test_without_awss_runtime_client_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(runtime_packages, "distribution", find_nothing)
    with pytest.raises(MissingExtraError, match=r"pip install 'wellwired\[serve\]'"):
        LocalFunctions(Identities(Wiring([])))
