"""An account in moto, with made-up credentials."""

from collections.abc import Iterator
from functools import cache

import botocore.loaders
import pytest
from moto import mock_aws

from tests.diagnosis.live_world import REGION, World, make_world

# Every session parses the descriptions of the services anew, which takes longer than all that is tested.
_one_loader = cache(botocore.loaders.create_loader)


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "testing"),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setattr("botocore.loaders.create_loader", _one_loader)
    with mock_aws():
        yield


@pytest.fixture
def world(aws: None) -> World:
    return make_world()
