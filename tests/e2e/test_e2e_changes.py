"""Deploying again: nothing changed, a route added, everything destroyed. On an embedded AWS of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_

import app as cdk_app
from stacks import api_stack
from stacks.api_stack import make_routes
from tests.e2e.conftest import Deployed, deploy_first, send
from tests.stacks.conftest import context_of_cdk_json
from wellwired.constructs import (
    AccountLogging,
    Authorization,
    Definition,
    Plan,
    ProxyFunction,
    ProxyRestApi,
    PythonLayer,
    Route,
    StageSettings,
    Throttle,
    UsagePlans,
)
from wellwired.errors import LocalError
from wellwired.local.assembly import copy_for_local
from wellwired.local.deployment import deploy, destroy
from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import silent_progress

if TYPE_CHECKING:
    from mypy_boto3_apigateway.client import APIGatewayClient

PROBE = Path(__file__).parent / "probe"

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture(scope="module")
def fresh(app_assembly: Path) -> Iterator[Deployed]:
    with Emulator(ensure_environment(silent_progress())) as emulator:
        yield deploy_first(emulator, app_assembly)


def gateway_of(deployed: Deployed) -> "APIGatewayClient":
    return deployed.session.client("apigateway", endpoint_url=deployed.emulator.endpoint)


def state(deployed: Deployed) -> dict[str, Any]:
    """Every resource of the app's stacks, with its id, and when each stack last changed."""
    formation = deployed.session.client("cloudformation", endpoint_url=deployed.emulator.endpoint)
    found: dict[str, Any] = {}
    for stack in ("wellwired-account", "orders-dev"):
        (described,) = formation.describe_stacks(StackName=stack)["Stacks"]
        resources = formation.describe_stack_resources(StackName=stack)["StackResources"]
        found[stack] = (
            described.get("LastUpdatedTime", described["CreationTime"]),
            {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources},
        )
    return found


def test_a_second_deploy_without_a_change_changes_nothing(fresh: Deployed) -> None:
    before = state(fresh)

    deploy(fresh.cdk, fresh.emulator, fresh.assembly, silent_progress())

    assert state(fresh) == before


def test_an_added_route_is_a_new_deployment_and_answers(
    fresh: Deployed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh.url("orders-dev")
    gateway = gateway_of(fresh)
    (api,) = (one["id"] for one in gateway.get_rest_apis()["items"] if one["name"] == "orders-dev")
    before = gateway.get_stage(restApiId=api, stageName="dev")["deploymentId"]
    assert send(f"{url}/status").status == 403

    def with_status(orders: lambda_.IFunction) -> list[Route]:
        return [*make_routes(orders), Route(method="GET", path="/status", function=orders)]

    monkeypatch.setattr(api_stack, "make_routes", with_status)
    app = cdk.App(context=context_of_cdk_json(), outdir=str(tmp_path / "changed"))
    cdk_app.build(app)
    assembly = copy_for_local(Path(app.synth().directory), fresh.emulator.folder / "changed")
    deploy(fresh.cdk, fresh.emulator, assembly, silent_progress())

    assert gateway.get_stage(restApiId=api, stageName="dev")["deploymentId"] != before
    reply = send(f"{url}/status")
    assert (reply.status, reply.body["reference"]) == (404, "ORDERS-404-NO-ROUTE")
    assert fresh.url("orders-dev") == url


def test_a_refused_deploy_is_one_error_that_names_what_was_refused(fresh: Deployed) -> None:
    app = cdk.App()
    cdk.CfnResource(cdk.Stack(app, "odd"), "Channel", type="AWS::IVS::Channel")
    assembly = copy_for_local(Path(app.synth().directory), fresh.emulator.folder / "odd")

    with pytest.raises(LocalError, match=r"`cdk deploy --all` failed \(exit code 1\):\n  .*AWS::IVS::Channel\]$"):
        deploy(fresh.cdk, fresh.emulator, assembly, silent_progress())


def test_destroying_the_stacks_leaves_the_accounts_logging_role(fresh: Deployed) -> None:
    gateway = gateway_of(fresh)
    role = gateway.get_account()["cloudwatchRoleArn"]

    destroy(fresh.cdk, fresh.emulator, fresh.assembly, silent_progress())

    assert gateway.get_rest_apis()["items"] == []
    assert gateway.get_account()["cloudwatchRoleArn"] == role
    iam = fresh.session.client("iam", endpoint_url=fresh.emulator.endpoint)
    assert iam.get_role(RoleName=role.rsplit("/", 1)[1])


def deploy_small_api(deployed: Deployed, definition: Definition) -> dict[str, str]:
    """Deploy one small API in a definition; the ids of the stack's resources by logical id."""
    app = cdk.App()
    stack = cdk.Stack(app, "small")
    function = ProxyFunction(
        stack, "Small", source=PROBE, handler="handler.handler", layers=[PythonLayer(stack, "Runtime")]
    )
    api = ProxyRestApi(
        stack,
        "Api",
        definition=definition,
        stage_name="test",
        account_logging=AccountLogging.managed_elsewhere(),
        authorization=Authorization.open(reason="a test"),
        routes=[
            Route(method="GET", path="/", function=function.target),
            Route(method="POST", path="/a/{id}", function=function.target),
            Route(method="GET", path="/keyed", function=function.target, api_key_required=True),
        ],
        stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200), production=False),
        help_url="https://help.example/errors",
    )
    plan = Plan(name="small", throttle=Throttle(rate=50, burst=50), quota=None, keys=("small",))
    UsagePlans(stack, "Plans", stage=api.stage, plans=[plan])
    assembly = copy_for_local(Path(app.synth().directory), deployed.emulator.folder / definition.value)
    deploy(deployed.cdk, deployed.emulator, assembly, silent_progress())
    formation = deployed.session.client("cloudformation", endpoint_url=deployed.emulator.endpoint)
    found = formation.describe_stack_resources(StackName="small")["StackResources"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}


def test_an_api_goes_from_resources_to_a_body_in_one_deploy_and_answers(fresh: Deployed) -> None:
    before = deploy_small_api(fresh, Definition.METHODS)
    after = deploy_small_api(fresh, Definition.OPENAPI)

    assert len(before) - len(after) == 21 + 3 + 3 + 1  # gateway responses, methods, paths, validator
    # A deployment has a new id whenever there is something new to deploy.
    assert all(name.startswith("ApiRestApiDeployment") for name in after.keys() - before.keys())
    kept = [name for name in after if name.startswith(("Small", "Runtime", "PlansKey"))]
    assert [after[name] for name in kept] == [before[name] for name in kept]
    url, key = fresh.url("small-test"), fresh.key("small")
    assert send(f"{url}/").status == 200
    assert send(f"{url}/a/1", "POST").body == {"path": "/a/1"}
    assert [send(f"{url}/keyed").status, send(f"{url}/keyed", x_api_key=key).status] == [403, 200]
    assert send(f"{url}/nothing").status == 403
