"""The stack of one stage: an API of orders, its function and table, its limits, and what watches it."""

from dataclasses import replace
from pathlib import Path
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from stacks.receivers import make_notifications
from stacks.settings import PlanSettings, Settings
from wellwired.constructs import (
    AccountLogging,
    ApiAlarms,
    ApiDashboard,
    Authorization,
    Cors,
    LoggingManagedElsewhere,
    Plan,
    ProxyFunction,
    ProxyRestApi,
    PythonLayer,
    Quota,
    Route,
    StageSettings,
    Throttle,
    UsagePlans,
    newest_python_runtime,
)

SOURCE: Final = Path(__file__).parent.parent / "lambda" / "orders"
TABLE_ACTIONS: Final = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query")
FUNCTION_TIMEOUT: Final = cdk.Duration.seconds(10)
CLIENT_TOKEN_HEADER: Final = "Idempotency-Key"  # noqa: S105 - the header's name


class ApiStack(cdk.Stack):
    """Everything of one stage but the account's logging. Replace the function, the table and the routes by your own."""

    table: dynamodb.TableV2
    orders: ProxyFunction
    api: ProxyRestApi
    usage_plans: UsagePlans
    alarms: ApiAlarms
    dashboard: ApiDashboard

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        account_logging: AccountLogging | LoggingManagedElsewhere,
        env: cdk.Environment | None = None,
    ) -> None:
        super().__init__(scope, construct_id, env=env, description=f"The API of orders, stage {settings.stage}")
        self._settings = settings.api
        self._removal = cdk.RemovalPolicy.RETAIN if self._settings.keep_data else cdk.RemovalPolicy.DESTROY
        self._retention = logs.RetentionDays[self._settings.log_retention]
        self.table = self._make_table()
        self.orders = self._make_function()
        self.table.grant(self.orders.function, *TABLE_ACTIONS)
        self.api = self._make_api(settings.stage, account_logging)
        self.usage_plans = UsagePlans(
            self, "UsagePlans", stage=self.api.stage, plans=[make_plan(plan) for plan in self._settings.plans]
        )
        self._watch()

    def _make_table(self) -> dynamodb.TableV2:
        return dynamodb.TableV2(
            self,
            "Orders",
            partition_key=dynamodb.Attribute(name="owner", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="key", type=dynamodb.AttributeType.STRING),
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=self._settings.keep_data,
            removal_policy=self._removal,
        )

    def _make_function(self) -> ProxyFunction:
        runtime = newest_python_runtime()
        return ProxyFunction(
            self,
            "OrdersFunction",
            source=SOURCE,
            handler="handler.handler",
            description="The service: health, and orders to create, read and list",
            runtime=runtime,
            layers=[
                PythonLayer(
                    self,
                    "OrdersPackages",
                    requirements=SOURCE / "requirements.txt",
                    runtime=runtime,
                    description="What the service imports, and the part of wellwired that runs inside Lambda",
                )
            ],
            memory_size=self._settings.memory_size,
            timeout=FUNCTION_TIMEOUT,
            environment={
                "TABLE_NAME": self.table.table_name,
                "ALLOWED_ORIGINS": ",".join(self._settings.allow_origins),
                "POWERTOOLS_LOG_LEVEL": "INFO",
            },
            reserved_concurrency=self._settings.reserved_concurrency,
            log_retention=self._retention,
            log_removal_policy=self._removal,
        )

    def _make_api(self, stage: str, account_logging: AccountLogging | LoggingManagedElsewhere) -> ProxyRestApi:
        cors = Cors(allow_origins=self._settings.allow_origins)
        return ProxyRestApi(
            self,
            "Api",
            stage_name=stage,
            api_name=self.stack_name,
            description="Orders: health, create, read, list",
            authorization=Authorization.open(
                reason="API keys and their plans say who may call; an authorizer of yours would say who a caller is"
            ),
            routes=make_routes(self.orders.target),
            account_logging=account_logging,
            stage_settings=StageSettings(
                throttle=Throttle(rate=self._settings.rate, burst=self._settings.burst),
                production=self._settings.production,
                data_trace=self._settings.data_trace,
                data_trace_reason=self._settings.data_trace_reason,
                retention=self._retention,
                removal_policy=self._removal,
            ),
            cors=replace(cors, allow_headers=(*cors.allow_headers, CLIENT_TOKEN_HEADER)),
            help_url=self._settings.help_url,
        )

    def _watch(self) -> None:
        notifications = make_notifications(self, self._settings.page, self._settings.ticket)
        access_log, functions = self.api.stage_logs.access_log_group, self.api.functions
        self.alarms = ApiAlarms(
            self,
            "Alarms",
            stage=self.api.stage,
            access_log_group=access_log,
            functions=functions,
            notifications=notifications,
        )
        self.dashboard = ApiDashboard(
            self,
            "Dashboard",
            stage=self.api.stage,
            access_log_group=access_log,
            functions=functions,
            alarms=self.alarms,
            trace_log_groups=[self.api.stage_logs.execution_log_group, self.orders.log_group],
        )


def make_routes(orders: lambda_.IFunction) -> list[Route]:
    """Return the route table of the service: health for whoever watches, the rest behind an API key."""
    return [
        Route(method="GET", path="/health", function=orders),
        Route(method="GET", path="/orders", function=orders, api_key_required=True),
        Route(method="POST", path="/orders", function=orders, api_key_required=True, request_model=new_order_model()),
        Route(method="GET", path="/orders/{order_id}", function=orders, api_key_required=True),
    ]


def new_order_model() -> apigateway.JsonSchema:
    """Return what must hold before the function is asked: the shape. The service checks the values, naming fields."""
    kind = apigateway.JsonSchemaType
    return apigateway.JsonSchema(
        type=kind.OBJECT,
        required=["item", "quantity"],
        properties={
            "item": apigateway.JsonSchema(type=kind.STRING),
            "quantity": apigateway.JsonSchema(type=kind.INTEGER),
            "note": apigateway.JsonSchema(type=[kind.STRING, kind.NULL]),
            "client_token": apigateway.JsonSchema(type=kind.STRING),
        },
    )


def make_plan(settings: PlanSettings) -> Plan:
    """Return the usage plan that the settings describe."""
    period = apigateway.Period[settings.period]
    return Plan(
        name=settings.name,
        throttle=Throttle(rate=settings.rate, burst=settings.burst),
        quota=None if settings.quota is None else Quota(limit=settings.quota, period=period),
        keys=settings.keys,
        method_throttles={
            route: Throttle(rate=limit.rate, burst=limit.burst) for route, limit in settings.method_throttles.items()
        },
    )
