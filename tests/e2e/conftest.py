"""One embedded AWS with the real app deployed by the real CDK command line, shared by every end-to-end test."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from tests.e2e.probe_stack import ProbeStack
from wellwired.local.assembly import LocalAssembly, copy_for_local
from wellwired.local.deployment import bootstrap, deploy, run_cdk
from wellwired.local.emulator import Emulator
from wellwired.local.endpoints import find_endpoints
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import silent_progress
from wellwired.local.toolchain import Cdk, find_cdk

if TYPE_CHECKING:
    import boto3

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Reply:
    """What came back over HTTP."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Deployed:
    """An embedded AWS with something deployed on it."""

    emulator: Emulator
    cdk: Cdk
    source: Path
    assembly: LocalAssembly

    @property
    def session(self) -> "boto3.Session":
        return self.emulator.session()

    def url(self, api: str) -> str:
        (url,) = (one.url for one in find_endpoints(self.emulator, (self.emulator.region,)) if one.api_name == api)
        return url

    def key(self, name: str) -> str:
        """Return the value of the API key whose name ends so."""
        gateway = self.session.client("apigateway", endpoint_url=self.emulator.endpoint)
        (value,) = (
            key["value"]
            for key in gateway.get_api_keys(includeValues=True)["items"]
            if key["name"].endswith(f"/{name}")
        )
        return value


def send(url: str, method: str = "GET", *, body: Any = None, text: str | None = None, **headers: str) -> Reply:
    """Send a request, with `body` as JSON or `text` as it is; header names may be written with underscores.

    Redirects are not followed: where they lead is what a test looks at.
    """
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    data = text.encode() if text is not None else None
    if body is not None:
        data = json.dumps(body).encode()
        sent.setdefault("content-type", "application/json")
    request = urllib.request.Request(url, data=data, headers=sent, method=method)
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Redirects())
        with opener.open(request, timeout=30) as response:
            return reply(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return reply(error.code, error.headers, error.read())


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def reply(status: int, headers: Any, body: bytes) -> Reply:
    told = {name.lower(): value for name, value in headers.items()}
    try:
        return Reply(status, told, json.loads(body))
    except ValueError:
        return Reply(status, told, body.decode())


@pytest.fixture(scope="session")
def app_assembly(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app as `cdk synth` makes it from cdk.json."""
    folder = tmp_path_factory.mktemp("app") / "cdk.out"
    run_cdk(find_cdk(ROOT), ["synth", "--quiet", "--output", str(folder)], ROOT, os.environ, silent_progress(), "synth")
    return folder


@pytest.fixture(scope="session")
def deployed(app_assembly: Path) -> Iterator[Deployed]:
    """The real app, bootstrapped and deployed."""
    with Emulator(ensure_environment(silent_progress())) as emulator:
        yield deploy_first(emulator, app_assembly)


def deploy_first(emulator: Emulator, source: Path) -> Deployed:
    cdk_command = find_cdk(ROOT)
    assembly = copy_for_local(source, emulator.folder / "local")
    bootstrap(cdk_command, emulator, [emulator.region], silent_progress())
    deploy(cdk_command, emulator, assembly, silent_progress())
    return Deployed(emulator, cdk_command, source, assembly)


@pytest.fixture(scope="session")
def service(deployed: Deployed) -> str:
    """Where the service's stage answers."""
    return deployed.url("orders-dev")


@pytest.fixture(scope="session")
def key(deployed: Deployed) -> str:
    return deployed.key("developer")


@pytest.fixture(scope="session")
def probe(deployed: Deployed) -> str:
    """Where the probe API answers, deployed beside the service."""
    app = cdk.App()
    ProbeStack(app, "probe")
    assembly = copy_for_local(Path(app.synth().directory), deployed.emulator.folder / "probe")
    deploy(deployed.cdk, deployed.emulator, assembly, silent_progress())
    return deployed.url("probe-test")
