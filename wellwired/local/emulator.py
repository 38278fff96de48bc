"""The embedded AWS as a process: started on loopback in a scrubbed environment, waited for, ended without a trace."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from wellwired.errors import LocalError

if TYPE_CHECKING:
    import boto3

LAUNCHER: Final = Path(__file__).with_name("launcher.py")
ACCOUNT: Final = "000000000000"
REGION: Final = "us-east-1"
START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 3.0


class Emulator:
    """A running embedded AWS; a context manager, gone with everything it made when the block ends.

    `account` is the twelve digits it answers as, `port` a wish (any free one without it).
    """

    def __init__(self, python: Path, *, port: int | None = None, account: str = ACCOUNT, region: str = REGION) -> None:
        self.python = python
        self.port = port or find_free_port()
        self.account = account
        self.region = region
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        """Start it and return when it answers; raises LocalError when it does not."""
        if port_is_taken(self.port):
            raise LocalError(
                f"port {self.port} of 127.0.0.1 is in use by another program",
                remedy="end that program, or leave --port out and a free port is taken",
            )
        self.folder = Path(tempfile.mkdtemp(prefix="wellwired-local-"))
        self.log = self.folder / "emulator.log"
        temporary = self.folder / "tmp"
        temporary.mkdir()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(self.python), "-I", str(LAUNCHER), str(self.folder)],
                env=emulator_environment(self.port, temporary, self.account, self.region),
                cwd=temporary,
                stdin=subprocess.PIPE,  # held open: see launcher.py
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own: Ctrl-C reaches us alone, and ending it ends its functions
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process group and remove every file it made."""
        self.stop()

    def stop(self) -> None:
        """End the emulator, the functions it runs, and their files; harmless when that has happened."""
        for wish, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
            try:
                os.killpg(self.process.pid, wish)
            except ProcessLookupError:
                break
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                continue
        if self.process.stdin:
            self.process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_running(self) -> bool:
        """Say whether the process is alive."""
        return self.process.poll() is None

    def session(self, region: str | None = None) -> "boto3.Session":
        """Return a boto3 session for its account that reads nothing of the user's: no profile, no configuration file.

        Its clients want `endpoint_url=emulator.endpoint`.
        """
        import boto3
        import botocore.session

        core = botocore.session.Session(
            session_vars={
                "profile": (None, None, None, None),
                "config_file": (None, None, os.devnull, None),
                "credentials_file": (None, None, os.devnull, None),
            }
        )
        return boto3.Session(
            aws_access_key_id=self.account,  # twelve digits: the account it acts in
            aws_secret_access_key="local",  # noqa: S106 - the emulator looks at no secret
            region_name=region or self.region,
            botocore_session=core,
        )

    def client_environment(self) -> dict[str, str]:
        """Return the variables that point the AWS SDKs and the CDK command line here, and at no real account."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if not self.is_running():
                raise LocalError("the embedded AWS ended while it started:\n  " + self.last_words())
            try:
                with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2):  # noqa: S310 - http, loopback
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise LocalError(f"the embedded AWS did not answer within {START_SECONDS:.0f} s:\n  " + self.last_words())

    def last_words(self, lines: int = 8) -> str:
        """Return the end of the emulator's log, for an error message."""
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n  ".join(said[-lines:]) or "it printed nothing"


def emulator_environment(port: int, temporary: Path, account: str, region: str) -> dict[str, str]:
    """Return the emulator's whole environment: functions inherit it, so nothing of the user's may be in it."""
    return {
        "PATH": os.defpath,
        "HOME": str(temporary),
        "TMPDIR": str(temporary),
        "LANG": "C.UTF-8",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "LAMBDA_EXECUTOR": "local",
        "IOT_MTLS_ENABLED": "0",  # else it listens on every interface at 8883
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": f"unix://{temporary}/no-docker.sock",  # else it cleans up containers of other emulators
        "MINISTACK_ACCOUNT_ID": account,
        "MINISTACK_REGION": region,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "local",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def find_free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_taken(port: int) -> bool:
    """Say whether something answers on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
