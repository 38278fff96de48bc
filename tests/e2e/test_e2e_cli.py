"""`wellwired local` as a person runs it: it shows the app answering, stays, and is gone after Ctrl-C."""

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Reply, send
from wellwired.local.emulator import port_is_taken

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

BIN = Path(sys.executable).parent
LAST_WORDS = "Ctrl-C stops"


def local(*arguments: str | Path, temporary: Path) -> "subprocess.Popen[str]":
    path = os.pathsep.join([str(BIN), str(ROOT / "node_modules" / ".bin"), os.environ["PATH"]])
    return subprocess.Popen(
        [str(BIN / "wellwired"), "local", *map(str, arguments)],
        env={**os.environ, "PATH": path, "TMPDIR": str(temporary), "AWS_PROFILE": "a-profile-that-does-not-exist"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def pasted(line: str) -> Reply:
    """Send what a curl line says, read as a shell would read it."""
    words = shlex.split(line)
    options = {"-X": "GET", "-d": None}
    headers: dict[str, str] = {}
    url = ""
    rest = iter(words[1:])
    for word in rest:
        if word == "-H":
            name, value = next(rest).split(": ", 1)
            headers[name] = value
        elif word in options:
            options[word] = next(rest)
        elif not word.startswith("-"):
            url = word
    body = options["-d"]
    return send(url, str(options["-X"]), text=body, **headers)


def test_it_deploys_shows_the_app_answering_stays_and_leaves_nothing(app_assembly: Path, tmp_path: Path) -> None:
    with local(app_assembly, temporary=tmp_path) as running:
        said: list[str] = []
        for line in running.stdout or ():
            said.append(line.rstrip())
            if line.startswith(LAST_WORDS):
                break
        text = "\n".join(said)
        curls = [line.strip() for line in said if line.strip().startswith("curl ")]
        replies = [pasted(line) for line in curls]
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read() if running.stdout else ""

    assert running.returncode == 0
    assert [reply.status for reply in replies] == [200, 200, 201, 200]
    for shown in ("GET /health: 200", "POST /orders: 201", "GET /orders without the key: 403"):
        assert shown in text
    for named in (
        "orders-dev/Alarms/paging",
        "orders-dev/Dashboard/Query-slow-requests",
        "access log",
        "method throttle",
    ):
        assert named in text
    assert "Traceback" not in text + rest
    (port,) = set(re.findall(r"http://127\.0\.0\.1:(\d+)/", text))
    assert not port_is_taken(int(port))
    assert list(tmp_path.iterdir()) == []


def test_a_smoke_test_that_cannot_deploy_ends_with_one_error(tmp_path: Path) -> None:
    with local(tmp_path, "--once", temporary=tmp_path) as running:
        text = running.stdout.read() if running.stdout else ""

    assert running.returncode == 3
    assert "neither a CDK app (no cdk.json) nor a cloud assembly" in text
    assert "Traceback" not in text
