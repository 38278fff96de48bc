"""The whole template of each stack and stage, so that no change goes unseen; the named promises are beside it."""

import json
import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.stacks.conftest import Synthesised

pytestmark = pytest.mark.xdist_group("stacks")  # they share one synthesis

ASSET_HASH = re.compile(r"\b[0-9a-f]{64}\b")
# The deployment's logical id ends in a hash of the API, which the rest of the snapshot shows.
CONTENT_HASH = re.compile(r"\b(ApiRestApiDeployment\w{8})[0-9a-f]{32}\b")


def normalised(template: dict[str, Any]) -> Any:
    text = ASSET_HASH.sub("<asset hash>", json.dumps(template))
    return json.loads(CONTENT_HASH.sub(r"\1<content hash>", text))


@pytest.fixture
def as_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_the_account_stack_is_the_one_reviewed(dev: Synthesised, as_json: SnapshotAssertion) -> None:
    assert normalised(dev.account) == as_json


def test_the_api_stack_of_dev_is_the_one_reviewed(dev: Synthesised, as_json: SnapshotAssertion) -> None:
    assert normalised(dev.api) == as_json


def test_the_api_stack_of_prod_is_the_one_reviewed(prod: Synthesised, as_json: SnapshotAssertion) -> None:
    assert normalised(prod.api) == as_json


def test_every_stage_brings_the_same_account_stack(dev: Synthesised, prod: Synthesised) -> None:
    assert dev.account == prod.account
