"""Functions that do their worst: the host stands, what they started is gone, what they print is bounded."""

import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from tests.gateway.functions.running import invoke, make_function, processes_with, value_of, wait_until
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.output import KEPT_BYTES
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function
from wellwired.model.wiring import Wiring

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")


def hostile(statements: str, mark: str = "hostile", timeout: float = 0.5) -> Function:
    code = "import os, signal, socket, subprocess, sys, threading, time\ndef handler(event, context):\n"
    return make_function(
        code + textwrap.indent(textwrap.dedent(statements), "    "),
        environment={"Variables": {"MARK": mark}},
        timeout=timeout,
    )


@pytest.mark.parametrize(
    "statements",
    [
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass",
        "os.setsid() if os.getpid() != os.getsid(0) else None\ntime.sleep(60)",
        "subprocess.Popen(['sleep', '61'])\ntime.sleep(60)",
        "subprocess.Popen(['sleep', '61'], start_new_session=True)\nos._exit(1)",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\ntime.sleep(60)",
    ],
    ids=["deaf", "session", "child", "daemon", "forked daemon"],
)
def test_a_function_that_does_not_want_to_end_is_ended_with_all_it_started(
    host: LocalFunctions, statements: str, request: pytest.FixtureRequest
) -> None:
    mark = f"mark-of-{request.node.callspec.id}"
    assert invoke(host, hostile(statements, mark)).function_error == "Unhandled"
    wait_until(lambda: not processes_with(mark))


def test_megabytes_without_an_end_of_line_are_cut_and_not_all_kept(host: LocalFunctions) -> None:
    invoked = invoke(host, hostile("sys.stdout.write('#' * 9_000_000)\nreturn 'done'", timeout=20))
    assert value_of(invoked) == "done"
    assert sum(line.count("#") for line in invoked.log) <= KEPT_BYTES
    assert max(map(len, invoked.log)) <= 262_144
    assert any("the rest is not kept" in line for line in invoked.log)


def test_the_next_invocation_has_room_for_its_own_lines(host: LocalFunctions) -> None:
    function = hostile("print('y\\n' * event['times'])\nreturn 1", timeout=20)
    invoke(host, function, {"times": 1_500_000})
    assert invoke(host, function, {"times": 2}).log.count("y") == 2


def test_a_function_that_prints_without_end_is_ended_at_its_timeout(host: LocalFunctions) -> None:
    invoked = invoke(host, hostile("while True: os.write(1, b'x' * 65536)"))
    assert b"Sandbox.Timedout" in invoked.payload


@pytest.mark.parametrize(
    "statements",
    [
        "os.close(0); os.close(1); os.close(2)",
        "sys.stdout.close(); sys.stderr = None",
        "os.closerange(0, 256)",
        "os.fork()",
        "for _ in range(3): os.fork()",
        "threading.Thread(target=os._exit, args=[0]).start()",
    ],
)
def test_whatever_a_function_does_to_its_process_the_host_answers_and_goes_on(statements: str) -> None:
    function = hostile(f"{statements}\nreturn 1")
    with LocalFunctions(Identities(Wiring([]))) as host:  # its own: what lost its descriptors spins until it is ended
        for _ in range(2):
            invoke(host, function)
        assert value_of(invoke(host, make_function("def handler(event, context): return 'fine'"))) == "fine"


SEND = """
    address, _, port = os.environ["AWS_LAMBDA_RUNTIME_API"].partition(":")
    kept = []
    for data in {data!r}:
        connection = socket.create_connection((address, int(port)))
        try:
            connection.sendall(data)
        except OSError:
            pass
        kept.append(connection)
    return "done"
"""
PATH = b"/2018-06-01/runtime/"


@pytest.mark.parametrize(
    "data",
    [
        [b"GET"] * 40,
        [b"\r\n\r\n", b"\0\r\n\r\n", b"X" * 3_000_000],
        [b"POST " + PATH + b"invocation/x/response HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\nabc"],
        [b"POST " + PATH + b"invocation/x/error HTTP/1.1\r\nContent-Length: -1\r\n\r\n"],
        [b"POST " + PATH + b"init/error HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"],
        [b"POST " + PATH + b"invocation/x/error HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
        [b"GET " + PATH + b"invocation/other/response HTTP/1.1\r\n\r\n" * 3],
    ],
    ids=["unfinished", "garbage", "endless", "negative", "init again", "chunked", "pipelined"],
)
def test_whatever_a_function_sends_to_the_runtime_api_its_own_answer_counts(
    host: LocalFunctions, data: list[bytes]
) -> None:
    function = hostile(SEND.format(data=data), timeout=20)
    assert value_of(invoke(host, function)) == "done"
    assert value_of(invoke(host, function)) == "done"


def test_a_page_in_a_browser_gets_no_event(host: LocalFunctions) -> None:
    function = hostile(
        """
        import http.client
        connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
        connection.request("GET", "/2018-06-01/runtime/invocation/next", headers={"Sec-Fetch-Site": "cross-site"})
        try:
            return connection.getresponse().status
        except http.client.HTTPException:
            return 400
        """,
        timeout=20,
    )
    assert value_of(invoke(host, function)) == 400


LEAVING = """
import json, os, signal, sys
from tests.gateway.functions.running import invoke, make_function
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import StillRunningError
from wellwired.gateway.identities import Identities
from wellwired.model.wiring import Wiring

host = LocalFunctions(Identities(Wiring([])))
function = make_function(
    "import time, subprocess\\ndef handler(event, context):\\n"
    "    subprocess.Popen(['sleep', '61'], start_new_session=True)\\n    time.sleep(60)",
    timeout=60, environment={"Variables": {"MARK": sys.argv[1]}},
)
try:
    invoke(host, function, wait_ms=400)
except StillRunningError:
    print(host._scratch, flush=True)
"""


@pytest.mark.parametrize("end", ["", "raise ValueError"])
def test_a_program_that_ends_leaves_no_process_and_no_folder_behind(end: str) -> None:
    mark = f"left-behind-{end[:3]}-end"
    done = subprocess.run(
        [sys.executable, "-c", LEAVING + end, mark], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.stdout, done.stderr
    assert not Path(done.stdout.strip()).exists()
    assert processes_with(mark) == []


def test_a_program_that_is_killed_takes_its_functions_along() -> None:
    mark = "killed-without-a-word"
    killed = subprocess.run(
        [sys.executable, "-c", LEAVING + "os.kill(os.getpid(), signal.SIGKILL)", mark],
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    shutil.rmtree(killed.stdout.strip())  # nobody was left to do it
    assert killed.returncode == -9
    time.sleep(0.1)
    # The daemon is out of the kernel's sight: only its gateway could have ended it.
    assert [pid for pid in processes_with(mark) if b"launcher.py" in Path(f"/proc/{pid}/cmdline").read_bytes()] == []
    for pid in processes_with(mark):
        subprocess.run(["kill", "-9", pid], check=False)
