"""An API beside the service's: plans so narrow that a test can pass them, a handler that raises, a route of jobs."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs import (
    AccountLogging,
    Authorization,
    Cors,
    Definition,
    JobRoute,
    JobSettings,
    NoReceiver,
    Plan,
    ProxyFunction,
    ProxyRestApi,
    PythonLayer,
    Quota,
    Route,
    StageSettings,
    Throttle,
    UsagePlans,
)

SOURCE = Path(__file__).parent / "probe"
QUOTA = 3
ORIGIN = "https://shop.example"


class ProbeStack(cdk.Stack):
    """One function, three routes, three plans of one key each; three routes of jobs for callers told apart by name."""

    jobs: JobRoute

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._runtime = PythonLayer(self, "Runtime")
        function = self._make_function("Probe", "handler.handler").target
        self.jobs = self._make_jobs()
        api = ProxyRestApi(
            self,
            "Api",
            stage_name="test",
            account_logging=AccountLogging.managed_elsewhere(),
            authorization=Authorization.open(reason="a test"),
            routes=[
                Route(method="GET", path="/raise", function=function),
                Route(method="GET", path="/keyed", function=function, api_key_required=True),
                Route(method="GET", path="/narrow", function=function, api_key_required=True),
                *self.jobs.routes,
            ],
            stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200), production=False),
            cors=Cors(allow_origins=(ORIGIN,)),
            help_url="https://help.example/errors",
        )
        self._describe(function)
        slow, fast = Throttle(rate=0.01, burst=1), Throttle(rate=50, burst=100)
        UsagePlans(
            self,
            "Plans",
            stage=api.stage,
            plans=[
                Plan(name="slow", throttle=slow, quota=None, keys=("slow",)),
                Plan(name="few", throttle=fast, quota=Quota(QUOTA, apigateway.Period.MONTH), keys=("few",)),
                Plan(
                    name="narrow",
                    throttle=fast,
                    quota=None,
                    keys=("narrow",),
                    method_throttles={"GET /narrow": slow},
                ),
            ],
        )

    def _describe(self, function: lambda_.IFunction) -> None:
        """An API whose routes are in an OpenAPI body."""
        item = apigateway.JsonSchema(type=apigateway.JsonSchemaType.OBJECT, required=["item"])
        ProxyRestApi(
            self,
            "Described",
            definition=Definition.OPENAPI,
            stage_name="test",
            api_name="described-test",
            account_logging=AccountLogging.managed_elsewhere(),
            authorization=Authorization.open(reason="a test"),
            routes=[
                Route(method="ANY", path="/any/{id}", function=function),
                Route(method="GET", path="/keyed", function=function, api_key_required=True),
                Route(method="POST", path="/checked", function=function, request_model=item, required_query=["page"]),
            ],
            stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200), production=False),
            cors=Cors(allow_origins=(ORIGIN,)),
            help_url="https://help.example/errors",
        )

    def _make_jobs(self) -> JobRoute:
        return JobRoute(
            self,
            "Sums",
            path="/sums",
            worker=self._make_function("Worker", "worker.handler"),
            authorization=Authorization.token_authorizer(
                function=self._make_function("Authorizer", "authorizer.handler").target
            ),
            settings=JobSettings(max_receive_count=2, retry_delay=cdk.Duration.seconds(0)),
            notifications=NoReceiver("a test"),
            help_url="https://help.example/errors",
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )

    def _make_function(self, name: str, handler: str) -> ProxyFunction:
        return ProxyFunction(self, name, source=SOURCE, handler=handler, layers=[self._runtime])
