"""Every kind of node, read from an account that was made by API calls."""

import json
from typing import Any

import boto3
import pytest

from tests.live.conftest import Read, unhurried
from tests.live.gateway import ACCOUNT, LOGS, REGION, Made, make_all, make_api, make_function, make_role, uri
from wellwired.engine import judge
from wellwired.errors import UsageError
from wellwired.model.access import Key, Policy, Role
from wellwired.model.api import (
    Account,
    Authorizer,
    Deployment,
    GatewayResponse,
    Method,
    RequestValidator,
    Resource,
    RestApi,
    Stage,
)
from wellwired.model.api import Model as RequestModel
from wellwired.model.compute import Alias, EventInvokeConfig, Function, Permission, Version
from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.live import Gone
from wellwired.model.operations import (
    Alarm,
    LogGroup,
    MetricFilter,
    Subscription,
    Topic,
    TopicPolicy,
)
from wellwired.model.plans import ApiKey, UsagePlan, UsagePlanKey
from wellwired.model.resource_policy import read_permissions
from wellwired.model.wiring import Wiring
from wellwired.readers.live import LiveAccess, find_place, read_account


@pytest.fixture
def made(session: boto3.Session) -> Made:
    return make_all(session)


def only(wiring: Wiring, kind: Any) -> Any:
    (node,) = wiring.all(kind)
    return node


def test_an_api_reads_with_its_resource_method_stage_and_deployment(made: Made, read: Read) -> None:
    wiring = read()
    api, method = only(wiring, RestApi), only(wiring, Method)
    stage, deployment = only(wiring, Stage), only(wiring, Deployment)

    assert (api.physical_id, api.api_name.known()) == (made.api, "orders")
    assert only(wiring, Resource).path.known() == "/r0"
    assert (method.route, wiring.find_api(method)) == ("GET /r0", api)
    integration = method.integration.known()
    assert (integration.type.known(), integration.integration_http_method.known()) == ("AWS_PROXY", "POST")
    assert integration.timeout_in_millis.is_absent
    target = wiring.find_target(integration.uri.known())
    assert target is not None
    assert target.function == only(wiring, Function)
    assert wiring.find_stage(api, "prod") == stage
    assert stage.deployment_id.known() == deployment.physical_id
    assert stage.origin.arn == f"arn:aws:apigateway:{REGION}::/restapis/{made.api}/stages/prod"


def test_a_stage_reads_with_its_method_settings_and_access_log(made: Made, read: Read) -> None:
    made.client("logs").create_log_group(logGroupName="/access")
    operations = [
        {"op": "replace", "path": "/*/*/logging/loglevel", "value": "INFO"},
        {"op": "replace", "path": "/*/*/throttling/rateLimit", "value": "50"},
        {"op": "replace", "path": "/~1r0/GET/metrics/enabled", "value": "true"},
        {"op": "replace", "path": "/accessLogSettings/destinationArn", "value": f"{LOGS}:/access"},
        {"op": "replace", "path": "/accessLogSettings/format", "value": "$context.requestId"},
        {"op": "replace", "path": "/variables/colour", "value": "green"},
    ]
    made.client("apigateway").update_stage(restApiId=made.api, stageName="prod", patchOperations=operations)
    stage = only(read(), Stage)
    overall, own = stage.method_settings.known()

    assert (overall.resource_path.known(), overall.http_method.known()) == ("/*", "*")
    assert (overall.logging_level.known(), overall.throttling_rate_limit.known()) == ("INFO", 50)
    assert (own.resource_path.known(), own.http_method.known(), own.metrics_enabled.known()) == ("/r0", "GET", True)
    assert stage.access_log_setting.known().destination_arn.known() == f"{LOGS}:/access"
    assert stage.variables.known() == {"colour": "green"}


def test_what_hangs_on_an_api_is_read(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    gateway.create_authorizer(
        restApiId=made.api,
        name="guard",
        type="TOKEN",
        authorizerUri=uri("orders"),
        identitySource="method.request.header.X",
    )
    gateway.create_request_validator(restApiId=made.api, name="all", validateRequestBody=True)
    gateway.create_model(restApiId=made.api, name="Order", contentType="application/json", schema='{"type":"object"}')
    gateway.put_gateway_response(
        restApiId=made.api,
        responseType="DEFAULT_5XX",
        responseParameters={"gatewayresponse.header.X": "'1'"},
        responseTemplates={"application/json": "{}"},
    )
    wiring = read()

    assert only(wiring, Authorizer).identity_source.known() == "method.request.header.X"
    assert only(wiring, RequestValidator).validate_request_body.known() is True
    assert only(wiring, RequestModel).schema.known() == {"type": "object"}
    assert only(wiring, GatewayResponse).response_parameters.known() == {"gatewayresponse.header.X": "'1'"}


def test_a_function_reads_with_permission_alias_and_version(made: Made, read: Read) -> None:
    functions = made.client("lambda")
    version = functions.publish_version(FunctionName="orders")["Version"]
    functions.create_alias(FunctionName="orders", Name="live", FunctionVersion=version)
    functions.put_function_concurrency(FunctionName="orders", ReservedConcurrentExecutions=7)
    functions.put_function_event_invoke_config(
        FunctionName="orders",
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:failed"}},
    )
    source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{made.api}/*/GET/r0"
    functions.add_permission(
        FunctionName="orders",
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=source,
    )
    wiring = read()
    function, permission = only(wiring, Function), only(wiring, Permission)
    target = wiring.get_function(f"{function.arn}:live")

    assert (function.handler.known(), function.reserved_concurrent_executions.known()) == ("index.handler", 7)
    assert function.code.is_absent
    assert (permission.principal.known(), permission.source_arn.known()) == ("apigateway.amazonaws.com", source)
    assert read_permissions(wiring).on(function) == [("", permission)]
    assert (target.function, target.alias) == (function, only(wiring, Alias))
    assert only(wiring, Version).function_name.known() == "orders"
    assert "OnFailure" in only(wiring, EventInvokeConfig).destination_config.known()


def test_values_of_environment_variables_are_not_kept(made: Made, read: Read) -> None:
    function = only(read(), Function)

    assert list(function.environment.known()["Variables"]) == ["PASSWORD"]
    assert "hunter2" not in repr(function)


def test_a_role_reads_with_trust_inline_and_managed_policies(made: Made, read: Read) -> None:
    iam = made.client("iam")
    allowed = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    iam.put_role_policy(RoleName="orders-role", PolicyName="own", PolicyDocument=json.dumps(document))
    arn = iam.create_policy(PolicyName="shared", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="orders-role", PolicyArn=arn)
    wiring = read()
    role = only(wiring, Role)

    assert wiring.find_role(only(wiring, Function).role.known()) == role
    assert role.assume_role_policy_document.known()["Statement"][0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert [one.policy_name.known() for one in role.policies.known()] == ["own"]
    assert list(wiring.policies_of(role)) == [only(wiring, Policy)]


def test_account_settings_are_read_with_their_role(made: Made, read: Read) -> None:
    arn = make_role(made.session, "logging", "apigateway.amazonaws.com")
    operations = [{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
    made.client("apigateway").update_account(patchOperations=operations)
    wiring = read()
    account = only(wiring, Account)

    role = wiring.find_role(account.cloud_watch_role_arn.known())
    assert role is not None
    assert role.physical_id == "logging"


def test_account_settings_that_nobody_made_say_nothing(made: Made, read: Read) -> None:
    assert read().all(Account) == ()


def test_a_plan_reads_with_its_stage_and_key_but_never_the_value(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    plan = gateway.create_usage_plan(
        name="basic",
        apiStages=[{"apiId": made.api, "stage": "prod"}],
        throttle={"rateLimit": 10.0, "burstLimit": 20},
    )["id"]
    key = gateway.create_api_key(name="partner", value="0123456789abcdefghij", enabled=True)["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    wiring = read()
    node, join = only(wiring, UsagePlan), only(wiring, UsagePlanKey)

    assert [one for one, _ in wiring.plans_of(only(wiring, RestApi), only(wiring, Stage))] == [node]
    assert list(wiring.keys_of(node)) == [join]
    assert only(wiring, ApiKey).physical_id == join.key_id.known()
    assert "0123456789abcdefghij" not in "".join(map(repr, wiring.nodes))


def test_a_custom_domain_reads_with_its_mapping(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    gateway.create_domain_name(domainName="api.example.com", regionalCertificateArn="arn:aws:acm:x")
    gateway.create_base_path_mapping(domainName="api.example.com", restApiId=made.api, stage="prod", basePath="v1")
    wiring = read()
    mapping = only(wiring, BasePathMapping)

    assert mapping.domain_name.known() == only(wiring, DomainName).physical_id
    assert (mapping.rest_api_id.known(), mapping.stage.known(), mapping.base_path.known()) == (made.api, "prod", "v1")


def put_alarm(made: Made, name: str, **given: Any) -> None:
    made.client("cloudwatch").put_metric_alarm(
        **{
            "AlarmName": name,
            "Namespace": "AWS/ApiGateway",
            "MetricName": "5XXError",
            "Dimensions": [{"Name": "ApiName", "Value": "orders"}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 3,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            **given,
        }
    )


def test_an_alarm_reads_with_its_topic_subscription_and_key(made: Made, read: Read) -> None:
    key = made.client("kms").create_key()["KeyMetadata"]
    topics = made.client("sns")
    topic = topics.create_topic(Name="pager", Attributes={"KmsMasterKeyId": key["Arn"]})["TopicArn"]
    policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sns:Publish", "Resource": topic}]}
    topics.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    topics.subscribe(TopicArn=topic, Protocol="email", Endpoint="on-call@example.com")
    put_alarm(made, "5xx", AlarmActions=[topic])
    wiring = read()
    alarm, found = only(wiring, Alarm), only(wiring, Topic)

    assert (alarm.metric_name.known(), alarm.period.known(), alarm.threshold.known()) == ("5XXError", 60, 1)
    assert wiring.find(alarm.alarm_actions.known()[0], Topic) == found
    assert only(wiring, TopicPolicy).topics.known() == (topic,)
    assert only(wiring, Subscription).protocol.known() == "email"
    assert wiring.find(found.kms_master_key_id.known(), Key) is only(wiring, Key)


def test_alarms_on_other_things_are_left_alone(made: Made, read: Read) -> None:
    put_alarm(made, "cpu", Namespace="AWS/EC2", MetricName="CPUUtilization", Dimensions=[])
    put_alarm(made, "http-api", MetricName="5xx", Dimensions=[{"Name": "ApiId", "Value": "ofanother"}])

    assert read().all(Alarm) == ()


def test_log_groups_and_metric_filters_of_the_api_are_read(made: Made, read: Read) -> None:
    logs = made.client("logs")
    names = ["/access", f"API-Gateway-Execution-Logs_{made.api}/prod", "/aws/lambda/orders", "/aws/lambda/orders-2"]
    for name in names:
        logs.create_log_group(logGroupName=name)
    logs.put_retention_policy(logGroupName="/access", retentionInDays=30)
    logs.put_metric_filter(
        logGroupName="/access",
        filterName="502",
        filterPattern='{ $.status = "502" }',
        metricTransformations=[{"metricName": "502", "metricNamespace": "Orders", "metricValue": "1"}],
    )
    operations = [{"op": "replace", "path": "/accessLogSettings/destinationArn", "value": f"{LOGS}:/access"}]
    made.client("apigateway").update_stage(restApiId=made.api, stageName="prod", patchOperations=operations)
    put_alarm(made, "502", Namespace="Orders", MetricName="502", Dimensions=[])
    wiring = read()
    groups = {group.physical_id: group.retention_in_days.known() for group in wiring.all(LogGroup)}

    assert groups == {"/access": 30, names[1]: None, names[2]: None}
    assert only(wiring, MetricFilter).metric_transformations.known()[0]["MetricName"] == "502"
    assert [alarm.physical_id for alarm in wiring.all(Alarm)] == ["502"]


def test_what_does_not_exist_is_gone(session: boto3.Session, read: Read) -> None:
    make_api(session, function="nowhere", routes=2)
    wiring = read()
    gone = only(wiring, Gone)

    assert (gone.kind, gone.named, len(gone.named_by)) == ("function", "nowhere", 2)
    assert [finding.rule for finding in judge(wiring).findings if finding.rule.startswith("gone-")] == ["gone-function"]


def test_an_api_is_asked_for_by_id_or_name(made: Made, read: Read) -> None:
    make_api(made.session, name="other")

    assert only(read(api=made.api), RestApi).api_name.known() == "orders"
    assert only(read(api="other", stage="prod"), RestApi).api_name.known() == "other"
    with pytest.raises(UsageError, match=r"no REST API has the id or name 'ordres'[\s\S]*there is orders"):
        read(api="ordres")
    with pytest.raises(UsageError, match="no stage is called 'dev'"):
        read(api="orders", stage="dev")


def test_of_many_functions_each_is_read_once(session: boto3.Session, read: Read) -> None:
    make_function(session, "orders", make_role(session, "orders-role", "lambda.amazonaws.com"))
    make_api(session, name="one", routes=3)
    make_api(session, name="two", routes=3)
    wiring = read()

    assert len(wiring.all(Function)) == 1
    assert len(wiring.all(Method)) == 6


def test_an_alias_that_one_stage_only_asks_for_is_looked_for(made: Made, read: Read) -> None:
    gateway = made.client("apigateway")
    version = made.client("lambda").publish_version(FunctionName="orders")["Version"]
    made.client("lambda").create_alias(FunctionName="orders", Name="prod", FunctionVersion=version)
    resource = next(item["id"] for item in gateway.get_resources(restApiId=made.api)["items"] if item["path"] == "/r0")
    gateway.put_integration(
        restApiId=made.api,
        resourceId=resource,
        httpMethod="GET",
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=uri("orders:${stageVariables.alias}"),
    )
    deployment = gateway.create_deployment(restApiId=made.api)["id"]
    for stage, alias in (("green", "prod"), ("blue", "gone")):
        gateway.create_stage(restApiId=made.api, stageName=stage, deploymentId=deployment, variables={"alias": alias})
    gone = only(read(), Gone)

    assert (gone.kind, gone.named) == ("alias", "orders:gone")


def test_a_role_of_two_functions_is_read_once(made: Made, session: boto3.Session) -> None:
    make_function(session, "second", made.role)
    make_api(session, name="two", function="second")
    access = LiveAccess(session, pace=unhurried())
    read_account(access, find_place(access))

    assert access.made["iam.get_role"] == 1
