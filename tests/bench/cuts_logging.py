"""Cuts that leave nothing to look at: execution logs, access logs, metrics, traces."""

import json
from typing import Any

from .draft import Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, RESOURCES, also, cut

NO_ACCOUNT = "Stage logging without AWS::ApiGateway::Account or role in the stack"
TRUST = "CloudWatch role trusts lambda.amazonaws.com instead of apigateway"
GRANT = "CloudWatch role has no logs permissions"
RACE = "Stage does not DependsOn the Account"
WAITS = "stage does not wait for the account resource"
OFF = "LoggingLevel OFF"
NO_SETTINGS = "MethodSettings removed"
NO_ACCESS_LOG = "AccessLogSetting removed"
NO_ID = "Access log format without $context.requestId / extendedRequestId"
NO_ERRORS = "Access log format has no error/integration fields"
DATA_TRACE = "DataTraceEnabled true"
METRICS = "MetricsEnabled false"
TRACING = "TracingEnabled false"
FUNCTION_LOGS = "Lambda role lacks logs:PutLogEvents/CreateLogStream"
RETENTION = "Lambda LogGroup RetentionInDays removed"
PARTIAL = "MethodSettings only for ResourcePath / GET"
WRONG_ROLE = "Account CloudWatchRoleArn points at the Lambda execution role"
ERROR_LEVEL = "LoggingLevel ERROR instead of INFO"
CLF = "Access log format CLF text instead of JSON"
PER_METHOD = "per-method settings that drop the stage's logging"
TWO_ACCOUNTS = "two account resources in one app"
BASIC = "AWSLambdaBasicExecutionRole"


def access_format(draft: Draft) -> dict[str, str]:
    """The fields of the access log."""
    fields = json.loads(draft.properties("stage")["AccessLogSetting"]["Format"])
    assert isinstance(fields, dict)
    return fields


def set_access_format(draft: Draft, text: str) -> None:
    """Give the access log another format."""
    draft.properties("stage")["AccessLogSetting"]["Format"] = text


def statement_of(draft: Draft, part: str) -> dict[str, Any]:
    """The one statement of who may assume a role."""
    (statement,) = draft.properties(part)["AssumeRolePolicyDocument"]["Statement"]
    assert isinstance(statement, dict)
    return statement


def drop_managed(draft: Draft, part: str, policy: str) -> None:
    """Detach one managed policy from a role."""
    properties = draft.properties(part)
    kept = [arn for arn in properties["ManagedPolicyArns"] if policy not in str(arn)]
    assert len(kept) < len(properties["ManagedPolicyArns"])
    properties["ManagedPolicyArns"] = kept


@cut("account-missing", NO_ACCOUNT, "deploy, no execution log", *ALL)
def account_missing(draft: Draft) -> None:
    draft.drop(draft.id("account"), draft.id("account role"))


@cut("account-missing-role-kept", NO_ACCOUNT, "deploy, no execution log", *ALL, what="the role is there, unused")
def account_missing_role_kept(draft: Draft) -> None:
    draft.drop(draft.id("account"))


@cut("account-roleless", NO_ACCOUNT, "deploy, no execution log", *ALL, what="an account resource without a role")
def account_roleless(draft: Draft) -> None:
    del draft.properties("account")["CloudWatchRoleArn"]


@cut("account-role-trusts-lambda", TRUST, "deploy, no execution log", *ALL)
def account_role_trusts_lambda(draft: Draft) -> None:
    statement_of(draft, "account role")["Principal"] = {"Service": "lambda.amazonaws.com"}


@cut("account-role-trusts-logs", TRUST, "deploy, no execution log", *ALL, what="trusts logs.amazonaws.com")
def account_role_trusts_logs(draft: Draft) -> None:
    statement_of(draft, "account role")["Principal"] = {"Service": ["logs.amazonaws.com"]}


@cut("account-role-trust-denied", TRUST, "deploy, no execution log", "handwritten", "openapi", what="Effect Deny")
def account_role_trust_denied(draft: Draft) -> None:
    statement_of(draft, "account role")["Effect"] = "Deny"


@cut("account-role-empty", GRANT, "deploy, no execution log", "handwritten", "cdk", "sam")
def account_role_empty(draft: Draft) -> None:
    del draft.properties("account role")["ManagedPolicyArns"]


@also("account-role-empty", "openapi")
def account_role_empty_inline(draft: Draft) -> None:
    del draft.properties("account role")["Policies"]


@cut("account-role-reads-only", GRANT, "deploy, no execution log", "handwritten", "sam", what="CloudWatchLogsReadOnly")
def account_role_reads_only(draft: Draft) -> None:
    draft.properties("account role")["ManagedPolicyArns"] = ["arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess"]


@cut("account-role-policy-path", GRANT, "deploy", "handwritten", "sam", what="the policy's ARN lacks service-role/")
def account_role_policy_path(draft: Draft) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonAPIGatewayPushToCloudWatchLogs"
    draft.properties("account role")["ManagedPolicyArns"] = [arn]


@cut("account-role-cannot-put", GRANT, "no execution log", "openapi", what="logs:PutLogEvents is left out")
def account_role_cannot_put(draft: Draft) -> None:
    document = draft.properties("account role")["Policies"][0]["PolicyDocument"]
    document["Statement"][0]["Action"].remove("logs:PutLogEvents")


@cut("account-role-denied", GRANT, "no execution log", "openapi", what="a Deny beside the Allow")
def account_role_denied(draft: Draft) -> None:
    document = draft.properties("account role")["Policies"][0]["PolicyDocument"]
    document["Statement"].append({"Effect": "Deny", "Action": "logs:*", "Resource": "*"})


@cut("account-role-other-group", GRANT, "no execution log", "openapi", what="only the functions' log groups")
def account_role_other_group(draft: Draft) -> None:
    document = draft.properties("account role")["Policies"][0]["PolicyDocument"]
    groups = "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*"
    document["Statement"][0]["Resource"] = sub(groups)


@cut("account-race", RACE, "deploy, the first time", *PLAIN)
def account_race(draft: Draft) -> None:
    draft.stop_waiting_for(draft.id("account"))


@also("account-race", "sam")
def account_race_in_sam(draft: Draft) -> None:
    del draft.resource("api")["DependsOn"]


@cut("account-race-other-wait", WAITS, "deploy, the first time", *PLAIN)
def account_race_other_wait(draft: Draft) -> None:
    draft.resource("stage")["DependsOn"] = [draft.id("account role")]


@also("account-race-other-wait", "sam")
def account_race_other_wait_in_sam(draft: Draft) -> None:
    draft.resource("api")["DependsOn"] = "ApiLoggingRole"


@cut("account-twice", TWO_ACCOUNTS, "logging of the region switches over", *ALL)
def account_twice(draft: Draft) -> None:
    role = dict(draft.properties("account role"))
    draft.add("SecondLoggingRole", "AWS::IAM::Role", role)
    draft.add("SecondAccount", "AWS::ApiGateway::Account", {"CloudWatchRoleArn": arn_of("SecondLoggingRole")})


@cut("logging-off", OFF, "no execution log", *ALL)
def logging_off(draft: Draft) -> None:
    draft.settings["LoggingLevel"] = "OFF"


@cut("logging-off-unquoted", OFF, "no execution log", *ALL, what="OFF without quotes, which YAML takes for false")
def logging_off_unquoted(draft: Draft) -> None:
    draft.settings["LoggingLevel"] = False


@cut("logging-level-removed", OFF, "no execution log", *ALL, what="no LoggingLevel at all")
def logging_level_removed(draft: Draft) -> None:
    del draft.settings["LoggingLevel"]


@cut("settings-removed", NO_SETTINGS, "no execution log", *ALL)
def settings_removed(draft: Draft) -> None:
    del draft.properties("stage")["MethodSettings"]


@cut("settings-empty", NO_SETTINGS, "no execution log", "handwritten", "sam", what="an empty list")
def settings_empty(draft: Draft) -> None:
    draft.properties("stage")["MethodSettings"] = []


@cut("access-log-removed", NO_ACCESS_LOG, "no access log", *ALL)
def access_log_removed(draft: Draft) -> None:
    del draft.properties("stage")["AccessLogSetting"]


@cut("access-log-without-destination", NO_ACCESS_LOG, "no access log", *ALL, what="a format and no destination")
def access_log_without_destination(draft: Draft) -> None:
    del draft.properties("stage")["AccessLogSetting"]["DestinationArn"]


@cut("access-log-to-any-stream", NO_ACCESS_LOG, "deploy", *ALL, what="a delivery stream with a name of its own")
def access_log_to_any_stream(draft: Draft) -> None:
    stream = "arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/items-access"
    draft.properties("stage")["AccessLogSetting"]["DestinationArn"] = sub(stream)


@cut("access-log-to-bucket", NO_ACCESS_LOG, "deploy", *ALL, what="a bucket's ARN")
def access_log_to_bucket(draft: Draft) -> None:
    draft.properties("stage")["AccessLogSetting"]["DestinationArn"] = "arn:aws:s3:::items-access-logs"


@cut("access-log-no-request-id", NO_ID, "deploy", *ALL)
def access_log_no_request_id(draft: Draft) -> None:
    fields = {name: text for name, text in access_format(draft).items() if "equestId" not in text}
    set_access_format(draft, json.dumps(fields))


@cut("access-log-no-errors", NO_ERRORS, "502 unexplained", *ALL)
def access_log_no_errors(draft: Draft) -> None:
    reasons = ("error", "integration", "waf")
    kept = {name: text for name, text in access_format(draft).items() if not any(word in text for word in reasons)}
    kept["authorizer"] = "$context.authorizer.principalId"
    set_access_format(draft, json.dumps(kept))


@cut("access-log-no-integration-error", NO_ERRORS, "502 unexplained", *ALL, what="latency and status, no message")
def access_log_no_integration_error(draft: Draft) -> None:
    fields = access_format(draft)
    reasons = ("$context.integrationErrorMessage", "$context.integration.error", "$context.error.message")
    kept = {name: text for name, text in fields.items() if text not in reasons and "rror" not in text}
    set_access_format(draft, json.dumps(kept))


@cut("access-log-clf", CLF, "not machine readable", *ALL)
def access_log_clf(draft: Draft) -> None:
    set_access_format(
        draft,
        '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.resourcePath '
        '$context.protocol" $context.status $context.responseLength $context.requestId',
    )


@cut("access-log-clf-with-errors", CLF, "not machine readable", "handwritten", "sam", what="text, reasons included")
def access_log_clf_with_errors(draft: Draft) -> None:
    set_access_format(draft, " ".join(access_format(draft).values()))


@cut("access-log-broken-json", CLF, "not machine readable", *ALL, what="JSON with a bracket missing")
def access_log_broken_json(draft: Draft) -> None:
    set_access_format(draft, json.dumps(access_format(draft)).removesuffix("}"))


@cut("access-log-quoted-message", CLF, "not machine readable", *ALL, what="messageString quoted a second time")
def access_log_quoted_message(draft: Draft) -> None:
    set_access_format(draft, json.dumps({**access_format(draft), "message": "$context.error.messageString"}))


@cut("data-trace", DATA_TRACE, "bodies in the log", *ALL)
def data_trace(draft: Draft) -> None:
    draft.settings["DataTraceEnabled"] = True


@cut("metrics-false", METRICS, "no metrics of a method", *ALL)
def metrics_false(draft: Draft) -> None:
    draft.settings["MetricsEnabled"] = False


@cut("metrics-removed", METRICS, "no metrics of a method", *ALL, what="no MetricsEnabled at all")
def metrics_removed(draft: Draft) -> None:
    del draft.settings["MetricsEnabled"]


@cut("tracing-false", TRACING, "no traces", *ALL)
def tracing_false(draft: Draft) -> None:
    draft.properties("stage")["TracingEnabled"] = False


@cut("tracing-removed", TRACING, "no traces", *ALL, what="no TracingEnabled at all")
def tracing_removed(draft: Draft) -> None:
    del draft.properties("stage")["TracingEnabled"]


@cut("function-cannot-log", FUNCTION_LOGS, "no function log", "handwritten")
def function_cannot_log(draft: Draft) -> None:
    document = draft.properties("handler role")["Policies"][0]["PolicyDocument"]
    document["Statement"] = [each for each in document["Statement"] if each["Sid"] != "Logs"]


@also("function-cannot-log", "cdk", "openapi")
def function_cannot_log_managed(draft: Draft) -> None:
    drop_managed(draft, "handler role", BASIC)


@also("function-cannot-log", "sam")
def function_cannot_log_in_sam(draft: Draft) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    granted = {"Effect": "Allow", "Action": ["dynamodb:*", "sqs:SendMessage", "xray:Put*"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [granted]}
    properties = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [{"PolicyName": "items", "PolicyDocument": document}],
    }
    draft.add("OwnRole", "AWS::IAM::Role", properties)
    draft.properties("handler")["Role"] = arn_of("OwnRole")


@cut("authorizer-cannot-log", FUNCTION_LOGS, "no function log", *PLAIN, what="the authorizer's role")
def authorizer_cannot_log(draft: Draft) -> None:
    drop_managed(draft, "authorizer role", BASIC)


@cut("function-logs-elsewhere", FUNCTION_LOGS, "no function log", "handwritten", what="granted on another log group")
def function_logs_elsewhere(draft: Draft) -> None:
    document = draft.properties("handler role")["Policies"][0]["PolicyDocument"]
    document["Statement"][0]["Resource"] = arn_of("AuthorizerLogs")


@cut("function-creates-group-only", FUNCTION_LOGS, "no function log", "handwritten", what="logs:CreateLogGroup only")
def function_creates_group_only(draft: Draft) -> None:
    document = draft.properties("handler role")["Policies"][0]["PolicyDocument"]
    document["Statement"][0]["Action"] = "logs:CreateLogGroup"


@cut("retention-of-function-logs", RETENTION, "kept for ever", *ALL)
def retention_of_function_logs(draft: Draft) -> None:
    del draft.properties("handler logs")["RetentionInDays"]


@cut("retention-of-access-logs", RETENTION, "kept for ever", *ALL, what="the access log's")
def retention_of_access_logs(draft: Draft) -> None:
    del draft.properties("access logs")["RetentionInDays"]


@cut("function-log-group-removed", RETENTION, "kept for ever", "handwritten", what="the whole log group")
def function_log_group_removed(draft: Draft) -> None:
    document = draft.properties("handler role")["Policies"][0]["PolicyDocument"]
    group = "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/items-api-handler:*"
    document["Statement"][0]["Resource"] = sub(group)
    document["Statement"][0]["Action"].append("logs:CreateLogGroup")
    draft.drop("ItemsFunctionLogs")


@also("function-log-group-removed", "cdk", "sam", "openapi")
def function_log_group_setting_removed(draft: Draft) -> None:
    del draft.properties("handler")["LoggingConfig"]
    draft.drop(draft.id("handler logs"))


@cut("settings-for-root-get", PARTIAL, "most methods unlogged", *ALL)
def settings_for_root_get(draft: Draft) -> None:
    draft.settings.update(ResourcePath="/", HttpMethod="GET")


@cut("settings-for-one-path", PARTIAL, "most methods unlogged", *ALL, what="only /items")
def settings_for_one_path(draft: Draft) -> None:
    draft.settings.update(ResourcePath="/items", HttpMethod="*")


@cut("settings-for-one-verb", PARTIAL, "most methods unlogged", *ALL, what="only GET")
def settings_for_one_verb(draft: Draft) -> None:
    draft.settings.update(ResourcePath="/*", HttpMethod="GET")


@cut("settings-of-a-method-drop-logging", PER_METHOD, "no log of that method", *ALL)
def settings_of_a_method_drop_logging(draft: Draft) -> None:
    entry = {"ResourcePath": "/items", "HttpMethod": "POST", "ThrottlingRateLimit": 10, "ThrottlingBurstLimit": 5}
    draft.properties("stage")["MethodSettings"].append(entry)


@cut("settings-of-a-method-off", PER_METHOD, "no log of that method", *ALL, what="LoggingLevel OFF for one method")
def settings_of_a_method_off(draft: Draft) -> None:
    entry = {**draft.settings, "ResourcePath": "/items", "HttpMethod": "POST", "LoggingLevel": "OFF"}
    draft.properties("stage")["MethodSettings"].append(entry)


@cut("settings-of-an-unknown-method", PER_METHOD, "deploy", *PLAIN, what="a path that the API does not have")
def settings_of_an_unknown_method(draft: Draft) -> None:
    entry = {**draft.settings, "ResourcePath": "/item", "HttpMethod": "POST"}
    draft.properties("stage")["MethodSettings"].append(entry)


@cut("account-role-of-the-function", WRONG_ROLE, "deploy, no execution log", *PLAIN)
def account_role_of_the_function(draft: Draft) -> None:
    draft.properties("account")["CloudWatchRoleArn"] = arn_of(draft.id("handler role"))


@also("account-role-of-the-function", "sam")
def account_role_of_the_function_in_sam(draft: Draft) -> None:
    draft.properties("account")["CloudWatchRoleArn"] = arn_of("ItemsFunctionRole")


@cut("account-role-by-name", WRONG_ROLE, "deploy", *RESOURCES, what="the role's name in place of its ARN")
def account_role_by_name(draft: Draft) -> None:
    draft.properties("account")["CloudWatchRoleArn"] = ref(draft.id("account role"))


@cut("logging-errors-only", ERROR_LEVEL, "4xx and latency unlogged", *ALL)
def logging_errors_only(draft: Draft) -> None:
    draft.settings["LoggingLevel"] = "ERROR"
