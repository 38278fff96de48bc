"""What the tests of the live reader read: an embedded AWS with a stack on it, or moto's, by API calls alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import boto3
import botocore.session
import pytest
from botocore.loaders import create_loader

from tests.live.breaks import Live
from tests.live.parity_stack import NAME, ParityStack
from wellwired.local.assembly import copy_for_local
from wellwired.local.deployment import bootstrap, deploy
from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import silent_progress
from wellwired.local.toolchain import find_cdk
from wellwired.model.wiring import Wiring
from wellwired.readers.live import LiveAccess, Scope, find_place, read_account
from wellwired.readers.live.pace import Pace

# The descriptions of the services are large: they are loaded once for all tests.
LOADER = create_loader()
ROOT = Path(__file__).parents[2]


def unhurried() -> Pace:
    """No pace at all: an emulator has no quota."""
    return Pace(1e9, 10**9)


@dataclass(frozen=True)
class Account:
    """An embedded AWS on which the parity stack is deployed."""

    emulator: Emulator
    template: Path
    live: Live

    def read(self, scope: Scope | None = None) -> Wiring:
        access = LiveAccess(self.emulator.session(), endpoint=self.emulator.endpoint, pace=unhurried())
        return read_account(access, find_place(access), scope)

    def physical_ids(self) -> dict[str, str]:
        """Physical id by logical id."""
        formation = self.live.client("cloudformation")
        pages = formation.get_paginator("list_stack_resources").paginate(StackName=NAME)
        return {
            item["LogicalResourceId"]: item["PhysicalResourceId"]
            for page in pages
            for item in page["StackResourceSummaries"]
        }


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """The parity stack, deployed by the real `cdk deploy`."""
    app = cdk.App(outdir=str(tmp_path_factory.mktemp("parity")))
    ParityStack(app, NAME)
    source = Path(app.synth().directory)
    command = find_cdk(ROOT)
    with Emulator(ensure_environment(silent_progress())) as emulator:
        assembly = copy_for_local(source, emulator.folder / "local")
        bootstrap(command, emulator, [emulator.region], silent_progress())
        deploy(command, emulator, assembly, silent_progress())
        yield Account(emulator, source / f"{NAME}.template.json", _live(emulator))


def _live(emulator: Emulator) -> Live:
    clients: dict[str, Any] = {}

    def client(service: str) -> Any:
        if service not in clients:
            make: Any = emulator.session().client
            clients[service] = make(service, endpoint_url=emulator.endpoint)
        return clients[service]

    apis = client("apigateway").get_rest_apis()["items"]
    (api,) = (one["id"] for one in apis if one["name"] == NAME)
    return Live(client, api, emulator.region, emulator.account)


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that open nothing."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def session(keys: None) -> Iterator[boto3.Session]:
    """A session for moto's account, which is empty."""
    from moto import mock_aws

    core = botocore.session.Session()
    core.register_component("data_loader", LOADER)
    with mock_aws():
        yield boto3.Session(botocore_session=core)


Read = Callable[..., Wiring]


@pytest.fixture
def read(session: boto3.Session) -> Read:
    """Read moto's account; keyword arguments are the scope."""

    def reading(**scope: str) -> Wiring:
        access = LiveAccess(session, pace=unhurried())
        return read_account(access, find_place(access), Scope(**scope))

    return reading
