"""Writes bases/cdk.json: the items API as a careful engineer builds it from the CDK's own constructs.

Run by hand after a CDK upgrade: ``python tests/bench/make_cdk_base.py``.
"""

import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs

BASE = Path(__file__).parent / "bases" / "cdk.json"
ORIGIN = "https://app.example.com"
CONTEXT = {
    "aws:cdk:enable-path-metadata": True,
    "@aws-cdk/aws-apigateway:disableCloudWatchRole": True,
    "@aws-cdk/aws-apigateway:authorizerChangeDeploymentLogicalId": True,
    "@aws-cdk/aws-apigateway:requestValidatorUniqueId": True,
    "@aws-cdk/aws-lambda:recognizeLayerVersion": True,
    "@aws-cdk/core:enablePartitionLiterals": True,
}
HANDLER = """\
import json
import logging

LOG = logging.getLogger()
LOG.setLevel(logging.INFO)
ITEMS = {"1": {"id": "1", "name": "lamp"}}


def reply(status, body):
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", "Access-Control-Allow-Origin": "https://app.example.com"},
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def handler(event, context):
    try:
        return route(event["httpMethod"], (event.get("pathParameters") or {}).get("id"), event.get("body"))
    except Exception:
        LOG.exception("unexpected failure in %s", context.aws_request_id)
        return reply(500, {"message": "Internal error", "requestId": context.aws_request_id})


def route(method, item_id, body):
    if method == "POST":
        try:
            item = json.loads(body)
            ITEMS[item["id"]] = item
        except (TypeError, ValueError, KeyError):
            return reply(400, {"message": "The body must be an item"})
        return reply(201, item)
    if item_id is None:
        return reply(200, list(ITEMS.values()))
    if item_id not in ITEMS:
        return reply(404, {"message": "No such item"})
    if method == "DELETE":
        return reply(200, ITEMS.pop(item_id))
    return reply(200, ITEMS[item_id])
"""
AUTHORIZER = """\
import hashlib
import hmac
import os


def handler(event, context):
    given = hashlib.sha256((event["headers"] or {}).get("Authorization", "").encode()).hexdigest()
    effect = "Allow" if hmac.compare_digest(given, os.environ["TOKEN_SHA256"]) else "Deny"
    arn = event["methodArn"].split("/")
    return {
        "principalId": "client",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": [f"{arn[0]}/{arn[1]}/*"]}],
        },
        "context": {"client": "web"},
    }
"""


class ItemsStack(cdk.Stack):
    """The whole application in one stack."""

    def __init__(self, scope: cdk.App, construct_id: str) -> None:
        super().__init__(scope, construct_id, description="Items API, made with the CDK")
        self.dead_letters = sqs.Queue(self, "DeadLetters", retention_period=cdk.Duration.days(14), enforce_ssl=True)
        self.handler = self.add_function("Handler", HANDLER, timeout=15, reserved=50)
        self.authorizer_function = self.add_function("AuthorizerFunction", AUTHORIZER, timeout=5, reserved=20)
        self.authorizer_function.add_environment("TOKEN_SHA256", "{{resolve:ssm:/items-api/token-sha256}}")
        self.alias = lambda_.Alias(self, "Live", alias_name="live", version=self.handler.current_version)
        self.api = self.add_api()
        self.add_routes()
        self.add_plan()
        self.add_alarms()

    def add_function(self, name: str, code: str, *, timeout: int, reserved: int) -> lambda_.Function:
        """One Python function with logs of its own; ``timeout`` in seconds."""
        return lambda_.Function(
            self,
            name,
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline(code),
            timeout=cdk.Duration.seconds(timeout),
            memory_size=512,
            reserved_concurrent_executions=reserved,
            tracing=lambda_.Tracing.ACTIVE,
            dead_letter_queue=self.dead_letters,
            log_group=logs.LogGroup(self, f"{name}Logs", retention=logs.RetentionDays.ONE_MONTH),
        )

    def add_api(self) -> apigateway.RestApi:
        """The API with its stage, its account role, its preflights and its gateway responses."""
        access_logs = logs.LogGroup(self, "AccessLogs", retention=logs.RetentionDays.THREE_MONTHS)
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name="items-api-cdk",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=True,
            default_cors_preflight_options=apigateway.CorsOptions(
                allow_origins=[ORIGIN],
                allow_methods=["GET", "POST", "DELETE", "OPTIONS"],
                allow_headers=["Content-Type", "Authorization", "X-Api-Key"],
            ),
            deploy_options=apigateway.StageOptions(
                stage_name="prod",
                logging_level=apigateway.MethodLoggingLevel.INFO,
                data_trace_enabled=False,
                metrics_enabled=True,
                tracing_enabled=True,
                throttling_rate_limit=100,
                throttling_burst_limit=50,
                access_log_destination=apigateway.LogGroupLogDestination(access_logs),
                access_log_format=apigateway.AccessLogFormat.custom(ACCESS_LOG_FORMAT),
            ),
        )
        for name, kind in (("Default4xx", "DEFAULT_4_XX"), ("Default5xx", "DEFAULT_5_XX")):
            api.add_gateway_response(
                name,
                type=getattr(apigateway.ResponseType, kind),
                response_headers={"Access-Control-Allow-Origin": f"'{ORIGIN}'"},
                templates={"application/json": ERROR_TEMPLATE},
            )
        return api

    def add_routes(self) -> None:
        """GET and POST /items, GET and DELETE /items/{id}, behind a REQUEST authorizer and an API key."""
        authorizer = apigateway.RequestAuthorizer(
            self,
            "Authorizer",
            handler=self.authorizer_function,
            identity_sources=[apigateway.IdentitySource.header("Authorization")],
            results_cache_ttl=cdk.Duration.minutes(5),
        )
        integration = apigateway.LambdaIntegration(self.alias, timeout=cdk.Duration.seconds(20))
        items = self.api.root.add_resource("items")
        items.add_method("GET", integration, authorizer=authorizer, api_key_required=True)
        items.add_method(
            "POST",
            integration,
            authorizer=authorizer,
            api_key_required=True,
            request_validator_options=apigateway.RequestValidatorOptions(
                validate_request_body=True, validate_request_parameters=True
            ),
            request_models={"application/json": self.add_item_model()},
        )
        item = items.add_resource("{id}")
        for method in ("GET", "DELETE"):
            item.add_method(method, integration, authorizer=authorizer, api_key_required=True)

    def add_item_model(self) -> apigateway.Model:
        """The JSON schema a new item must satisfy."""
        text = apigateway.JsonSchema(type=apigateway.JsonSchemaType.STRING)
        return self.api.add_model(
            "Item",
            content_type="application/json",
            schema=apigateway.JsonSchema(
                schema=apigateway.JsonSchemaVersion.DRAFT4,
                type=apigateway.JsonSchemaType.OBJECT,
                required=["id", "name"],
                properties={"id": text, "name": text},
            ),
        )

    def add_plan(self) -> None:
        """One usage plan with limits, one key on it."""
        plan = self.api.add_usage_plan(
            "Plan",
            name="items-api-cdk",
            throttle=apigateway.ThrottleSettings(rate_limit=50, burst_limit=25),
            quota=apigateway.QuotaSettings(limit=100_000, period=apigateway.Period.DAY),
            api_stages=[apigateway.UsagePlanPerApiStage(api=self.api, stage=self.api.deployment_stage)],
        )
        plan.add_api_key(self.api.add_api_key("Key"))

    def add_alarms(self) -> None:
        """Alarms that reach a person through an encrypted topic."""
        key = kms.Key(self, "TopicKey", enable_key_rotation=True)
        key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                resources=["*"],
            )
        )
        topic = sns.Topic(self, "AlarmTopic", master_key=key)
        topic.add_subscription(subscriptions.EmailSubscription("oncall@example.com"))
        minute, stage = cdk.Duration.minutes(1), self.api.deployment_stage
        watched = {
            "ServerErrors": (stage.metric_server_error(period=minute, statistic="Average"), 0.05, 3),
            "ClientErrors": (stage.metric_client_error(period=minute, statistic="Average"), 0.2, 5),
            "SlowAnswers": (stage.metric_latency(period=minute, statistic="p90"), 2500, 5),
            "HandlerErrors": (self.handler.metric_errors(period=minute), 1, 1),
            "HandlerThrottles": (self.handler.metric_throttles(period=minute), 1, 1),
            "AuthorizerErrors": (self.authorizer_function.metric_errors(period=minute), 1, 1),
            "AuthorizerThrottles": (self.authorizer_function.metric_throttles(period=minute), 1, 1),
            "LostEvents": (self.dead_letters.metric_approximate_number_of_messages_visible(period=minute), 1, 1),
        }
        for name, (metric, threshold, periods) in watched.items():
            alarm = cloudwatch.Alarm(
                self,
                f"{name}Alarm",
                metric=metric,
                threshold=threshold,
                evaluation_periods=periods,
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(topic))


ERROR_TEMPLATE = '{"message":$context.error.messageString,"requestId":"$context.requestId"}'
ACCESS_LOG_FORMAT = json.dumps(
    {
        "requestId": "$context.requestId",
        "extendedRequestId": "$context.extendedRequestId",
        "time": "$context.requestTime",
        "method": "$context.httpMethod",
        "path": "$context.path",
        "status": "$context.status",
        "ip": "$context.identity.sourceIp",
        "responseLatency": "$context.responseLatency",
        "integrationLatency": "$context.integrationLatency",
        "integrationStatus": "$context.integration.status",
        "integrationError": "$context.integrationErrorMessage",
        "error": "$context.error.message",
        "responseType": "$context.error.responseType",
        "authorizerError": "$context.authorizer.error",
    }
)


def write_cdk_base() -> Path:
    """Synthesise the stack and store its template; returns where it was written."""
    app = cdk.App(context=CONTEXT)
    stack = ItemsStack(app, "ItemsStack")
    template = app.synth().get_stack_by_name(stack.stack_name).template
    BASE.write_text(json.dumps(template, indent=1) + "\n", encoding="utf-8")
    return BASE


if __name__ == "__main__":
    write_cdk_base()
