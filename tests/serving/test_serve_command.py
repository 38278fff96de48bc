"""`wellwired serve` as somebody runs it: what it prints, how it ends, what it leaves."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from wellwired.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "serve.md").read_text(encoding="utf-8")


class Running:
    """A server in a process of its own, with the lines that it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.output = process.stdout
        self.lines: list[str] = []

    def until(self, pattern: str) -> re.Match[str]:
        """The first line with this in it; the test's own timeout is the end of patience."""
        for line in self.output:
            self.lines.append(line.rstrip("\n"))
            if match := re.search(pattern, line):
                return match
        raise AssertionError("\n".join(self.lines))

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        self.lines += self.output.read().splitlines()
        return self.process.wait(10)


@contextmanager
def run_server(*arguments: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "wellwired", "serve", "--port", "0", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | {"NO_COLOR": "1"}
    ) as process:
        try:
            yield Running(process)
        finally:
            process.kill()


def get(url: str, **headers: str) -> tuple[int, str]:
    asked = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def children_of(process: subprocess.Popen[str]) -> list[str]:
    return subprocess.run(
        ["ps", "--no-headers", "-o", "pid", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_end_and_leaves_no_process(
    shop: Path, tmp_path: Path, how: signal.Signals
) -> None:
    with run_server(str(shop), "--log-dir", str(tmp_path / "logs")) as server:
        url = server.until(r"^shop  (http://127\.0\.0\.1:\d+/prod)$")[1]
        assert get(f"{url}/items") == (200, "first")
        assert get(f"{url}/items?do=raise") == (502, '{"message": "Internal server error"}')
        children = children_of(server.process)
        assert children
        assert server.stop(how) == 0
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    text = "\n".join(server.lines)
    assert "  GET     /items\n" in text
    assert "1 API key made up for this run" in text
    assert "The handler raised an exception (502-handler-exception)" in text
    assert len(list((tmp_path / "logs").iterdir())) == 3


def test_code_and_template_are_taken_over_while_it_runs(shop: Path) -> None:
    code = shop.parent / "src" / "items.py"
    with run_server(str(shop), "--show-keys") as server:
        url = server.until(r"^shop  (\S+)/prod$")[1]
        server.until(r"^x-api-key: \S+  partner$")
        time.sleep(0.3)  # the watcher has no sign of being ready
        code.write_text(code.read_text().replace("first", "second"))
        server.until("code changed: Handler starts anew")
        assert get(f"{url}/prod/items") == (200, "second")
        shop.write_text("Resources: [")
        server.until("not taken over")
        assert get(f"{url}/prod/items") == (200, "second")
        shop.write_text(
            (Path(__file__).parent / "conftest.py")
            .read_text()
            .split('TEMPLATE = """')[1]
            .split('"""')[0]
            .replace("StageName: prod", "StageName: live")
        )
        server.until(rf"^shop  {url}/live$")
        assert get(f"{url}/live/items") == (200, "second")
        assert get(f"{url}/prod/items")[0] == 403


def test_the_502_of_the_page_happens_as_the_page_shows_it(shop: Path) -> None:
    (shop.parent / "src" / "items.py").write_text("def handler(event, context):\n    return {'status': 200}\n")
    shop.write_text(
        re.sub(r"  (Add|Key|Plan|KeyOnPlan):\n(    .*\n)+", "", shop.read_text()).replace("List, Add", "List")
    )
    shown = PAGE.split("$ wellwired serve template.yaml\n")[1].split("```")[0]
    with run_server(str(shop), "--no-reload") as server:
        get(server.until(r"^shop  (\S+)/prod$")[1] + "/prod/items")
        assert server.stop() == 0
    lines = [line for line in server.lines if not line.startswith("note")]
    assert [changeless(line) for line in lines] == [changeless(line) for line in shown.splitlines() if line]


def changeless(line: str) -> str:
    """A line without what is another at each run."""
    return re.sub(r"127\.0\.0\.1:\d+|\d\d:\d\d:\d\d|\d+ ms", "…", line)


def test_its_own_log_files_are_no_change_of_the_code(shop: Path) -> None:
    with run_server(str(shop), "--log-dir", str(shop.parent / "src" / "logs")) as server:
        url = server.until(r"^shop  (\S+)/prod$")[1]
        time.sleep(0.3)
        get(f"{url}/prod/items")
        time.sleep(0.5)
        assert server.stop() == 0
        assert not [line for line in server.lines if "starts anew" in line]


def test_the_first_line_comes_in_under_a_second_of_its_own_time(shop: Path) -> None:
    with run_server(str(shop)) as server:
        server.until(r"^shop  \S+/prod$")
        spent = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(") ")[2].split()
        ticks = os.sysconf("SC_CLK_TCK")
        assert (int(spent[11]) + int(spent[12])) / ticks < 1.5  # processor time, so that a busy machine does not matter


def test_a_port_in_use_is_said(shop: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", str(shop), "--port", str(port)])
    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, f"Error: --port: port {port} is in use")


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (["nothing.yaml"], 3, "there is no such file or folder"),
        (["{shop}", "--host", "0.0.0.0"], 2, "no address of this machine alone"),
        (["{shop}", "--parameter", "Size=1"], 2, "no template declares the parameter Size"),
        (["{shop}", "--claims", "sub=anna"], 2, "--claims: is no JSON"),
        (["{shop}", "--claims", "[]"], 2, "--claims: is no JSON object"),
        (["{shop}", "--caller", "anna"], 2, "--caller: 'anna' is no ARN"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_message(
    shop: Path, arguments: list[str], code: int, problem: str
) -> None:
    result = CliRunner().invoke(main, ["serve", *(word.replace("{shop}", str(shop)) for word in arguments)])
    assert (result.exit_code, problem in result.stderr) == (code, True), result.stderr


def test_a_missing_extra_is_named(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellwired.cli.serve.find_spec", lambda _: None)
    result = CliRunner().invoke(main, ["serve", str(shop)])
    assert (result.exit_code, "pip install 'wellwired[serve]'" in result.stderr) == (2, True)
