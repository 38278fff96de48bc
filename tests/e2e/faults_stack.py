"""An API whose wires are cut on purpose, deployed as it is, to see how each cut answers."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs import AccountLogging, Cors, ErrorResponses, StageLogs, StageSettings, Throttle

SOURCE = Path(__file__).parent / "probe"
ORIGIN = "https://shop.example"
WAIT = cdk.Duration.millis(500)  # the integration's own limit on /slow


class FaultsStack(cdk.Stack):
    """Routes that fail in the function; /uninvokable, which no permission covers; /late, which no deployment holds."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        api = apigateway.RestApi(
            self, "Api", rest_api_name="faults", cloud_watch_role=False, deploy_options={"stage_name": "test"}
        )
        function = self._make_function("Faults")
        for path in ("fine", "raises", "malformed", "large"):
            api.root.add_resource(path).add_method("GET", apigateway.LambdaIntegration(function))
        slow = apigateway.LambdaIntegration(function, timeout=WAIT)
        api.root.add_resource("slow").add_method("GET", slow)
        self._add_bare(api, "uninvokable", self._make_function("Unpermitted"), is_deployed=True)
        self._add_bare(api, "late", function, is_deployed=False)
        ErrorResponses(
            self, "Errors", rest_api=api, help_url="https://help.example/errors", cors=Cors(allow_origins=(ORIGIN,))
        )
        settings = StageSettings(throttle=Throttle(rate=100, burst=200), production=False)
        StageLogs(
            self,
            "Logs",
            stage=api.deployment_stage,
            account_logging=AccountLogging.managed_elsewhere(),
            settings=settings,
        )

    def _make_function(self, name: str) -> lambda_.Function:
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_12,
            handler="faults.handler",
            code=lambda_.Code.from_asset(str(SOURCE), exclude=["**/__pycache__/**"]),
            timeout=cdk.Duration.seconds(10),
            log_group=logs.LogGroup(self, f"{name}Log", removal_policy=cdk.RemovalPolicy.DESTROY),
        )

    def _add_bare(self, api: apigateway.RestApi, path: str, function: lambda_.Function, *, is_deployed: bool) -> None:
        """A method that the CDK neither permits nor, unless it is told, deploys."""
        resource = api.root.add_resource(path)
        uri = f"arn:aws:apigateway:{self.region}:lambda:path/2015-03-31/functions/{function.function_arn}/invocations"
        integration: dict[str, Any] = {"type": "AWS_PROXY", "integration_http_method": "POST", "uri": uri}
        method = apigateway.CfnMethod(
            self,
            f"{path.capitalize()}Method",
            rest_api_id=api.rest_api_id,
            resource_id=resource.resource_id,
            http_method="GET",
            authorization_type="NONE",
            integration=apigateway.CfnMethod.IntegrationProperty(**integration),
        )
        if is_deployed and api.latest_deployment is not None:
            api.latest_deployment.node.add_dependency(method)
