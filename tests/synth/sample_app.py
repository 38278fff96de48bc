"""An app with a stack for functions, one for the API, a nested stack and a stage: wires lead from each to another."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.synth import FailOn, WellWired

REPOSITORY = Path(__file__).parents[2]
CODE = "def handler(event, context):\n    return {'statusCode': 204}\n"


def make_function(scope: Construct, name: str) -> lambda_.Function:
    return lambda_.Function(
        scope,
        name,
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        timeout=cdk.Duration.seconds(10),
        code=lambda_.Code.from_inline(CODE),
    )


def make_api(scope: Construct, name: str, function: lambda_.IFunction) -> apigateway.RestApi:
    api = apigateway.RestApi(scope, name)
    api.root.add_resource("orders").add_method(
        "POST", apigateway.LambdaIntegration(function, scope_permission_to_method=False)
    )
    return api


class SampleApp(cdk.App):
    """`Functions` and `Shop` refer to each other; `Shop/Inner` is nested, `Prod` is a stage of its own."""

    def __init__(self, folder: Path, *, fail_on: FailOn = "error") -> None:
        context: dict[str, Any] = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
        # the CDK's own linter takes seconds to load, and has no part in this
        super().__init__(context=context, outdir=str(folder), builtin_cloud_formation_validation=False)
        self.function = make_function(cdk.Stack(self, "Functions"), "Orders")
        self.shop = cdk.Stack(self, "Shop")
        self.api = make_api(self.shop, "Api", self.function)
        self.inner = make_api(cdk.NestedStack(self.shop, "Inner"), "InnerApi", self.function)
        self.prod = cdk.Stage(self, "Prod")
        stack = cdk.Stack(self.prod, "Shop")
        self.staged = make_api(stack, "Api", make_function(stack, "Orders"))
        cdk.Validations.of(self).add_plugins(WellWired(fail_on=fail_on))


@dataclass(frozen=True)
class Synth:
    """What a synth left: the report of the plugin, and what it failed with ("" where it did not)."""

    report: dict[str, Any]
    failure: str

    def violations(self, rule: str) -> list[dict[str, Any]]:
        return [one for one in self.report.get("violations", []) if one["ruleName"] == f"wellwired::{rule}"]

    def places(self, rule: str) -> set[str]:
        return {place["constructPath"] for one in self.violations(rule) for place in one["violatingConstructs"]}

    def suppressed(self, rule: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.report.get("suppressedViolations", [])
        return [one for one in found if one["ruleName"] == f"wellwired::{rule}"]


def synthesise(app: cdk.App) -> Synth:
    failure = ""
    try:
        app.synth()
    except RuntimeError as error:
        failure = str(error)
    report_file = Path(app.outdir) / "validation-report.json"
    assert report_file.exists(), failure
    document = json.loads(report_file.read_text())
    (report,) = [one for one in document["pluginReports"] if one["pluginName"] == "wellwired"]
    return Synth(report, failure)


def permissions(scope: Construct) -> list[lambda_.CfnPermission]:
    return [found for found in scope.node.find_all() if isinstance(found, lambda_.CfnPermission)]


def acknowledge(scope: Construct, rule: str, reason: str) -> None:
    cdk.Validations.of(scope).acknowledge(cdk.Acknowledgment(id=f"wellwired::{rule}", reason=reason))
