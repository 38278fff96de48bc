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

from tests.e2e.faults_stack import FaultsStack
from tests.e2e.probe_stack import ProbeStack
from wellwired.local.assembly import LocalAssembly, copy_for_local
from wellwired.local.deployment import bootstrap, deploy, run_cdk
from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.front import Front, open_front
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
        """Where the embedded AWS itself answers, more kindly than API Gateway: for what a deploy changes."""
        gateway = self.session.client("apigateway", endpoint_url=self.emulator.endpoint)
        (found,) = (item["id"] for item in gateway.get_rest_apis()["items"] if item["name"] == api)
        (stage,) = gateway.get_stages(restApiId=found)["item"]
        return f"{self.emulator.endpoint}/_aws/execute-api/{found}/{stage['stageName']}"

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
def service(deployed: Deployed) -> Iterator[str]:
    """Where the service's stage answers, through the local gateway."""
    with open_front(deployed.emulator, deployed.source) as front:
        (endpoint,) = front.endpoints
        yield endpoint.url


@pytest.fixture(scope="session")
def key(deployed: Deployed) -> str:
    return deployed.key("developer")


@pytest.fixture(scope="session")
def probe_front(deployed: Deployed) -> Iterator[Front]:
    """The gateway before the probe API and the one of cut wires, deployed beside the service."""
    app = cdk.App()
    ProbeStack(app, "probe")
    FaultsStack(app, "faults")
    source = Path(app.synth().directory)
    assembly = copy_for_local(source, deployed.emulator.folder / "probe")
    deploy(deployed.cdk, deployed.emulator, assembly, silent_progress())
    with open_front(deployed.emulator, source) as front:
        yield front


@pytest.fixture(scope="session")
def probe(probe_front: Front) -> str:
    """Where the probe API answers."""
    (url,) = (one.url for one in probe_front.endpoints if one.api_name == "probe-test")
    return url
