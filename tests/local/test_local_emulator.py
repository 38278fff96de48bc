"""The embedded AWS as a process: loopback only, nothing of the user's inside, nothing left behind."""

import io
import json
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from wellwired.errors import LocalError
from wellwired.local.emulator import Emulator, find_free_port, port_is_taken

FUNCTION = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"


def zipped(source: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", source)
    return archive.getvalue()


def test_a_function_sees_nothing_of_the_users_environment(
    emulator_python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRIVATE_TOKEN", "not-for-functions")
    with Emulator(emulator_python) as emulator:
        client = emulator.session().client("lambda", endpoint_url=emulator.endpoint)
        role = f"arn:aws:iam::{emulator.account}:role/any"
        client.create_function(
            FunctionName="env",
            Runtime="python3.13",
            Role=role,
            Handler="index.handler",
            Code={"ZipFile": zipped(FUNCTION)},
        )
        seen = json.load(client.invoke(FunctionName="env")["Payload"])

    assert "PRIVATE_TOKEN" not in seen
    assert "not-for-functions" not in json.dumps(seen)
    assert seen["AWS_ENDPOINT_URL"] == emulator.endpoint
    assert not Path(seen["HOME"]).exists()


def test_it_listens_on_loopback_only(emulator: Emulator) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing; it chooses the address of the outer interface
        outer = probe.getsockname()[0]
    if outer.startswith("127."):
        pytest.skip("this machine has no interface but loopback")

    assert port_is_taken(emulator.port)
    with socket.socket() as probe, pytest.raises(OSError, match="refused"):
        probe.connect((outer, emulator.port))


def test_sessions_read_no_profile_and_no_file_of_the_user(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "a-profile-that-does-not-exist")

    identity = emulator.session().client("sts", endpoint_url=emulator.endpoint).get_caller_identity()

    assert identity["Account"] == emulator.account


def test_a_twelve_digit_account_is_acted_for(emulator_python: Path) -> None:
    with Emulator(emulator_python, account="123456789012") as emulator:
        identity = emulator.session().client("sts", endpoint_url=emulator.endpoint).get_caller_identity()

    assert identity["Account"] == "123456789012"


def test_the_end_of_the_block_ends_the_process_and_removes_its_files(emulator_python: Path) -> None:
    with Emulator(emulator_python) as emulator:
        assert emulator.is_running()
        assert emulator.folder.is_dir()

    assert not emulator.is_running()
    assert not emulator.folder.exists()
    assert not port_is_taken(emulator.port)


def test_a_taken_port_is_one_clear_error(emulator: Emulator) -> None:
    with pytest.raises(LocalError, match=rf"port {emulator.port} of 127\.0\.0\.1 is in use"):
        Emulator(emulator.python, port=emulator.port).__enter__()


def test_an_emulator_that_dies_while_starting_says_its_last_words(tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho cannot start for a reason\nexit 1\n")
    broken.chmod(0o755)
    emulator = Emulator(broken)

    with pytest.raises(LocalError, match="cannot start for a reason"):
        emulator.__enter__()

    assert not emulator.folder.exists()


STARTER = """
import sys, time
from pathlib import Path
from wellwired.local.emulator import Emulator
with Emulator(Path(sys.argv[1])) as emulator:
    print(emulator.port, emulator.folder, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_however_the_starter_ends_nothing_outlives_it(emulator_python: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(emulator_python)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as starter:
        assert starter.stdout
        port, folder = starter.stdout.readline().split()
        starter.send_signal(how)

    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and (port_is_taken(int(port)) or Path(folder).exists()):
        time.sleep(0.05)

    assert not port_is_taken(int(port))
    assert not Path(folder).exists()


def test_a_free_port_is_free() -> None:
    assert not port_is_taken(find_free_port())
