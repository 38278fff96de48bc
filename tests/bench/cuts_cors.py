"""Cuts in what a browser is told."""

from typing import Any

from .draft import GET, ITEM_PREFLIGHT, PREFLIGHT, Draft, ref
from .registry import ALL, PLAIN, RESOURCES, also, cut

NO_OPTIONS = "OPTIONS method missing on /items"
NO_5XX = "DEFAULT_5XX gateway response removed"
NO_STATUS = "OPTIONS MOCK without a request template statusCode"
OTHER_STATUS = "MOCK template returns 200, only 204 is mapped"
VERBS = "Access-Control-Allow-Methods lacks POST"
SILENT = "Lambda proxy response without Access-Control-Allow-Origin while OPTIONS announces CORS"
ANY = "Access-Control-Allow-Origin '*' with an Authorization-bearing API"
MASKED = "Gateway response DEFAULT_5XX with StatusCode 200 masks errors and alarms"
QUOTED = "a gateway response template that quotes `$context.error.messageString` again"
THROTTLED = "THROTTLED remapped to 200"
ORIGIN = "Access-Control-Allow-Origin"
HANDLER_ORIGIN = {
    "handwritten": '            "Access-Control-Allow-Origin": os.environ["ALLOWED_ORIGIN"],\n',
    "cdk": ', "Access-Control-Allow-Origin": "https://app.example.com"',
    "sam": '    headers["Access-Control-Allow-Origin"] = os.environ["ALLOWED_ORIGIN"]\n',
    "openapi": ', "Access-Control-Allow-Origin": "https://app.example.com"',
}


def preflight_headers(draft: Draft, route: str = PREFLIGHT) -> dict[str, Any]:
    """The headers that the MOCK of a preflight sets."""
    holder = draft.integration(route).holder
    response = holder["responses"]["default"] if draft.in_body else holder["IntegrationResponses"][0]
    headers = response["responseParameters" if draft.in_body else "ResponseParameters"]
    assert isinstance(headers, dict)
    return headers


def set_preflight_header(draft: Draft, name: str, value: str) -> None:
    """Announce something else on both preflights, or in SAM's Cors."""
    if draft.in_sam:
        draft.properties("api")["Cors"][name.removeprefix("Access-Control-").replace("-", "")] = value
        return
    for route in (PREFLIGHT, ITEM_PREFLIGHT):
        preflight_headers(draft, route)[f"method.response.header.{name}"] = value


def gateway_responses(draft: Draft) -> dict[str, dict[str, Any]]:
    """The gateway responses by type, where they stand inside the API."""
    if draft.in_body:
        found = draft.body["x-amazon-apigateway-gateway-responses"]
    else:
        found = draft.properties("api")["GatewayResponses"]
    assert isinstance(found, dict)
    return found


def set_gateway_status(draft: Draft, kind: str, status: str) -> None:
    """Relabel the status of a gateway response; it is added where the base has none of that type."""
    inside = draft.in_body or draft.in_sam
    key = "statusCode" if draft.in_body else "StatusCode"
    part = kind.lower().replace("_", " ")
    if inside:
        gateway_responses(draft).setdefault(kind, {})[key] = int(status) if draft.in_body else status
    elif draft.find(part) is not None:
        draft.properties(part)[key] = status
    else:
        properties = {"RestApiId": ref(draft.id("api")), "ResponseType": kind, key: status}
        draft.add("RelabelledResponse", "AWS::ApiGateway::GatewayResponse", properties)
        draft.resource("deployment")["DependsOn"].append("RelabelledResponse")


def drop_gateway_response(draft: Draft, kind: str) -> None:
    """Take a gateway response away."""
    if draft.in_body or draft.in_sam:
        del gateway_responses(draft)[kind]
    else:
        draft.drop(draft.id(kind.lower().replace("_", " ")))


@cut("preflight-missing", NO_OPTIONS, "403 on preflight", *RESOURCES)
def preflight_missing(draft: Draft) -> None:
    draft.drop(draft.id(PREFLIGHT))


@also("preflight-missing", "openapi")
def preflight_missing_in_body(draft: Draft) -> None:
    del draft.body["paths"]["/items"]["options"]


@also("preflight-missing", "sam")
def preflight_missing_in_sam(draft: Draft) -> None:
    del draft.properties("api")["Cors"]


@cut("preflight-missing-on-item", NO_OPTIONS, "403 on preflight", *RESOURCES, what="missing on /items/{id}")
def preflight_missing_on_item(draft: Draft) -> None:
    draft.drop(draft.id(ITEM_PREFLIGHT))


@also("preflight-missing-on-item", "openapi")
def preflight_missing_on_item_in_body(draft: Draft) -> None:
    del draft.body["paths"]["/items/{id}"]["options"]


@cut("gateway-5xx-missing", NO_5XX, "5xx hidden as a CORS error", *ALL)
def gateway_5xx_missing(draft: Draft) -> None:
    drop_gateway_response(draft, "DEFAULT_5XX")


@cut("gateway-4xx-missing", NO_5XX, "4xx hidden as a CORS error", *ALL, what="DEFAULT_4XX")
def gateway_4xx_missing(draft: Draft) -> None:
    drop_gateway_response(draft, "DEFAULT_4XX")


@cut("gateway-responses-missing", NO_5XX, "errors hidden as CORS errors", *ALL, what="both")
def gateway_responses_missing(draft: Draft) -> None:
    drop_gateway_response(draft, "DEFAULT_4XX")
    drop_gateway_response(draft, "DEFAULT_5XX")


@cut("gateway-5xx-without-cors", NO_5XX, "5xx hidden as a CORS error", *RESOURCES, what="it sets no CORS header")
def gateway_5xx_without_cors(draft: Draft) -> None:
    del draft.properties("default 5xx")["ResponseParameters"]


@also("gateway-5xx-without-cors", "openapi", "sam")
def gateway_5xx_without_cors_inside(draft: Draft) -> None:
    del gateway_responses(draft)["DEFAULT_5XX"]["responseParameters" if draft.in_body else "ResponseParameters"]


@cut("gateway-5xx-other-origin", NO_5XX, "5xx hidden as a CORS error", *RESOURCES, what="another origin than OPTIONS")
def gateway_5xx_other_origin(draft: Draft) -> None:
    headers = draft.properties("default 5xx")["ResponseParameters"]
    headers[f"gatewayresponse.header.{ORIGIN}"] = "'https://www.example.com'"


@cut("gateway-5xx-header-unquoted", NO_5XX, "deploy", *RESOURCES, what="the header's value lacks single quotes")
def gateway_5xx_header_unquoted(draft: Draft) -> None:
    headers = draft.properties("default 5xx")["ResponseParameters"]
    headers[f"gatewayresponse.header.{ORIGIN}"] = "https://app.example.com"


@cut("preflight-without-template", NO_STATUS, "500 on preflight", *PLAIN)
def preflight_without_template(draft: Draft) -> None:
    draft.integration(PREFLIGHT).remove("RequestTemplates")


@cut("preflight-template-without-status", NO_STATUS, "500 on preflight", *PLAIN, what="a template of {}")
def preflight_template_without_status(draft: Draft) -> None:
    draft.integration(PREFLIGHT).set("RequestTemplates", {"application/json": "{}"})


@cut("preflight-other-status", OTHER_STATUS, "500 on preflight", *RESOURCES)
def preflight_other_status(draft: Draft) -> None:
    draft.integration(PREFLIGHT).set("RequestTemplates", {"application/json": '{"statusCode": 200}'})
    if draft.base == "cdk":
        draft.method(PREFLIGHT)["Integration"]["IntegrationResponses"][0]["SelectionPattern"] = "204"


@also("preflight-other-status", "openapi")
def preflight_other_status_in_body(draft: Draft) -> None:
    integration = draft.integration(PREFLIGHT)
    integration.set("RequestTemplates", {"application/json": '{"statusCode": 200}'})
    integration.holder["responses"] = {"204": integration.holder["responses"]["default"]}


@cut("preflight-status-undeclared", OTHER_STATUS, "deploy, 500", *RESOURCES, what="no method response for it")
def preflight_status_undeclared(draft: Draft) -> None:
    draft.method(PREFLIGHT)["MethodResponses"][0]["StatusCode"] = "200"


@cut("preflight-header-undeclared", OTHER_STATUS, "deploy", *RESOURCES, what="the header is not declared")
def preflight_header_undeclared(draft: Draft) -> None:
    del draft.method(PREFLIGHT)["MethodResponses"][0]["ResponseParameters"][f"method.response.header.{ORIGIN}"]


@cut("preflight-without-responses", OTHER_STATUS, "500 on preflight", *RESOURCES, what="no integration response")
def preflight_without_responses(draft: Draft) -> None:
    del draft.method(PREFLIGHT)["Integration"]["IntegrationResponses"]


@cut("preflight-without-origin", OTHER_STATUS, "browser blocks", *PLAIN, what="no Access-Control-Allow-Origin in it")
def preflight_without_origin(draft: Draft) -> None:
    del preflight_headers(draft)[f"method.response.header.{ORIGIN}"]


@cut("preflight-lacks-post", VERBS, "browser blocks POST", *ALL)
def preflight_lacks_post(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Methods", "'GET,DELETE,OPTIONS'")


@cut("preflight-lacks-delete", VERBS, "browser blocks DELETE", *ALL, what="lacks DELETE")
def preflight_lacks_delete(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Methods", "'GET,POST,OPTIONS'")


@cut("preflight-lists-small-letters", VERBS, "browser blocks DELETE", *ALL, what="verbs in small letters")
def preflight_lists_small_letters(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Methods", "'get,post,delete,options'")


@cut("preflight-lacks-authorization", VERBS, "browser blocks every call", *ALL, what="Allow-Headers, Authorization")
def preflight_lacks_authorization(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Headers", "'Content-Type,X-Api-Key'")


@cut("preflight-lacks-api-key", VERBS, "browser blocks every call", *ALL, what="Allow-Headers lacks X-Api-Key")
def preflight_lacks_api_key(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Headers", "'Content-Type,Authorization'")


@cut("preflight-header-unquoted", VERBS, "deploy", *PLAIN, what="the value lacks its single quotes")
def preflight_header_unquoted(draft: Draft) -> None:
    set_preflight_header(draft, "Access-Control-Allow-Methods", "GET,POST,DELETE,OPTIONS")


@cut("handler-without-origin", SILENT, "browser blocks the response", *ALL)
def handler_without_origin(draft: Draft) -> None:
    draft.recode(HANDLER_ORIGIN[draft.base], "")


@cut(
    "handler-other-origin", SILENT, "browser blocks the response", "cdk", "openapi", what="another origin than OPTIONS"
)
def handler_other_origin(draft: Draft) -> None:
    draft.recode("https://app.example.com", "https://www.example.com")


@cut("handler-misspelt-origin", SILENT, "browser blocks", "cdk", "openapi", what="Access-Control-Allowed-Origin")
def handler_misspelt_origin(draft: Draft) -> None:
    draft.recode("Access-Control-Allow-Origin", "Access-Control-Allowed-Origin")


@cut("any-origin", ANY, "any origin", *ALL)
def any_origin(draft: Draft) -> None:
    set_preflight_header(draft, ORIGIN, "'*'")


@cut("any-origin-everywhere", ANY, "any origin", *ALL, what="the handler says so as well")
def any_origin_everywhere(draft: Draft) -> None:
    set_preflight_header(draft, ORIGIN, "'*'")
    from_environment = draft.base in ("handwritten", "sam")
    draft.recode('os.environ["ALLOWED_ORIGIN"]' if from_environment else '"https://app.example.com"', '"*"')


@cut("any-origin-with-credentials", ANY, "browser blocks", *PLAIN, what="with Allow-Credentials true")
def any_origin_with_credentials(draft: Draft) -> None:
    set_preflight_header(draft, ORIGIN, "'*'")
    set_preflight_header(draft, "Access-Control-Allow-Credentials", "'true'")
    for route in (PREFLIGHT, ITEM_PREFLIGHT):
        if draft.in_body:
            headers = draft.method(route)["responses"]["204"]["headers"]
            headers["Access-Control-Allow-Credentials"] = {"schema": {"type": "string"}}
        else:
            (response,) = draft.method(route)["MethodResponses"]
            response["ResponseParameters"]["method.response.header.Access-Control-Allow-Credentials"] = True


@cut("two-origins", ANY, "browser blocks", *ALL, what="two origins in one header")
def two_origins(draft: Draft) -> None:
    set_preflight_header(draft, ORIGIN, "'https://app.example.com,https://www.example.com'")


@cut("gateway-5xx-as-200", MASKED, "5xx shown as 200", *ALL)
def gateway_5xx_as_200(draft: Draft) -> None:
    set_gateway_status(draft, "DEFAULT_5XX", "200")


@cut("gateway-4xx-as-200", MASKED, "4xx shown as 200", *ALL, what="DEFAULT_4XX")
def gateway_4xx_as_200(draft: Draft) -> None:
    set_gateway_status(draft, "DEFAULT_4XX", "200")


@cut("gateway-4xx-as-400", MASKED, "401, 403, 429 shown as 400", *ALL, what="DEFAULT_4XX, all of them 400")
def gateway_4xx_as_400(draft: Draft) -> None:
    set_gateway_status(draft, "DEFAULT_4XX", "400")


@cut("gateway-5xx-as-400", MASKED, "5xx shown as 400", *ALL, what="the server's fault shown as the client's")
def gateway_5xx_as_400(draft: Draft) -> None:
    set_gateway_status(draft, "DEFAULT_5XX", "400")


@cut("gateway-failure-as-200", MASKED, "504 shown as 200", *ALL, what="INTEGRATION_TIMEOUT")
def gateway_failure_as_200(draft: Draft) -> None:
    set_gateway_status(draft, "INTEGRATION_TIMEOUT", "200")


@cut("throttled-as-200", THROTTLED, "clients never back off", *ALL)
def throttled_as_200(draft: Draft) -> None:
    set_gateway_status(draft, "THROTTLED", "200")


@cut("quota-as-200", THROTTLED, "clients never back off", *ALL, what="QUOTA_EXCEEDED")
def quota_as_200(draft: Draft) -> None:
    set_gateway_status(draft, "QUOTA_EXCEEDED", "200")


def set_error_template(draft: Draft, text: str) -> None:
    """Give DEFAULT_5XX another body."""
    if draft.in_body or draft.in_sam:
        holder = gateway_responses(draft)["DEFAULT_5XX"]
    else:
        holder = draft.properties("default 5xx")
    holder["responseTemplates" if draft.in_body else "ResponseTemplates"] = {"application/json": text}


@cut("gateway-message-quoted-twice", QUOTED, "invalid JSON body", *ALL)
def gateway_message_quoted_twice(draft: Draft) -> None:
    set_error_template(draft, '{"message":"$context.error.messageString","requestId":"$context.requestId"}')


@cut("gateway-message-unquoted", QUOTED, "invalid JSON body", *ALL, what="$context.error.message without quotes")
def gateway_message_unquoted(draft: Draft) -> None:
    set_error_template(draft, '{"message":$context.error.message,"requestId":"$context.requestId"}')


@cut("gateway-template-broken", QUOTED, "invalid JSON body", *ALL, what="a comma too many")
def gateway_template_broken(draft: Draft) -> None:
    set_error_template(draft, '{"message":$context.error.messageString,}')


@cut("preflight-of-lambda", NO_STATUS, "500 on preflight", *RESOURCES, what="IntegrationHttpMethod OPTIONS to Lambda")
def preflight_of_lambda(draft: Draft) -> None:
    uri = draft.integration(GET).get("Uri")
    draft.method(PREFLIGHT)["Integration"] = {"Type": "AWS_PROXY", "IntegrationHttpMethod": "OPTIONS", "Uri": uri}
