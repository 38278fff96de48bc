"""An API beside the service's: plans so narrow that a test can pass their limits, and a handler that raises."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from constructs import Construct

from wellwired.constructs import (
    AccountLogging,
    Authorization,
    Cors,
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

QUOTA = 3
ORIGIN = "https://shop.example"


class ProbeStack(cdk.Stack):
    """One function, three routes, three plans of one key each."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        function = ProxyFunction(
            self,
            "Probe",
            source=Path(__file__).parent / "probe",
            handler="handler.handler",
            layers=[PythonLayer(self, "Runtime")],
        ).target
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
            ],
            stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200), production=False),
            cors=Cors(allow_origins=(ORIGIN,)),
            help_url="https://help.example/errors",
        )
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
