"""A stack that holds one of every kind of wire, written in plain CDK: what both readers are compared on."""

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
from constructs import Construct

NAME = "parity"
CODE = "def handler(event, context):\n    return {'statusCode': 200}\n"
FORMAT = '{"requestId":"$context.requestId","error":"$context.error.message","status":"$context.status"}'


class ParityStack(cdk.Stack):
    """An API with a function behind an alias, an authorizer, a plan, logs, and an alarm that reaches somebody."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        orders = self.function("Orders")
        alias = lambda_.Alias(self, "Live", alias_name="live", version=orders.current_version)
        settings = self.settings()
        api = self.api(settings)
        self.routes(api, alias)
        self.guard(api)
        self.watch(api, orders)

    def function(self, name: str) -> lambda_.Function:
        group = logs.LogGroup(
            self,
            f"{name}Logs",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        return lambda_.Function(
            self,
            name,
            function_name=f"parity-{name.lower()}",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            code=lambda_.Code.from_inline(CODE),
            memory_size=256,
            timeout=cdk.Duration.seconds(9),
            tracing=lambda_.Tracing.ACTIVE,
            environment={"TABLE": "orders"},
            log_group=group,
        )

    def settings(self) -> apigateway.CfnAccount:
        role = iam.Role(
            self,
            "LoggingRole",
            role_name="parity-logging",
            assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
            managed_policies=[
                iam.ManagedPolicy.from_aws_managed_policy_name("service-role/AmazonAPIGatewayPushToCloudWatchLogs")
            ],
        )
        return apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=role.role_arn)

    def api(self, settings: apigateway.CfnAccount) -> apigateway.RestApi:
        group = logs.LogGroup(
            self,
            "AccessLog",
            log_group_name="/parity/access",
            retention=logs.RetentionDays.ONE_MONTH,
            removal_policy=cdk.RemovalPolicy.DESTROY,
        )
        logs.MetricFilter(
            self,
            "Filter502",
            log_group=group,
            filter_pattern=logs.FilterPattern.literal('{ $.status = "502" }'),
            metric_namespace="Parity",
            metric_name="502",
        )
        api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=NAME,
            cloud_watch_role=False,
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            binary_media_types=["image/png"],
            deploy_options=apigateway.StageOptions(
                stage_name="prod",
                access_log_destination=apigateway.LogGroupLogDestination(group),
                access_log_format=apigateway.AccessLogFormat.custom(FORMAT),
                logging_level=apigateway.MethodLoggingLevel.INFO,
                metrics_enabled=True,
                tracing_enabled=True,
                throttling_rate_limit=50,
                throttling_burst_limit=100,
                variables={"colour": "green"},
            ),
        )
        api.deployment_stage.node.add_dependency(settings)
        return api

    def routes(self, api: apigateway.RestApi, alias: lambda_.Alias) -> None:
        authorizer = apigateway.TokenAuthorizer(
            self, "Authorizer", handler=self.function("Guard"), results_cache_ttl=cdk.Duration.seconds(60)
        )
        model = api.add_model(
            "Order",
            model_name="Order",
            schema=apigateway.JsonSchema(type=apigateway.JsonSchemaType.OBJECT, required=["item"]),
        )
        validator = api.add_request_validator(
            "Validator", request_validator_name="all", validate_request_body=True, validate_request_parameters=True
        )
        integration = apigateway.LambdaIntegration(alias, timeout=cdk.Duration.seconds(10))
        orders = api.root.add_resource("orders")
        orders.add_cors_preflight(allow_origins=["https://shop.example"], allow_methods=["GET", "POST"])
        orders.add_method("GET", integration, authorizer=authorizer)
        orders.add_method(
            "POST",
            integration,
            authorizer=authorizer,
            api_key_required=True,
            request_models={"application/json": model},
            request_validator=validator,
            request_parameters={"method.request.header.Idempotency-Key": True},
        )
        orders.add_resource("{id}").add_method("GET", integration, authorizer=authorizer)
        for kind in (apigateway.ResponseType.DEFAULT_4_XX, apigateway.ResponseType.DEFAULT_5_XX):
            api.add_gateway_response(
                f"Response{kind.response_type}",
                type=kind,
                response_headers={"Access-Control-Allow-Origin": "'https://shop.example'"},
                templates={"application/json": '{"message":$context.error.messageString}'},
            )

    def guard(self, api: apigateway.RestApi) -> None:
        plan = api.add_usage_plan(
            "Plan",
            name="basic",
            throttle=apigateway.ThrottleSettings(rate_limit=10, burst_limit=20),
            quota=apigateway.QuotaSettings(limit=1000, period=apigateway.Period.DAY),
        )
        plan.add_api_stage(stage=api.deployment_stage)
        plan.add_api_key(api.add_api_key("Key", api_key_name="partner"))

    def watch(self, api: apigateway.RestApi, orders: lambda_.Function) -> None:
        key = kms.Key(self, "TopicKey", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
        key.grant_encrypt_decrypt(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        topic = sns.Topic(self, "Pager", topic_name="parity-pager", master_key=key)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            )
        )
        topic.add_subscription(subscriptions.SqsSubscription(self.queue()))
        action = actions.SnsAction(topic)
        metrics = {
            "5xx": api.metric_server_error(period=cdk.Duration.minutes(1), statistic="Sum"),
            "502": cloudwatch.Metric(namespace="Parity", metric_name="502", statistic="Sum"),
            "errors": orders.metric_errors(period=cdk.Duration.minutes(1)),
            "throttles": orders.metric_throttles(period=cdk.Duration.minutes(1)),
        }
        for name, metric in metrics.items():
            alarm = cloudwatch.Alarm(
                self,
                f"Alarm{name}",
                alarm_name=f"parity-{name}",
                metric=metric,
                threshold=1,
                evaluation_periods=3,
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(action)

    def queue(self) -> sqs.Queue:
        return sqs.Queue(self, "Inbox", queue_name="parity-inbox")
