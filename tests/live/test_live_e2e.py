"""End to end on an embedded AWS: a deployed wiring reads as its template does, and each cut wire is reported."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from tests.live.breaks import CUTS
from tests.live.conftest import Account
from tests.live.sameness import Sayer, differences, said_of
from wellwired.cli import main
from wellwired.engine import judge
from wellwired.readers import read_inputs
from wellwired.readers.live import Scope

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

# What the embedded AWS does not keep, or keeps otherwise, by the node and the setting.
EMULATOR_GAPS = (
    ("RestApi ", "endpoint_configuration"),  # CloudFormation there drops it
    ("Method OPTIONS /orders", "integration"),  # gives a MOCK integration a method of its own
    ("ApiKey ", "stage_keys"),  # listed as objects where API Gateway lists "api/stage"
)


def findings(account: Account) -> Counter[str]:
    outcome = judge(account.read())
    assert outcome.crashes == []
    assert outcome.unplaced == ()
    return Counter(finding.rule for finding in outcome.findings)


@pytest.fixture(scope="module")
def good(account: Account) -> Counter[str]:
    """The findings on the stack as it was deployed."""
    return findings(account)


@pytest.fixture
def topic_key(account: Account) -> Iterator[None]:
    """The topic's key, which CloudFormation there drops, set by the API."""
    ids = account.physical_ids()
    topic = next(value for name, value in ids.items() if name.startswith("Pager") and ":sns:" in value)
    key = next(value for name, value in ids.items() if name.startswith("TopicKey"))
    arn = f"arn:aws:kms:{account.live.region}:{account.live.account}:key/{key}"
    topics = account.live.client("sns")
    topics.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue=arn)
    yield
    topics.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="")


@pytest.mark.usefixtures("topic_key")
def test_a_deployed_wiring_reads_as_its_template_does(account: Account) -> None:
    ids = account.physical_ids()
    validators = account.live.gateway.get_request_validators(restApiId=account.live.api)["items"]

    def physical(address: str, attribute: str) -> str:
        name = address.rpartition("/")[2]
        if attribute == "RootResourceId":
            return account.live.resource("/")
        if name.startswith("ApiValidator"):  # made by the API after the deployment, see wellwired.local.dropped
            return str(validators[0]["id"])
        return ids[name]

    (template,) = read_inputs([str(account.template)]).wirings
    where = {"region": account.live.region, "account": account.live.account}
    written = said_of(Sayer(template, physical, **where))
    live = said_of(Sayer(account.read(), physical, **where))

    assert len(written) >= 40
    left = [
        one
        for one in differences(written, live)
        if not any(one.startswith(node) and f": {setting}: " in one for node, setting in EMULATOR_GAPS)
    ]
    assert left == []


def doctor(account: Account, monkeypatch: pytest.MonkeyPatch, *options: str) -> str:
    for name, value in account.emulator.client_environment().items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(main, ["doctor", *options]).stdout


@pytest.mark.usefixtures("topic_key")
def test_a_stack_that_nobody_touched_has_not_drifted(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    said = doctor(account, monkeypatch, "--against", str(account.template), "--stack", "parity")

    # CloudFormation there drops the endpoint's type
    assert [line for line in said.splitlines() if line.startswith(("  ~", "  +", "  -"))] == [
        "  ~ API Api is no longer a REGIONAL API"
    ]


def test_the_live_wiring_yields_what_its_template_yields(account: Account, good: Counter[str]) -> None:
    (template,) = read_inputs([str(account.template)]).wirings
    outcome = judge(template)
    of_code = {"corsless-response", "malformed-decision"}  # rules that read the code, which doctor does not

    assert set(good) == {finding.rule for finding in outcome.findings} - of_code


@pytest.mark.parametrize("name", CUTS)
def test_a_cut_wire_is_reported_by_the_rule_that_is_meant_to_see_it(
    account: Account, good: Counter[str], name: str
) -> None:
    rule, cut = CUTS[name]
    cutting = cut(account.live)
    next(cutting)
    try:
        found = findings(account)
    finally:
        next(cutting, None)

    assert found[rule] > good[rule], f"new: {found - good}"


def test_every_cut_was_mended(account: Account, good: Counter[str]) -> None:
    assert findings(account) == good


def test_one_api_or_stack_can_be_asked_for(account: Account) -> None:
    by_name = account.read(Scope(api="parity", stage="prod"))
    by_stack = account.read(Scope(stack="parity"))

    assert {node.address for node in by_name.nodes} == {node.address for node in by_stack.nodes}


def test_doctor_reports_on_the_command_line(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in account.emulator.client_environment().items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["doctor", "--api", "parity", "--format", "json"])
    report = json.loads(result.stdout)

    assert result.exit_code == 1
    assert report["summary"]["apis"] == 1
    assert "unannounced-header" in {finding["rule"] for finding in report["findings"]}
    assert f"/restapis/{account.live.api}" in result.stdout


def test_drift_from_the_template_is_said_in_words(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    cutting = CUTS["the_function_runs_longer_than_its_integration"][1](account.live)
    next(cutting)
    said = doctor(account, monkeypatch, "--against", str(account.template))
    next(cutting, None)

    assert "function Orders now runs 60 s at most, no longer 9 s at most" in said


def test_no_key_value_is_kept(account: Account) -> None:
    (key,) = account.live.gateway.get_api_keys(includeValues=True)["items"]
    wiring = account.read()

    assert key["value"] not in "".join(repr(node) for node in wiring.nodes)
