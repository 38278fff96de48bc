"""Cut wires behind the local gateway, over HTTP: what the client gets, and what the logs say of it afterwards."""

import json

import pytest
from click.testing import CliRunner

from tests.e2e.conftest import Deployed, Reply, send
from tests.e2e.faults_stack import ORIGIN
from wellwired.cli import main
from wellwired.facts import GATEWAY_REFERENCE_CODE
from wellwired.local.front import Front

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

EXPECTED = {
    "raises": (502, "INTEGRATION_FAILURE"),
    "malformed": (502, "INTEGRATION_FAILURE"),
    "large": (502, "INTEGRATION_FAILURE"),
    "slow": (504, "INTEGRATION_TIMEOUT"),
    "uninvokable": (500, "API_CONFIGURATION_ERROR"),
    "late": (403, "MISSING_AUTHENTICATION_TOKEN"),
}


@pytest.fixture(scope="module")
def faults(probe_front: Front) -> str:
    (url,) = (one.url for one in probe_front.endpoints if one.api_name == "faults")
    return url


@pytest.fixture(scope="module")
def replies(faults: str) -> dict[str, Reply]:
    return {path: send(f"{faults}/{path}", origin=ORIGIN) for path in EXPECTED}


def test_what_is_whole_answers(faults: str) -> None:
    assert send(f"{faults}/fine").status == 200


@pytest.mark.parametrize("path", EXPECTED)
def test_each_cut_wire_answers_as_on_aws(replies: dict[str, Reply], path: str) -> None:
    status, response_type = EXPECTED[path]
    reply = replies[path]

    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert reply.body["reference"] == GATEWAY_REFERENCE_CODE[response_type]
    assert reply.body["requestId"] == reply.headers["x-amzn-requestid"]
    assert reply.headers["access-control-allow-origin"] == ORIGIN


CAUSES = {
    "raises": "502-handler-exception",
    "malformed": "502-malformed",
    "large": "502-response-too-large",
    "slow": "504-timeout",
    "uninvokable": "500-lambda-permission",
}


def diagnose(deployed: Deployed, *options: str) -> str:
    """What `wellwired diagnose` makes of the logs that the gateway wrote into the embedded AWS."""
    home = deployed.emulator.client_environment()
    arguments = ["diagnose", "--api", "faults", "--since", "1h", "--format", "json", *options]
    result = CliRunner(env=home).invoke(main, arguments)
    assert result.exit_code in (0, 1), result.output
    return result.stdout


def test_diagnose_counts_every_failure_from_the_access_log(
    deployed: Deployed, probe_front: Front, replies: dict[str, Reply]
) -> None:
    probe_front.flush_logs()
    (stage,) = json.loads(diagnose(deployed))["stages"]

    assert sum(group["count"] for group in stage["groups"]) >= len(EXPECTED)
    assert {group["status"] for group in stage["groups"]} >= {status for status, _ in EXPECTED.values()}


@pytest.mark.parametrize("path", CAUSES)
def test_diagnose_follows_a_request_to_its_cause(
    deployed: Deployed, probe_front: Front, replies: dict[str, Reply], path: str
) -> None:
    probe_front.flush_logs()
    told = json.loads(diagnose(deployed, "--request-id", replies[path].headers["x-amzn-requestid"]))

    assert json.dumps(told).count(f'"id": "{CAUSES[path]}'), told
