"""One wire cut at a time in a live account, by API calls; each with how to mend it and the rule that must see it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ALIAS = "parity-orders:live"
LOGGING_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"


@dataclass(frozen=True)
class Live:
    """Clients of the account, and the ids that the breaks need."""

    client: Callable[[str], Any]
    api: str
    region: str
    account: str

    @property
    def gateway(self) -> Any:
        return self.client("apigateway")

    def resource(self, path: str) -> str:
        items = self.gateway.get_resources(restApiId=self.api)["items"]
        return str(next(item["id"] for item in items if item["path"] == path))

    def arn(self, function: str) -> str:
        return f"arn:aws:lambda:{self.region}:{self.account}:function:{function}"

    def uri(self, function: str) -> str:
        return f"arn:aws:apigateway:{self.region}:lambda:path/2015-03-31/functions/{self.arn(function)}/invocations"

    @property
    def plan(self) -> Any:
        return self.gateway.get_usage_plans()["items"][0]

    def role_of(self, function: str) -> str:
        role: str = self.client("lambda").get_function_configuration(FunctionName=function)["Role"]
        return role.rpartition("/")[2]


Cut = Callable[[Live], Iterator[None]]
CUTS: dict[str, tuple[str, Cut]] = {}


def cut(rule: str) -> Callable[[Cut], Cut]:
    """A generator that breaks a wire, yields, and mends it."""

    def register(function: Cut) -> Cut:
        CUTS[function.__name__] = (rule, function)
        return function

    return register


def patch(op: str, path: str, value: str | None = None) -> dict[str, str]:
    return {"op": op, "path": path, **({"value": value} if value is not None else {})}


def on_stage(live: Live, path: str, broken: str, mended: str) -> Iterator[None]:
    for value in (broken, mended):
        live.gateway.update_stage(restApiId=live.api, stageName="prod", patchOperations=[patch("replace", path, value)])
        if value is broken:
            yield


def on_integration(live: Live, path: str, broken: str, mended: str, route: str = "/orders") -> Iterator[None]:
    where = {"restApiId": live.api, "resourceId": live.resource(route), "httpMethod": "GET"}
    live.gateway.update_integration(**where, patchOperations=[patch("replace", path, broken)])
    yield
    live.gateway.update_integration(**where, patchOperations=[patch("replace", path, mended)])


def on_function(live: Live, broken: dict[str, Any], mended: dict[str, Any]) -> Iterator[None]:
    live.client("lambda").update_function_configuration(FunctionName="parity-orders", **broken)
    yield
    live.client("lambda").update_function_configuration(FunctionName="parity-orders", **mended)


def on_trust(live: Live, role: str, broken: str, mended: str) -> Iterator[None]:
    for service in (broken, mended):
        statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        live.client("iam").update_assume_role_policy(RoleName=role, PolicyDocument=document)
        if service is broken:
            yield


def on_alarm(live: Live, name: str, **broken: Any) -> Iterator[None]:
    watch = live.client("cloudwatch")
    (alarm,) = watch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    known = watch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    mended = {key: value for key, value in alarm.items() if key in known}
    watch.put_metric_alarm(**{**mended, **broken})
    yield
    watch.put_metric_alarm(**mended)


@cut("uninvokable-function")
def the_invoke_permissions_are_removed(live: Live) -> Iterator[None]:
    functions = live.client("lambda")
    policy = json.loads(functions.get_policy(FunctionName="parity-orders", Qualifier="live")["Policy"])
    for statement in policy["Statement"]:
        functions.remove_permission(FunctionName="parity-orders", Qualifier="live", StatementId=statement["Sid"])
    yield
    for statement in policy["Statement"]:
        functions.add_permission(
            FunctionName="parity-orders",
            Qualifier="live",
            StatementId=statement["Sid"],
            Action=statement["Action"],
            Principal=statement["Principal"]["Service"],
            SourceArn=statement["Condition"]["ArnLike"]["AWS:SourceArn"],
        )


@cut("gone-qualifier")
def an_integration_calls_an_alias_that_is_not_there(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/uri", live.uri("parity-orders:prod"), live.uri(ALIAS))


@cut("gone-qualifier")
def an_integration_calls_a_version_that_is_not_there(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/uri", live.uri("parity-orders:99"), live.uri(ALIAS))


@cut("misqualified-permission")
def an_integration_calls_the_function_without_its_alias(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/uri", live.uri("parity-orders"), live.uri(ALIAS))


@cut("gone-function")
def an_integration_calls_a_function_that_is_not_there(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/uri", live.uri("parity-order"), live.uri(ALIAS))


@cut("undefined-stage-variable")
def an_integration_calls_by_a_stage_variable_that_is_not_set(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/uri", live.uri("${stageVariables.fn}"), live.uri(ALIAS))


@cut("non-post-integration")
def an_integration_calls_lambda_by_get(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/httpMethod", "GET", "POST")


@cut("outlasting-function")
def an_integration_gives_up_before_its_function(live: Live) -> Iterator[None]:
    yield from on_integration(live, "/timeoutInMillis", "3000", "10000")


@cut("stageless-plan")
def the_plan_loses_its_stage(live: Live) -> Iterator[None]:
    plan = live.plan
    (key,) = live.gateway.get_usage_plan_keys(usagePlanId=plan["id"])["items"]
    value = f"{live.api}:prod"
    live.gateway.update_usage_plan(usagePlanId=plan["id"], patchOperations=[patch("remove", "/apiStages", value)])
    yield
    live.gateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"])
    live.gateway.delete_usage_plan(usagePlanId=plan["id"])
    wanted = {name: plan[name] for name in ("name", "apiStages", "throttle", "quota")}
    made = live.gateway.create_usage_plan(**wanted)
    live.gateway.create_usage_plan_key(usagePlanId=made["id"], keyId=key["id"], keyType="API_KEY")


@cut("keyless-plan")
def the_plan_loses_its_key(live: Live) -> Iterator[None]:
    plan = live.plan["id"]
    (key,) = live.gateway.get_usage_plan_keys(usagePlanId=plan)["items"]
    live.gateway.delete_usage_plan_key(usagePlanId=plan, keyId=key["id"])
    yield
    live.gateway.create_usage_plan_key(usagePlanId=plan, keyId=key["id"], keyType="API_KEY")


@cut("disabled-key")
def the_key_is_switched_off(live: Live) -> Iterator[None]:
    (key,) = live.gateway.get_api_keys()["items"]
    live.gateway.update_api_key(apiKey=key["id"], patchOperations=[patch("replace", "/enabled", "false")])
    yield
    live.gateway.update_api_key(apiKey=key["id"], patchOperations=[patch("replace", "/enabled", "true")])


@cut("untrusting-account-role")
def the_logging_role_trusts_lambda(live: Live) -> Iterator[None]:
    yield from on_trust(live, "parity-logging", "lambda.amazonaws.com", "apigateway.amazonaws.com")


@cut("powerless-account-role")
def the_logging_role_loses_its_policy(live: Live) -> Iterator[None]:
    live.client("iam").detach_role_policy(RoleName="parity-logging", PolicyArn=LOGGING_POLICY)
    yield
    live.client("iam").attach_role_policy(RoleName="parity-logging", PolicyArn=LOGGING_POLICY)


@cut("gone-logging-role")
def the_account_logs_with_a_role_that_is_not_there(live: Live) -> Iterator[None]:
    role = f"arn:aws:iam::{live.account}:role/parity-"
    for name in ("gone", "logging"):
        live.gateway.update_account(patchOperations=[patch("replace", "/cloudwatchRoleArn", f"{role}{name}")])
        if name == "gone":
            yield


@cut("missing-execution-log")
def the_stage_writes_no_execution_log(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/*/*/logging/loglevel", "OFF", "INFO")


@cut("errors-only-log")
def the_stage_logs_errors_only(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/*/*/logging/loglevel", "ERROR", "INFO")


@cut("logged-payload")
def the_stage_logs_bodies(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/*/*/logging/dataTrace", "true", "false")


@cut("unmeasured-methods")
def the_stage_has_no_metrics(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/*/*/metrics/enabled", "false", "true")


@cut("untraced-stage")
def the_stage_sends_no_traces(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/tracingEnabled", "false", "true")


@cut("zero-stage-limit")
def the_stage_lets_nothing_through(live: Live) -> Iterator[None]:
    yield from on_stage(live, "/*/*/throttling/rateLimit", "0", "50")


@cut("unlogged-stage")
def the_stage_writes_no_access_log(live: Live) -> Iterator[None]:
    (stage,) = live.gateway.get_stages(restApiId=live.api)["item"]
    where = {"restApiId": live.api, "stageName": "prod"}
    live.gateway.update_stage(**where, patchOperations=[patch("remove", "/accessLogSettings")])
    yield
    setting = stage["accessLogSettings"]
    operations = [
        patch("replace", "/accessLogSettings/destinationArn", setting["destinationArn"]),
        patch("replace", "/accessLogSettings/format", setting["format"]),
    ]
    live.gateway.update_stage(**where, patchOperations=operations)


@cut("unstructured-access-log")
def the_access_log_is_no_json(live: Live) -> Iterator[None]:
    (stage,) = live.gateway.get_stages(restApiId=live.api)["item"]
    was = stage["accessLogSettings"]["format"]
    yield from on_stage(live, "/accessLogSettings/format", "$context.requestId $context.status", was)


@cut("corsless-gateway-response")
def the_gateway_response_of_5xx_is_deleted(live: Live) -> Iterator[None]:
    was = live.gateway.get_gateway_response(restApiId=live.api, responseType="DEFAULT_5XX")
    live.gateway.delete_gateway_response(restApiId=live.api, responseType="DEFAULT_5XX")
    yield
    live.gateway.put_gateway_response(
        restApiId=live.api,
        responseType="DEFAULT_5XX",
        responseParameters=was["responseParameters"],
        responseTemplates=was["responseTemplates"],
    )


@cut("outlasting-function")
def the_function_runs_longer_than_its_integration(live: Live) -> Iterator[None]:
    yield from on_function(live, {"Timeout": 60}, {"Timeout": 9})


@cut("untraced-function")
def the_function_sends_no_traces(live: Live) -> Iterator[None]:
    yield from on_function(live, {"TracingConfig": {"Mode": "PassThrough"}}, {"TracingConfig": {"Mode": "Active"}})


@cut("blocked-function")
def the_function_may_not_run_at_all(live: Live) -> Iterator[None]:
    live.client("lambda").put_function_concurrency(FunctionName="parity-orders", ReservedConcurrentExecutions=0)
    yield
    live.client("lambda").delete_function_concurrency(FunctionName="parity-orders")


@cut("untrusting-function-role")
def the_role_of_the_function_trusts_api_gateway(live: Live) -> Iterator[None]:
    role = live.role_of("parity-orders")
    yield from on_trust(live, role, "apigateway.amazonaws.com", "lambda.amazonaws.com")


@cut("mute-function-role")
def the_role_of_the_function_may_not_log(live: Live) -> Iterator[None]:
    role = live.role_of("parity-orders")
    attached = live.client("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    for policy in attached:
        live.client("iam").detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    yield
    for policy in attached:
        live.client("iam").attach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])


@cut("gone-role")
def the_function_runs_with_a_role_that_is_not_there(live: Live) -> Iterator[None]:
    was = live.role_of("parity-orders")
    role = f"arn:aws:iam::{live.account}:role/"
    yield from on_function(live, {"Role": f"{role}parity-gone"}, {"Role": f"{role}{was}"})


@cut("mute-alarm")
def an_alarm_loses_its_action(live: Live) -> Iterator[None]:
    yield from on_alarm(live, "parity-5xx", AlarmActions=[])


@cut("gone-topic")
def an_alarm_publishes_to_a_topic_that_is_not_there(live: Live) -> Iterator[None]:
    topic = f"arn:aws:sns:{live.region}:{live.account}:parity-gone"
    yield from on_alarm(live, "parity-5xx", AlarmActions=[topic])


@cut("mute-alarm")
def an_alarm_is_disarmed(live: Live) -> Iterator[None]:
    yield from on_alarm(live, "parity-5xx", ActionsEnabled=False)


@cut("unwatched-api")
def the_alarm_on_5xx_is_deleted(live: Live) -> Iterator[None]:
    watch = live.client("cloudwatch")
    names = ["parity-5xx", "parity-502"]
    alarms = watch.describe_alarms(AlarmNames=names)["MetricAlarms"]
    known = watch.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    watch.delete_alarms(AlarmNames=names)
    yield
    for alarm in alarms:
        watch.put_metric_alarm(**{key: value for key, value in alarm.items() if key in known})


@cut("endless-log-group")
def the_access_log_is_kept_for_ever(live: Live) -> Iterator[None]:
    live.client("logs").delete_retention_policy(logGroupName="/parity/access")
    yield
    live.client("logs").put_retention_policy(logGroupName="/parity/access", retentionInDays=30)


@cut("binary-preflight")
def every_body_is_taken_for_bytes(live: Live) -> Iterator[None]:
    where = {"restApiId": live.api}
    live.gateway.update_rest_api(**where, patchOperations=[patch("add", "/binaryMediaTypes/*~1*")])
    yield
    live.gateway.update_rest_api(**where, patchOperations=[patch("remove", "/binaryMediaTypes/*~1*")])


@cut("sourceless-permission")
def anybody_of_api_gateway_may_invoke(live: Live) -> Iterator[None]:
    functions = live.client("lambda")
    functions.add_permission(
        FunctionName="parity-orders",
        Qualifier="live",
        StatementId="open",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    yield
    functions.remove_permission(FunctionName="parity-orders", Qualifier="live", StatementId="open")


@cut("gone-function")
def the_authorizer_calls_a_function_that_is_not_there(live: Live) -> Iterator[None]:
    (authorizer,) = live.gateway.get_authorizers(restApiId=live.api)["items"]
    where = {"restApiId": live.api, "authorizerId": authorizer["id"]}
    live.gateway.update_authorizer(
        **where, patchOperations=[patch("replace", "/authorizerUri", live.uri("parity-guards"))]
    )
    yield
    live.gateway.update_authorizer(
        **where, patchOperations=[patch("replace", "/authorizerUri", authorizer["authorizerUri"])]
    )


@cut("disconnected-authorizer")
def a_route_asks_nobody_who_calls(live: Live) -> Iterator[None]:
    where = {"restApiId": live.api, "resourceId": live.resource("/orders/{id}"), "httpMethod": "GET"}
    live.gateway.update_method(**where, patchOperations=[patch("replace", "/authorizationType", "NONE")])
    yield
    live.gateway.update_method(**where, patchOperations=[patch("replace", "/authorizationType", "CUSTOM")])


@cut("authorizerless-method")
def a_route_asks_an_authorizer_that_it_does_not_name(live: Live) -> Iterator[None]:
    where = {"restApiId": live.api, "resourceId": live.resource("/orders"), "httpMethod": "OPTIONS"}
    for value in ("CUSTOM", "NONE"):
        live.gateway.update_method(**where, patchOperations=[patch("replace", "/authorizationType", value)])
        if value == "CUSTOM":
            yield


@cut("unmapped-mock-status")
def the_preflight_maps_another_status(live: Live) -> Iterator[None]:
    where = {"restApiId": live.api, "resourceId": live.resource("/orders"), "httpMethod": "OPTIONS"}
    was = live.gateway.get_method(**where)["methodIntegration"]["integrationResponses"]["204"]
    live.gateway.delete_integration_response(**where, statusCode="204")
    yield
    live.gateway.put_integration_response(**where, statusCode="204", responseParameters=was["responseParameters"])
