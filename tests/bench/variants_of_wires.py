"""Good variants of integrations, permissions, logs and answers of the gateway."""

import copy

from .cuts_cors import HANDLER_ORIGIN, gateway_responses
from .cuts_integration import add_invoke_role
from .draft import ADD, ITEM_PREFLIGHT, PREFLIGHT, ROUTES, Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, RESOURCES
from .variants import harmless

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
SOURCE = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/%s"


def set_sources(draft: Draft, *paths: str) -> None:
    """Replace the handler's permissions by one for each path."""
    names = draft.handler_permissions()
    first = copy.deepcopy(draft.resources[names[0]])
    draft.drop(*names)
    for number, path in enumerate(paths):
        permission = copy.deepcopy(first)
        permission["Properties"]["SourceArn"] = sub(SOURCE % (draft.id("api"), path))
        draft.resources[f"Permission{number}"] = permission


@harmless("one-permission-for-all", *PLAIN)
def one_permission_for_all(draft: Draft) -> None:
    set_sources(draft, "*/*/*")


@harmless("one-permission-short", *PLAIN)
def one_permission_short(draft: Draft) -> None:
    set_sources(draft, "*")


@harmless("one-permission-for-one-stage", *PLAIN)
def one_permission_for_one_stage(draft: Draft) -> None:
    set_sources(draft, "prod/*")


@harmless("permission-for-each-method", *PLAIN)
def permission_for_each_method(draft: Draft) -> None:
    set_sources(draft, "*/GET/items", "*/POST/items", "*/GET/items/*", "*/DELETE/items/*")


@harmless("permission-with-account", *PLAIN)
def permission_with_account(draft: Draft) -> None:
    for name in draft.handler_permissions():
        draft.resources[name]["Properties"]["SourceAccount"] = ref("AWS::AccountId")


@harmless("permission-on-alias-by-text", *RESOURCES)
def permission_on_alias_by_text(draft: Draft) -> None:
    for name in draft.handler_permissions():
        draft.resources[name]["Properties"]["FunctionName"] = sub(f"${{{draft.id('handler')}}}:live")
        draft.resources[name]["DependsOn"] = draft.id("alias")


@harmless("uri-of-alias-by-text", *RESOURCES)
def uri_of_alias_by_text(draft: Draft) -> None:
    for route in ROUTES:
        draft.integration(route).set("Uri", sub(URI % f"${{{draft.id('handler')}.Arn}}:live"))
        draft.resource(route)["DependsOn"] = draft.id("alias")


@harmless("uri-by-join", *PLAIN)
def uri_by_join(draft: Draft) -> None:
    target = ref(draft.id("alias")) if draft.find("alias") else arn_of(draft.id("handler"))
    start = ["arn:aws:apigateway:", ref("AWS::Region"), ":lambda:path/2015-03-31/functions/"]
    for route in ROUTES:
        draft.integration(route).set("Uri", {"Fn::Join": ["", [*start, target, "/invocations"]]})


@harmless("invoked-by-role", *PLAIN)
def invoked_by_role(draft: Draft) -> None:
    add_invoke_role(draft, "apigateway.amazonaws.com", "lambda:InvokeFunction", sub(draft.function_text()))


@harmless("invoked-by-role-without-permission", *PLAIN)
def invoked_by_role_without_permission(draft: Draft) -> None:
    add_invoke_role(draft, "apigateway.amazonaws.com", "lambda:Invoke*", sub(f"{draft.function_text()}*"))
    for route in ROUTES:
        draft.integration(route).set("Credentials", arn_of("InvokeRole"))
    draft.drop(*draft.handler_permissions())


@harmless("function-by-stage-variable", "openapi")
def function_by_stage_variable(draft: Draft) -> None:
    name = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}"
    draft.integration(ADD).set("Uri", sub(URI % name))
    draft.properties("stage")["Variables"] = {"fn": ref("Handler")}


@harmless("function-nearly-as-long-as-gateway", *PLAIN)
def function_nearly_as_long_as_gateway(draft: Draft) -> None:
    draft.properties("handler")["Timeout"] = 28
    for route in ROUTES:
        draft.integration(route).set("TimeoutInMillis", 29000)


@harmless("integration-timeout-by-default", *PLAIN)
def integration_timeout_by_default(draft: Draft) -> None:
    for route in ROUTES:
        draft.integration(route).remove("TimeoutInMillis")


@harmless("account-role-inline", "handwritten", "sam")
def account_role_inline(draft: Draft) -> None:
    role = draft.properties("account role")
    del role["ManagedPolicyArns"]
    statement = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    role["Policies"] = [{"PolicyName": "logs", "PolicyDocument": document}]


@harmless("account-role-of-two-services", *ALL)
def account_role_of_two_services(draft: Draft) -> None:
    (statement,) = draft.properties("account role")["AssumeRolePolicyDocument"]["Statement"]
    statement["Principal"] = {"Service": ["lambda.amazonaws.com", "apigateway.amazonaws.com"]}


@harmless("account-role-guarded", *ALL)
def account_role_guarded(draft: Draft) -> None:
    (statement,) = draft.properties("account role")["AssumeRolePolicyDocument"]["Statement"]
    statement["Condition"] = {"StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")}}


@harmless("account-awaited-by-deployment", *PLAIN)
def account_awaited_by_deployment(draft: Draft) -> None:
    draft.stop_waiting_for(draft.id("account"))
    draft.resource("account").pop("DependsOn", None)
    waits = draft.resource("deployment").setdefault("DependsOn", [])
    waits.append(draft.id("account"))


@harmless("settings-of-one-method-complete", *ALL)
def settings_of_one_method_complete(draft: Draft) -> None:
    entry = {**draft.settings, "ResourcePath": "/items", "HttpMethod": "POST", "ThrottlingRateLimit": 20}
    draft.properties("stage")["MethodSettings"].append(entry)


@harmless("settings-of-one-method-escaped", *ALL)
def settings_of_one_method_escaped(draft: Draft) -> None:
    entry = {**draft.settings, "ResourcePath": "/~1items~1{id}", "HttpMethod": "GET", "ThrottlingRateLimit": 20}
    draft.properties("stage")["MethodSettings"].append(entry)


@harmless("second-stage", "openapi")
def second_stage(draft: Draft) -> None:
    draft.properties("plan")["ApiStages"].append({"ApiId": ref("Api"), "Stage": ref("CanaryStage")})
    twin = copy.deepcopy(draft.resource("stage"))
    twin.pop("Metadata", None)
    twin["Properties"]["StageName"] = "canary"
    draft.resources["CanaryStage"] = twin


@harmless("access-log-to-firehose", *ALL)
def access_log_to_firehose(draft: Draft) -> None:
    stream = "arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/amazon-apigateway-items"
    draft.properties("stage")["AccessLogSetting"]["DestinationArn"] = sub(stream)


@harmless("access-log-extended-id", "handwritten")
def access_log_extended_id(draft: Draft) -> None:
    setting = draft.properties("stage")["AccessLogSetting"]
    setting["Format"] = setting["Format"].replace('"requestId":"$context.requestId",', "")


@harmless("log-groups-by-name", "openapi")
def log_groups_by_name(draft: Draft) -> None:
    del draft.properties("handler")["LoggingConfig"]
    draft.properties("handler logs")["LogGroupName"] = sub("/aws/lambda/${Handler}")


@harmless("unknown-path-is-404", *PLAIN)
def unknown_path_is_404(draft: Draft) -> None:
    if draft.in_body:
        gateway_responses(draft)["MISSING_AUTHENTICATION_TOKEN"] = {"statusCode": 404}
        return
    properties = {
        "RestApiId": ref(draft.id("api")),
        "ResponseType": "MISSING_AUTHENTICATION_TOKEN",
        "StatusCode": "404",
        "ResponseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'https://app.example.com'"},
    }
    draft.add("NotFound", "AWS::ApiGateway::GatewayResponse", properties)
    draft.resource("deployment")["DependsOn"].append("NotFound")


@harmless("throttled-with-retry-after", "openapi", "sam")
def throttled_with_retry_after(draft: Draft) -> None:
    if draft.in_body:
        headers = {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'https://app.example.com'",
            "gatewayresponse.header.Retry-After": "'1'",
        }
        gateway_responses(draft)["THROTTLED"] = {"statusCode": 429, "responseParameters": headers}
    else:
        headers = {"Access-Control-Allow-Origin": "'https://app.example.com'", "Retry-After": "'1'"}
        gateway_responses(draft)["THROTTLED"] = {"StatusCode": 429, "ResponseParameters": {"Headers": headers}}


@harmless("gateway-response-without-template", *PLAIN)
def gateway_response_without_template(draft: Draft) -> None:
    if draft.in_body:
        del gateway_responses(draft)["DEFAULT_4XX"]["responseTemplates"]
    else:
        del draft.properties("default 4xx")["ResponseTemplates"]


@harmless("no-browser-calls", "handwritten")
def no_browser_calls(draft: Draft) -> None:
    draft.drop(draft.id(PREFLIGHT), draft.id(ITEM_PREFLIGHT))
    for part in ("default 4xx", "default 5xx"):
        del draft.properties(part)["ResponseParameters"]
    draft.recode(HANDLER_ORIGIN["handwritten"], "")
    del draft.properties("handler")["Environment"]
    draft.recode("import os\n", "")


@harmless("no-browser-calls-in-sam", "sam")
def no_browser_calls_in_sam(draft: Draft) -> None:
    del draft.properties("api")["Cors"]
    for response in gateway_responses(draft).values():
        del response["ResponseParameters"]
    draft.recode(HANDLER_ORIGIN["sam"], "")


@harmless("preflight-answers-200", "handwritten")
def preflight_answers_200(draft: Draft) -> None:
    for route in (PREFLIGHT, ITEM_PREFLIGHT):
        method = draft.method(route)
        method["Integration"]["RequestTemplates"] = {"application/json": '{ "statusCode" : 200 }'}
        method["Integration"]["IntegrationResponses"][0]["StatusCode"] = 200
        method["MethodResponses"][0]["StatusCode"] = 200
