"""attach on an embedded AWS of its own: what teams have is deployed, then again with the kit on it, and answers."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aws_cdk as cdk
import pytest

from tests.constructs.construct_samples import HELP_URL, SETTINGS
from tests.constructs.existing_styles import STYLES
from tests.e2e.conftest import ROOT, Reply, send
from wellwired.constructs import AccountLogging, ExistingAccessLog, NoReceiver, attach
from wellwired.local.assembly import copy_for_local
from wellwired.local.deployment import bootstrap, deploy
from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import silent_progress
from wellwired.local.toolchain import find_cdk

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

STACKS = {style: f"existing-{style.replace(' ', '-')}" for style in STYLES}
# The embedded AWS makes an API anew when its document changes, where CloudFormation updates it in place.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
DESCRIBED = {"SpecRestApi", "SAM"}
MADE_OF_METHODS = sorted(STYLES.keys() - DESCRIBED)


@dataclass(frozen=True)
class Redeployed:
    """What was seen of each style: physical ids before and after, answers during the deployment, and where it is."""

    before: dict[str, dict[str, str]]
    after: dict[str, dict[str, str]]
    during: dict[str, list[int]]
    urls: dict[str, str]


def deploy_styles(emulator: Emulator, *, attached: bool) -> None:
    app = cdk.App()
    for style, make in STYLES.items():
        stack = cdk.Stack(app, STACKS[style])
        api = make(stack)
        if attached:
            attach(
                api,
                stage_settings=SETTINGS,
                help_url=HELP_URL,
                notifications=NoReceiver("a test"),
                account_logging=AccountLogging.managed_elsewhere(),
                existing_access_log=ExistingAccessLog.EXTEND,
            )
    name = "attached" if attached else "existing"
    assembly = copy_for_local(Path(app.synth().directory), emulator.folder / name)
    deploy(find_cdk(ROOT), emulator, assembly, silent_progress())


def physical_ids(emulator: Emulator) -> dict[str, dict[str, str]]:
    """By style and logical id, without the deployments, which are replaced."""
    formation = emulator.session().client("cloudformation", endpoint_url=emulator.endpoint)
    return {
        style: {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for one in formation.describe_stack_resources(StackName=stack)["StackResources"]
            if one["ResourceType"] != "AWS::ApiGateway::Deployment"
        }
        for style, stack in STACKS.items()
    }


def find_urls(emulator: Emulator) -> dict[str, str]:
    """Where the embedded AWS itself answers for each stack: what is looked at is the deploy."""
    gateway = emulator.session().client("apigateway", endpoint_url=emulator.endpoint)
    apis = [item["id"] for item in gateway.get_rest_apis(limit=500)["items"]]
    ids = physical_ids(emulator)
    found = {style: next(api for api in apis if api in ids[style].values()) for style in STYLES}
    return {style: f"{emulator.endpoint}/_aws/execute-api/{api}/prod" for style, api in found.items()}


def poll(urls: dict[str, str], ended: threading.Event, answers: dict[str, list[int]]) -> None:
    while not ended.is_set():
        for style in MADE_OF_METHODS:
            answers[style].append(send(f"{urls[style]}/orders").status)
        time.sleep(0.05)


@pytest.fixture(scope="module")
def redeployed() -> Iterator[Redeployed]:
    with Emulator(ensure_environment(silent_progress())) as emulator:
        bootstrap(find_cdk(ROOT), emulator, [emulator.region], silent_progress())
        deploy_styles(emulator, attached=False)
        before, urls, answers = physical_ids(emulator), find_urls(emulator), defaultdict[str, list[int]](list)
        ended = threading.Event()
        polling = threading.Thread(target=poll, args=(urls, ended, answers))
        polling.start()
        try:
            deploy_styles(emulator, attached=True)
        finally:
            ended.set()
            polling.join()
        yield Redeployed(before, physical_ids(emulator), answers, find_urls(emulator))


@pytest.mark.parametrize("style", MADE_OF_METHODS)
def test_an_api_answers_all_the_while_it_is_attached_to(redeployed: Redeployed, style: str) -> None:
    assert len(redeployed.during[style]) > 5  # of some twenty
    assert set(redeployed.during[style]) == {200}


@pytest.mark.parametrize("style", MADE_OF_METHODS)
def test_no_resource_of_theirs_is_replaced(redeployed: Redeployed, style: str) -> None:
    assert redeployed.after[style].items() > redeployed.before[style].items()


@pytest.mark.parametrize("style", STYLES)
def test_an_api_answers_as_before_once_it_is_attached_to(redeployed: Redeployed, style: str) -> None:
    reply = send(f"{redeployed.urls[style]}/orders")
    assert (reply.status, reply.body) == (200, "orders")


@pytest.mark.parametrize("style", ["RestApi", "CloudFormation"])
def test_its_errors_are_problems_without_another_deployment(redeployed: Redeployed, style: str) -> None:
    reply: Reply = send(f"{redeployed.urls[style]}/nowhere")
    assert reply.status == 403
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.body["reference"] == "WW-403-MISSING-AUTHENTICATION-TOKEN"
