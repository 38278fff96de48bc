"""The wiring of parity.yaml, made by API calls alone, as a script or a console would make it."""

import json
from typing import Any

import boto3

from tests.live.gateway import ACCOUNT, LOGS, REGION, trust, uri

Ids = dict[str, str]
FORMAT = '{"requestId":"$context.requestId","error":"$context.error.message","status":"$context.status"}'
ORIGIN = "'https://shop.example'"
HEADERS = {
    "Access-Control-Allow-Origin": ORIGIN,
    "Access-Control-Allow-Methods": "'GET,POST'",
    "Access-Control-Allow-Headers": "'Authorization,Content-Type,X-Api-Key'",
}


def allow(**statement: Any) -> dict[str, Any]:
    """A policy document of one statement."""
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}


def make_parity(session: boto3.Session) -> Ids:
    """Make it all; the physical id of what the template calls by a logical id."""
    made: Any = session.client
    ids: Ids = {}
    make_roles(made("iam"))
    ids |= make_functions(made("lambda"))
    gateway = made("apigateway")
    ids |= make_api(gateway)
    make_routes(gateway, ids)
    let_in(made("lambda"), ids)
    make_logs(made("logs"), ids)
    make_stage(gateway, ids)
    ids |= make_plan(gateway, ids)
    ids |= make_topic(made("kms"), made("sns"))
    make_alarms(made("cloudwatch"), ids)
    return ids


def make_roles(iam: Any) -> None:
    for name, service in (("orders", "lambda"), ("queue", "apigateway"), ("logging", "apigateway")):
        iam.create_role(RoleName=f"parity-{name}", AssumeRolePolicyDocument=trust(f"{service}.amazonaws.com"))
    orders = json.dumps(allow(Action=["dynamodb:GetItem", "logs:*", "xray:*"], Resource="*"))
    iam.put_role_policy(RoleName="parity-orders", PolicyName="table", PolicyDocument=orders)
    logging = json.dumps(allow(Action="logs:*", Resource="*"))
    iam.put_role_policy(RoleName="parity-logging", PolicyName="logs", PolicyDocument=logging)
    queue = json.dumps(allow(Action=["sqs:SendMessage", "lambda:InvokeFunction"], Resource="*"))
    policy = iam.create_policy(PolicyName="parity-queue", PolicyDocument=queue)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="parity-queue", PolicyArn=policy)


def make_functions(functions: Any) -> Ids:
    role = f"arn:aws:iam::{ACCOUNT}:role/parity-orders"
    functions.create_function(
        FunctionName="parity-orders",
        Runtime="python3.13",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": b"nothing"},
        MemorySize=256,
        Timeout=9,
        TracingConfig={"Mode": "Active"},
        Environment={"Variables": {"TABLE": "orders"}},
    )
    functions.put_function_event_invoke_config(
        FunctionName="parity-orders",
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:sqs:{REGION}:{ACCOUNT}:failed"}},
    )
    functions.put_function_concurrency(FunctionName="parity-orders", ReservedConcurrentExecutions=7)
    version = functions.publish_version(FunctionName="parity-orders")["Version"]
    functions.create_alias(FunctionName="parity-orders", Name="live", FunctionVersion=version)
    functions.create_function(
        FunctionName="parity-guard",
        Runtime="nodejs22.x",
        Handler="guard.handler",
        Role=role,
        Code={"ZipFile": b"nothing"},
    )
    return {"OrdersVersion": version}


def make_api(gateway: Any) -> Ids:
    """The API with what its routes lean on."""
    api = gateway.create_rest_api(
        name="parity",
        description="one of every kind of wire",
        endpointConfiguration={"types": ["REGIONAL"]},
        apiKeySource="HEADER",
        minimumCompressionSize=1024,
        policy=json.dumps(allow(Principal="*", Action="execute-api:Invoke", Resource="execute-api:/*")),
    )["id"]
    binary = {"op": "add", "path": "/binaryMediaTypes/image~1png", "value": "image/png"}
    gateway.update_rest_api(restApiId=api, patchOperations=[binary])
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    orders = gateway.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
    schema = {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["item"]}
    gateway.create_model(restApiId=api, name="Order", contentType="application/json", schema=json.dumps(schema))
    return {
        "Api": api,
        "Api.RootResourceId": root,
        "OrdersPath": orders,
        "OnePath": gateway.create_resource(restApiId=api, parentId=orders, pathPart="{id}")["id"],
        "Order": "Order",
        "Authorizer": gateway.create_authorizer(
            restApiId=api,
            name="guard",
            type="TOKEN",
            identitySource="method.request.header.Authorization",
            authorizerResultTtlInSeconds=60,
            authorizerUri=uri("parity-guard"),
        )["id"],
        "Session": gateway.create_authorizer(
            restApiId=api,
            name="session",
            type="REQUEST",
            identitySource="method.request.header.Cookie,context.httpMethod",
            authorizerResultTtlInSeconds=0,
            authorizerCredentials=f"arn:aws:iam::{ACCOUNT}:role/parity-queue",
            authorizerUri=uri("parity-guard"),
        )["id"],
        "People": gateway.create_authorizer(
            restApiId=api,
            name="people",
            type="COGNITO_USER_POOLS",
            identitySource="method.request.header.Authorization",
            providerARNs=[f"arn:aws:cognito-idp:{REGION}:{ACCOUNT}:userpool/eu-west-1_a"],
        )["id"],
        "Validator": gateway.create_request_validator(
            restApiId=api, name="all", validateRequestBody=True, validateRequestParameters=True
        )["id"],
    }


def make_routes(gateway: Any, ids: Ids) -> None:
    guarded = {"authorizationType": "CUSTOM", "authorizerId": ids["Authorizer"]}
    create = {
        "apiKeyRequired": True,
        "requestValidatorId": ids["Validator"],
        "requestModels": {"application/json": "Order"},
        "requestParameters": {"method.request.header.Idempotency-Key": True},
    }
    get = {"requestParameters": {"method.request.path.id": True}}
    for place, verb, more in (("OrdersPath", "GET", {}), ("OrdersPath", "POST", create), ("OnePath", "GET", get)):
        where = {"restApiId": ids["Api"], "resourceId": ids[place], "httpMethod": verb}
        gateway.put_method(**where, **guarded, **more)
        gateway.put_integration(
            **where,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            timeoutInMillis=10_000,
            uri=uri("parity-orders:live"),
        )
    make_queue(gateway, {"restApiId": ids["Api"], "resourceId": ids["OnePath"], "httpMethod": "PUT"}, ids["People"])
    forward = {"restApiId": ids["Api"], "resourceId": ids["OnePath"], "httpMethod": "DELETE"}
    gateway.put_method(**forward, authorizationType="AWS_IAM", requestParameters={"method.request.path.id": True})
    gateway.put_integration(
        **forward,
        type="HTTP_PROXY",
        integrationHttpMethod="DELETE",
        uri="https://shop.example/orders/{id}",
        requestParameters={"integration.request.path.id": "method.request.path.id"},
    )
    make_preflight(gateway, {"restApiId": ids["Api"], "resourceId": ids["OrdersPath"], "httpMethod": "OPTIONS"})
    for response, given in (
        (
            "ACCESS_DENIED",
            {"statusCode": "404", "responseTemplates": {"application/json": '{"message":"no such thing"}'}},
        ),
        ("DEFAULT_5XX", {"responseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": ORIGIN}}),
    ):
        gateway.put_gateway_response(restApiId=ids["Api"], responseType=response, **given)


def make_queue(gateway: Any, where: dict[str, str], authorizer: str) -> None:
    """A route to a queue, without a function."""
    gateway.put_method(
        **where,
        authorizationType="COGNITO_USER_POOLS",
        authorizerId=authorizer,
        authorizationScopes=["orders/write"],
    )
    gateway.put_method_response(**where, statusCode="202", responseModels={"application/json": "Empty"})
    gateway.put_method_response(**where, statusCode="500")
    gateway.put_integration(
        **where,
        type="AWS",
        integrationHttpMethod="POST",
        credentials=f"arn:aws:iam::{ACCOUNT}:role/parity-queue",
        uri=f"arn:aws:apigateway:{REGION}:sqs:path/{ACCOUNT}/orders",
        passthroughBehavior="NEVER",
        requestParameters={"integration.request.header.Content-Type": "'application/x-www-form-urlencoded'"},
        requestTemplates={"application/json": "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"},
    )
    gateway.put_integration_response(**where, statusCode="202", responseTemplates={"application/json": "{}"})
    gateway.put_integration_response(**where, statusCode="500", selectionPattern="5\\d{2}")


def make_preflight(gateway: Any, where: dict[str, str]) -> None:
    headers = {f"method.response.header.{name}": value for name, value in HEADERS.items()}
    gateway.put_method(**where, authorizationType="NONE")
    gateway.put_method_response(**where, statusCode="204", responseParameters=dict.fromkeys(headers, True))
    gateway.put_integration(**where, type="MOCK", requestTemplates={"application/json": '{"statusCode": 204}'})
    gateway.put_integration_response(**where, statusCode="204", responseParameters=headers)


def let_in(functions: Any, ids: Ids) -> None:
    """What API Gateway may invoke."""
    source = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:{ids['Api']}"
    for statement, named, rest in (
        ("orders", "parity-orders:live", {"SourceArn": f"{source}/*/*/orders"}),
        ("one", "parity-orders:live", {"SourceArn": f"{source}/*/GET/orders/*", "SourceAccount": ACCOUNT}),
        ("guard", "parity-guard", {"SourceArn": f"{source}/authorizers/{ids['Authorizer']}"}),
    ):
        name, _, alias = named.partition(":")
        functions.add_permission(
            FunctionName=name,
            **({"Qualifier": alias} if alias else {}),
            StatementId=statement,
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            **rest,
        )


def make_logs(logs: Any, ids: Ids) -> None:
    groups = {
        "/aws/lambda/parity-orders": 30,
        "/parity/access": 30,
        f"API-Gateway-Execution-Logs_{ids['Api']}/prod": 7,
    }
    for name, days in groups.items():
        logs.create_log_group(logGroupName=name)
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    logs.put_metric_filter(
        logGroupName="/parity/access",
        filterName="502",
        filterPattern='{ $.status = "502" }',
        metricTransformations=[{"metricName": "502", "metricNamespace": "Parity", "metricValue": "1"}],
    )


def make_stage(gateway: Any, ids: Ids) -> None:
    role = f"arn:aws:iam::{ACCOUNT}:role/parity-logging"
    gateway.update_account(patchOperations=[patch("/cloudwatchRoleArn", role)])
    ids["Deployment"] = gateway.create_deployment(restApiId=ids["Api"])["id"]
    gateway.create_stage(
        restApiId=ids["Api"],
        deploymentId=ids["Deployment"],
        stageName="prod",
        tracingEnabled=True,
        variables={"colour": "green"},
    )
    # moto gives every setting an encrypted cache and a throttle of its own where API Gateway gives neither: the
    # first is taken back here, the second is set in the template too.
    settings = {
        "/*/*/caching/dataEncrypted": "false",
        "/~1orders/POST/caching/dataEncrypted": "false",
        "/~1orders/POST/throttling/rateLimit": "5",
        "/~1orders/POST/throttling/burstLimit": "10",
        "/accessLogSettings/destinationArn": f"{LOGS}:/parity/access",
        "/accessLogSettings/format": FORMAT,
        "/*/*/logging/loglevel": "INFO",
        "/*/*/metrics/enabled": "true",
        "/*/*/throttling/rateLimit": "50",
        "/*/*/throttling/burstLimit": "100",
        "/~1orders/POST/logging/loglevel": "ERROR",
        "/~1orders/POST/logging/dataTrace": "true",
        "/~1orders/POST/metrics/enabled": "true",
    }
    operations = [patch(path, value) for path, value in settings.items()]
    gateway.update_stage(restApiId=ids["Api"], stageName="prod", patchOperations=operations)
    ids["Stage"] = "prod"


def patch(path: str, value: str) -> dict[str, str]:
    return {"op": "replace", "path": path, "value": value}


def make_plan(gateway: Any, ids: Ids) -> Ids:
    """The plan with its key, and the domain that the stage is mapped to."""
    throttled = {"/orders/POST": {"rateLimit": 2.0, "burstLimit": 4}}
    plan = gateway.create_usage_plan(
        name="basic",
        throttle={"rateLimit": 10.0, "burstLimit": 20},
        quota={"limit": 1000, "period": "DAY"},
        apiStages=[{"apiId": ids["Api"], "stage": "prod", "throttle": throttled}],
    )["id"]
    key = gateway.create_api_key(name="partner", enabled=True)["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    gateway.create_domain_name(
        domainName="api.shop.example",
        regionalCertificateArn=f"arn:aws:acm:{REGION}:{ACCOUNT}:certificate/1",
        endpointConfiguration={"types": ["REGIONAL"]},
        securityPolicy="TLS_1_2",
    )
    gateway.create_base_path_mapping(domainName="api.shop.example", restApiId=ids["Api"], stage="prod", basePath="v1")
    return {"Plan": plan, "Key": key, "Domain": "api.shop.example"}


def make_topic(keys: Any, topics: Any) -> Ids:
    document = allow(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, Action="kms:*", Resource="*")
    document["Statement"] += allow(
        Principal={"Service": "cloudwatch.amazonaws.com"},
        Action=["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource="*",
    )["Statement"]
    key = keys.create_key(Policy=json.dumps(document))["KeyMetadata"]
    topic = topics.create_topic(Name="parity-pager", Attributes={"KmsMasterKeyId": key["Arn"]})["TopicArn"]
    publish = allow(Principal={"Service": "cloudwatch.amazonaws.com"}, Action="sns:Publish", Resource=topic)
    topics.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(publish))
    topics.subscribe(TopicArn=topic, Protocol="email", Endpoint="on-call@shop.example")
    return {"TopicKey": key["KeyId"], "Pager": topic}


def make_alarms(alarms: Any, ids: Ids) -> None:
    def dimensions(**given: str) -> list[dict[str, str]]:
        return [{"Name": name, "Value": value} for name, value in given.items()]

    stage = dimensions(ApiName="parity", Stage="prod")
    above = {"ComparisonOperator": "GreaterThanThreshold", "AlarmActions": [ids["Pager"]]}
    for name, namespace, metric, where in (
        ("parity-5xx", "AWS/ApiGateway", "5XXError", stage),
        ("parity-502", "Parity", "502", []),
        ("parity-errors", "AWS/Lambda", "Errors", dimensions(FunctionName="parity-orders")),
    ):
        alarms.put_metric_alarm(
            AlarmName=name,
            Namespace=namespace,
            MetricName=metric,
            Dimensions=where,
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=3,
            DatapointsToAlarm=2,
            Threshold=5,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[ids["Pager"]],
        )
    alarms.put_metric_alarm(
        AlarmName="parity-latency",
        Namespace="AWS/ApiGateway",
        MetricName="Latency",
        Dimensions=stage,
        ExtendedStatistic="p90",
        Period=60,
        EvaluationPeriods=5,
        Threshold=2500,
        **above,
    )

    def series(name: str, metric: str, statistic: str) -> dict[str, Any]:
        meant = {"Namespace": "AWS/ApiGateway", "MetricName": metric, "Dimensions": stage}
        return {"Id": name, "ReturnData": False, "MetricStat": {"Metric": meant, "Stat": statistic, "Period": 60}}

    rate = {"Id": "rate", "Expression": "IF(count >= 20, errors)", "ReturnData": True}
    alarms.put_metric_alarm(
        AlarmName="parity-rate",
        EvaluationPeriods=3,
        Threshold=0.05,
        Metrics=[rate, series("errors", "5XXError", "Average"), series("count", "Count", "SampleCount")],
        **above,
    )
