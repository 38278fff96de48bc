"""Which stacks of an app see one another, as every gate has it: the audit of its assembly, synth, and pytest."""

from collections.abc import Iterable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.engine import judge, merge
from wellwired.model.api import Account, RestApi
from wellwired.model.compute import Function, Permission
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions, read_inputs
from wellwired.readers.assembly import read_synthesised
from wellwired.readers.joins import Harvest

ACCOUNT = "111111111111"
IRELAND = cdk.Environment(account=ACCOUNT, region="eu-west-1")
VIRGINIA = cdk.Environment(account=ACCOUNT, region="us-east-1")
SOMEWHERE = None
RULES = {"assumed-account", "contested-account", "shared-api-name", "uninvokable-function", "foreign-source-api"}


class AccountStack(cdk.Stack):
    """The logging role of the region."""

    def __init__(self, scope: Construct, construct_id: str, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        managed = iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
        role = iam.Role(
            self, "Role", assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"), managed_policies=[managed]
        )
        apigateway.CfnAccount(self, "Settings", cloud_watch_role_arn=role.role_arn)


class ApiStack(cdk.Stack):
    """An API that logs, called Api wherever it is; its function, unless another stack has it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        env: cdk.Environment | None = None,
        arn: str | None = None,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        self.arn = arn or ""
        function = lambda_.Function.from_function_arn(self, "Fn", arn) if arn else make_function(self)
        self.api = apigateway.RestApi(
            self,
            "Api",
            cloud_watch_role=False,
            deploy_options=apigateway.StageOptions(logging_level=apigateway.MethodLoggingLevel.INFO),
        )
        self.api.root.add_method("GET", apigateway.LambdaIntegration(function, scope_permission_to_method=False))


def make_function(scope: Construct) -> lambda_.Function:
    code = lambda_.Code.from_inline("def handler(event, context):\n    return {'statusCode': 204}\n")
    return lambda_.Function(scope, "Fn", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code)


def permit(shop: ApiStack) -> None:
    """Let the API call the function that another stack has."""
    lambda_.CfnPermission(
        shop,
        "Permission",
        action="lambda:InvokeFunction",
        function_name=shop.arn,
        principal="apigateway.amazonaws.com",
        source_arn=shop.api.arn_for_execute_api(),
    )


@pytest.fixture
def app(tmp_path: Path) -> cdk.App:
    return cdk.App(outdir=str(tmp_path / "cdk.out"))


def found(wirings: Iterable[Wiring]) -> list[str]:
    outcome = merge(judge(wiring) for wiring in wirings)
    assert not outcome.crashes
    return [f"{finding.rule} {finding.construct_path}" for finding in outcome.findings if finding.rule in RULES]


def read(app: cdk.App) -> list[Wiring]:
    """What the audit of the assembly reads; at synth and in pytest the same is found."""
    templates = [Path(stack.template_full_path) for stack in app.synth().stacks_recursively]
    reading = read_inputs([app.outdir])
    harvest = Harvest()
    read_synthesised(reversed(templates), harvest)
    assert not reading.unread
    assert not harvest.unread
    assert found(reading.wirings) == found(harvest.wirings)
    return list(reading.wirings)


@pytest.mark.parametrize("env", [SOMEWHERE, IRELAND])
def test_the_account_settings_of_another_stack_serve_the_apis_of_their_environment(
    app: cdk.App, env: cdk.Environment | None
) -> None:
    AccountStack(app, "Account", env)
    ApiStack(app, "Shop", env)
    assert found(read(app)) == []


def test_settings_of_another_region_serve_nobody_here(app: cdk.App) -> None:
    AccountStack(app, "Account", IRELAND)
    ApiStack(app, "Shop", VIRGINIA)
    assert found(read(app)) == ["assumed-account Shop/Api/DeploymentStage.prod/Resource"]


@pytest.mark.parametrize("around", ["", "Foundation"])
@pytest.mark.parametrize("env", [SOMEWHERE, IRELAND])
def test_dev_and_prod_see_the_stacks_around_and_beside_them_but_not_each_other(
    app: cdk.App, env: cdk.Environment | None, around: str
) -> None:
    AccountStack(cdk.Stage(app, around) if around else app, "Account", env)
    for name in ("Dev", "Prod"):
        ApiStack(cdk.Stage(app, name, env=env), "Shop")
    wirings = read(app)
    assert found(wirings) == []
    assert sum(len(wiring.own(RestApi)) for wiring in wirings) == 2
    assert sum(len(wiring.own(Account)) for wiring in wirings) == 1


def test_what_prod_lacks_is_not_made_good_by_dev(app: cdk.App) -> None:
    dev, prod = cdk.Stage(app, "Dev", env=IRELAND), cdk.Stage(app, "Prod", env=IRELAND)
    AccountStack(dev, "Account")
    ApiStack(dev, "Shop")
    ApiStack(prod, "Shop")
    assert found(read(app)) == ["assumed-account Prod/Shop/Api/DeploymentStage.prod/Resource"]


def test_what_is_wrong_between_a_stage_and_the_stack_around_it_is_found_once(app: cdk.App) -> None:
    AccountStack(app, "Account")
    for name in ("Dev", "Prod"):
        stage = cdk.Stage(app, name)
        AccountStack(stage, "OwnAccount")
        ApiStack(stage, "Shop")
    assert found(read(app)) == [
        "contested-account Dev/OwnAccount/Settings",
        "contested-account Prod/OwnAccount/Settings",
    ]


def test_a_stack_that_a_stage_has_of_its_own_hides_the_one_around(app: cdk.App) -> None:
    AccountStack(app, "Account")
    ApiStack(app, "Shop")
    ApiStack(cdk.Stage(app, "Prod"), "Shop")
    assert found(read(app)) == []


@pytest.mark.parametrize("permitted", [("Dev", "Prod"), ("Dev",)])
def test_a_function_around_two_stages_is_judged_once_with_all_that_call_it(
    app: cdk.App, permitted: tuple[str, ...]
) -> None:
    AccountStack(app, "Account")
    functions = cdk.Stack(app, "Functions")
    cdk.CfnOutput(functions, "FunctionArn", value=make_function(functions).function_arn, export_name="shared-function")
    for name in ("Dev", "Prod"):
        arn = cdk.Fn.import_value("shared-function")
        shop = ApiStack(cdk.Stage(app, name), "Shop", arn=arn)
        if name in permitted:
            permit(shop)
    wirings = read(app)
    cut = [] if "Prod" in permitted else ["uninvokable-function Functions/Fn/Resource"]
    assert found(wirings) == cut
    assert sum(len(wiring.own(Function)) for wiring in wirings) == 1
    assert sum(len(wiring.own(Permission)) for wiring in wirings) == len(permitted)


@pytest.mark.parametrize("cut", [False, True])
def test_stages_in_one_another_see_one_another(app: cdk.App, cut: bool) -> None:
    for name in ("Dev", "Prod"):
        outer = cdk.Stage(app, name)
        AccountStack(outer, "Account")
        functions = cdk.Stack(outer, "Functions")
        arn = cdk.CfnOutput(
            functions, "Arn", value=make_function(functions).function_arn, export_name=f"{name}-function"
        )
        shop = ApiStack(cdk.Stage(outer, "Inner"), "Shop", arn=cdk.Fn.import_value(arn.export_name or ""))
        if not cut:
            permit(shop)
    wrong = [f"uninvokable-function {name}/Functions/Fn/Resource" for name in ("Dev", "Prod")]
    assert found(read(app)) == (wrong if cut else [])


def test_the_region_that_the_user_names_is_where_stacks_without_one_go(app: cdk.App) -> None:
    AccountStack(app, "Account")
    ApiStack(app, "Shop", IRELAND)
    app.synth()
    options = ReadOptions(region="eu-west-1", account=ACCOUNT)
    assert found(read_inputs([app.outdir], options).wirings) == []


def test_a_template_is_read_also_where_the_manifest_around_its_folder_is_of_another_app(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "manifest.json").write_text('{"artifacts": {}}')
    app = cdk.App(outdir=str(inner))
    ApiStack(app, "Shop")
    app.synth()
    harvest = Harvest()
    read_synthesised([inner / "Shop.template.json"], harvest)
    assert found(harvest.wirings) == ["assumed-account Shop/Api/DeploymentStage.prod/Resource"]
