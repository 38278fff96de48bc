"""Reading and judging in several processes gives what one gives."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wellwired.cli import judging
from wellwired.cli.judging import Judged, judge_paths
from wellwired.cli.progress import LateProgress
from wellwired.errors import UnreadableError
from wellwired.findings import Finding
from wellwired.readers import ReadOptions

STAGE = "Resources:\n  Stage{0}: {{Type: AWS::ApiGateway::Stage, Properties: {{StageName: prod}}}}\n"


def judge(folder: Path) -> Judged:
    rules = frozenset({"unlogged-stage"})
    return judge_paths([str(folder)], ReadOptions(), rules=rules, allowances=(), drawn=True, progress=LateProgress())


@pytest.fixture
def many(tmp_path: Path) -> Path:
    for index in range(40):
        (tmp_path / f"t{index:02}.yaml").write_text(STAGE.format(index), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("Resources: {AWS::X: [", encoding="utf-8")
    return tmp_path


def test_several_processes_say_what_one_says(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = judge(many)
    assert len(alone.outcome.findings) == 40
    assert len(alone.outcome.unread) == 1
    monkeypatch.setattr(judging, "_count_processes", lambda _: 2)
    assert judge(many) == alone


def test_few_files_are_judged_in_this_process() -> None:
    assert judging._count_processes(10) == 1
    assert judging._count_processes(10_000) <= 8


def test_a_process_that_dies_is_said_rather_than_waited_for(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        os._exit(9)

    monkeypatch.setattr(judging, "_count_processes", lambda _: 2)
    monkeypatch.setattr(judging, "read_job", die)
    with pytest.raises(UnreadableError, match="was killed"):
        judge(many)


def test_ctrl_c_ends_every_process_with_one_word(tmp_path: Path) -> None:
    for index in range(3_000):
        (tmp_path / f"t{index}.yaml").write_text(STAGE.format(index), encoding="utf-8")
    command = [sys.executable, "-m", "wellwired", "audit", str(tmp_path)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    latest = time.monotonic() + 1.5  # on one processor there are none
    while not (children.exists() and children.read_text()) and time.monotonic() < latest:
        time.sleep(0.01)
    time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "Error: interrupted\n")


SLOW = """
import sys, time
from wellwired.cli.progress import LateProgress
with LateProgress() as progress:
    progress.start("judging", 10)
    for _ in range(10):
        time.sleep(float(sys.argv[1]))
        progress.done += 1
print("done")
"""


def on_terminal(seconds: float) -> str:
    """What a terminal on stderr sees of work that takes ten times `seconds`."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(seconds)], stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    process.wait()
    os.close(ours)
    return seen.decode()


def test_a_progress_bar_shows_itself_only_after_a_second() -> None:
    assert on_terminal(0.01) == ""
    seen = on_terminal(0.16)
    assert "judging" in seen
    assert "/10" in seen


def test_no_progress_bar_goes_into_a_file() -> None:
    done = subprocess.run([sys.executable, "-c", SLOW, "0.15"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_findings_cross_processes_whole(many: Path) -> None:
    import pickle

    finding = judge(many).outcome.findings[0]
    assert isinstance(finding, Finding)
    assert pickle.loads(pickle.dumps(finding)) == finding
