"""Good variants that do without what only some engineers add: its absence is worth a note at most."""

from .draft import DELETE, GET, ITEM_PREFLIGHT, LIST, PREFLIGHT, ROUTES, Draft, arn_of, sub
from .registry import ALL, PLAIN
from .variants import harmless

NEEDED_ALARMS = ("ServerErrors", "HandlerErrors", "HandlerThrottles")


@harmless("without-execution-log-group", "handwritten")
def without_execution_log_group(draft: Draft) -> None:
    draft.drop("ExecutionLogs")


@harmless("without-retained-account", "handwritten", "cdk", "sam")
def without_retained_account(draft: Draft) -> None:
    for part in ("account", "account role"):
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
            del draft.resource(part)[attribute]


@harmless("without-other-alarms", *ALL)
def without_other_alarms(draft: Draft) -> None:
    kept = {draft.id(part) for part in NEEDED_ALARMS}
    gone = [name for name, _ in draft.of_type("AWS::CloudWatch::Alarm") if name not in kept]
    if gone:
        draft.drop(*gone)
    else:
        draft.properties("ServerErrors").pop("DatapointsToAlarm")


@harmless("without-extras-on-the-authorizer", "handwritten", "cdk", "sam")
def without_extras_on_the_authorizer(draft: Draft) -> None:
    properties = draft.properties("authorizer function")
    for name in ("ReservedConcurrentExecutions", "DeadLetterConfig", "TracingConfig"):
        properties.pop(name, None)
    if draft.in_sam:
        properties["Tracing"] = "Disabled"


@harmless("without-log-group-of-the-authorizer", *ALL)
def without_log_group_of_the_authorizer(draft: Draft) -> None:
    properties = draft.properties("authorizer function")
    properties.pop("LoggingConfig", None)
    draft.stop_waiting_for("AuthorizerLogs")
    name = {
        "handwritten": "AuthorizerLogs",
        "cdk": "AuthorizerFunctionLogsBF52B654",
        "sam": "AuthorizerFunctionLogs",
        "openapi": "AuthorizerLogs",
    }
    draft.drop(name[draft.base])


@harmless("without-retained-logs", "handwritten", "cdk", "sam")
def without_retained_logs(draft: Draft) -> None:
    for part in ("handler logs", "access logs"):
        for attribute in ("DeletionPolicy", "UpdateReplacePolicy"):
            draft.resource(part).pop(attribute, None)


@harmless("without-validators-on-reads", "handwritten")
def without_validators_on_reads(draft: Draft) -> None:
    for route in (LIST, GET, DELETE):
        del draft.method(route)["RequestValidatorId"]
    draft.drop("ParameterValidator")


@harmless("without-declared-parameters", "handwritten")
def without_declared_parameters(draft: Draft) -> None:
    for route in (LIST, GET, DELETE):
        del draft.method(route)["RequestParameters"]


@harmless("without-domain-and-firewall", "handwritten")
def without_domain_and_firewall(draft: Draft) -> None:
    del draft.template["Outputs"]["Url"]
    draft.drop("ApiMapping", "ApiDomain", "WebAclAssociation", "WebAcl")


@harmless("without-domain", "sam")
def without_domain(draft: Draft) -> None:
    del draft.properties("api")["Domain"]


@harmless("without-quota", "sam")
def without_quota(draft: Draft) -> None:
    del draft.properties("api")["Auth"]["UsagePlan"]["Quota"]


@harmless("plan-with-quota-alone", *PLAIN)
def plan_with_quota_alone(draft: Draft) -> None:
    del draft.properties("plan")["Throttle"]


@harmless("without-subscription", "handwritten", "sam")
def without_subscription(draft: Draft) -> None:
    del draft.properties("topic")["Subscription"]


@harmless("without-encrypted-topic", "cdk")
def without_encrypted_topic(draft: Draft) -> None:
    del draft.properties("topic")["KmsMasterKeyId"]
    draft.drop(draft.id("topic key"))


@harmless("without-explicit-data-trace", *ALL)
def without_explicit_data_trace(draft: Draft) -> None:
    del draft.settings["DataTraceEnabled"]


@harmless("without-endpoint-type", "openapi", "cdk")
def without_endpoint_type(draft: Draft) -> None:
    del draft.properties("api")["EndpointConfiguration"]


@harmless("without-passthrough-behavior", "handwritten", "openapi")
def without_passthrough_behavior(draft: Draft) -> None:
    for route in (PREFLIGHT, ITEM_PREFLIGHT):
        draft.integration(route).remove("PassthroughBehavior")


@harmless("without-missing-data-treatment", *ALL)
def without_missing_data_treatment(draft: Draft) -> None:
    for part in NEEDED_ALARMS:
        del draft.properties(part)["TreatMissingData"]


@harmless("without-descriptions", *PLAIN)
def without_descriptions(draft: Draft) -> None:
    for _, properties in [*draft.of_type("AWS::CloudWatch::Alarm"), *draft.of_type("AWS::Lambda::Function")]:
        properties.pop("AlarmDescription", None)
        properties.pop("Description", None)
    draft.template.pop("Description")


@harmless("with-a-short-access-log", *ALL)
def with_a_short_access_log(draft: Draft) -> None:
    draft.properties("stage")["AccessLogSetting"]["Format"] = (
        '{"requestId":"$context.requestId","status":"$context.status","path":"$context.resourcePath",'
        '"integrationError":"$context.integrationErrorMessage","error":"$context.error.message"}'
    )


@harmless("with-keys-on-writes-only", "handwritten", "cdk")
def with_keys_on_writes_only(draft: Draft) -> None:
    for route in (LIST, GET):
        draft.method(route)["ApiKeyRequired"] = False


@harmless("with-an-unqualified-function", "handwritten", "cdk")
def with_an_unqualified_function(draft: Draft) -> None:
    uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Arn}/invocations"
    for route in ROUTES:
        draft.integration(route).set("Uri", sub(uri % draft.id("handler")))
    for name in draft.handler_permissions():
        draft.resources[name]["Properties"]["FunctionName"] = arn_of(draft.id("handler"))
    draft.stop_waiting_for(draft.id("alias"))
    draft.drop(draft.id("alias"), draft.id("version"))


@harmless("with-an-alias-that-follows", "openapi")
def with_an_alias_that_follows(draft: Draft) -> None:
    version = draft.add("Version", "AWS::Lambda::Version", {"FunctionName": {"Ref": "Handler"}})
    properties = {
        "Name": "live",
        "FunctionName": {"Ref": "Handler"},
        "FunctionVersion": {"Fn::GetAtt": [version, "Version"]},
    }
    draft.add("Live", "AWS::Lambda::Alias", properties)
    uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations"
    for route in ROUTES:
        draft.integration(route).set("Uri", sub(uri))
    for name in ("HandlerPermissionItems", "HandlerPermissionItem"):
        draft.resources[name]["Properties"]["FunctionName"] = {"Ref": "Live"}


@harmless("with-another-name-of-the-api", *PLAIN)
def with_another_name_of_the_api(draft: Draft) -> None:
    draft.properties("api")["Name"] = "orders-api"
    for _, alarm in draft.of_type("AWS::CloudWatch::Alarm"):
        for dimension in alarm["Dimensions"]:
            if dimension["Name"] == "ApiName":
                dimension["Value"] = "orders-api"
