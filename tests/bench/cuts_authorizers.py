"""Cuts in who may call, and in who decides it."""

from .cuts_deployment import add_other_api
from .draft import ADD, ITEM_PREFLIGHT, PREFLIGHT, ROUTES, Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, RESOURCES, also, cut
from .templates import edit_text

NO_ID = "AuthorizationType CUSTOM without AuthorizerId"
NO_PERMISSION = "No permission for API Gateway to invoke the authorizer"
METHODS_ONLY = "Authorizer permission SourceArn covers methods, not /authorizers/*"
NO_SOURCE = "TOKEN authorizer without IdentitySource"
OPEN_POST = "AuthorizationType NONE on POST"
PREFLIGHT_BEHIND = "OPTIONS method behind the authorizer"
COGNITO = "AuthorizationType COGNITO_USER_POOLS with a TOKEN authorizer"
BARE = "AuthorizerUri is the bare Lambda ARN"
CACHED = "Authorizer caches (TTL 300) a policy for event.methodArn only"
OTHER_API = "Authorizer belongs to another RestApi"
CREDENTIALS = "AuthorizerCredentials role without lambda:InvokeFunction / wrong trust"
UNUSED = "Authorizer defined, every method NONE"
URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
NARROWED = {
    "handwritten": ('api_and_stage + "/*"', 'event["methodArn"]'),
    "cdk": ('[f"{arn[0]}/{arn[1]}/*"]', '[event["methodArn"]]'),
    "sam": ('"Resource": every_route', '"Resource": event["methodArn"]'),
    "openapi": ('f"{arn_of_stage}/*"', 'event["methodArn"]'),
}
NARROWED_TO_VERB = {
    "handwritten": ('split("/")[:2])', 'split("/")[:3])'),
    "cdk": ('[f"{arn[0]}/{arn[1]}/*"]', '[f"{arn[0]}/{arn[1]}/{arn[2]}/*"]'),
}


def authorizer_of(draft: Draft) -> dict[str, object]:
    """The authorizer's properties, or its extension in the body."""
    if draft.in_body:
        found = draft.body["components"]["securitySchemes"]["bearer"]["x-amazon-apigateway-authorizer"]
    elif draft.in_sam:
        found = draft.properties("api")["Auth"]["Authorizers"]["Bearer"]
    else:
        found = draft.properties("authorizer")
    assert isinstance(found, dict)
    return found


def key_of(draft: Draft, name: str) -> str:
    """An authorizer property as this template spells it."""
    return name[0].lower() + name[1:] if draft.in_body else name


def open_method(draft: Draft, route: str) -> None:
    """Let everybody call a route that has an authorizer now."""
    method = draft.method(route)
    if draft.in_body:
        method["security"] = [{"key": []}]
    else:
        method["AuthorizationType"] = "NONE"
        del method["AuthorizerId"]


@cut("custom-without-authorizer", NO_ID, "deploy", *RESOURCES)
def custom_without_authorizer(draft: Draft) -> None:
    del draft.method(ADD)["AuthorizerId"]


@cut("authorizer-undefined", NO_ID, "deploy", "openapi", what="a security scheme that nothing defines")
def authorizer_undefined(draft: Draft) -> None:
    draft.method(ADD)["security"] = [{"token": [], "key": []}]


@also("authorizer-undefined", "sam")
def authorizer_undefined_in_sam(draft: Draft) -> None:
    draft.event("Add")["Auth"] = {"Authorizer": "Token"}


@also("authorizer-undefined", "handwritten", "cdk")
def authorizer_of_an_old_stack(draft: Draft) -> None:
    draft.method(ADD)["AuthorizerId"] = "a1b2c3"


@cut("authorizer-permission-missing", NO_PERMISSION, "500", *PLAIN)
def authorizer_permission_missing(draft: Draft) -> None:
    draft.drop(draft.id("authorizer permission"))


@also("authorizer-permission-missing", "sam")
def authorizer_permission_missing_in_sam(draft: Draft) -> None:
    authorizer_of(draft)["DisableFunctionDefaultPermissions"] = True


@cut("authorizer-permission-for-lambda", NO_PERMISSION, "500", *PLAIN, what="principal lambda.amazonaws.com")
def authorizer_permission_for_lambda(draft: Draft) -> None:
    draft.properties("authorizer permission")["Principal"] = "lambda.amazonaws.com"


@cut("authorizer-permission-on-handler", NO_PERMISSION, "500", *PLAIN, what="it names the handler")
def authorizer_permission_on_handler(draft: Draft) -> None:
    draft.properties("authorizer permission")["FunctionName"] = arn_of(draft.id("handler"))


@cut("authorizer-permission-for-methods", METHODS_ONLY, "500", *PLAIN)
def authorizer_permission_for_methods(draft: Draft) -> None:
    source = f"arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{draft.id('api')}}}/*/*/*"
    draft.properties("authorizer permission")["SourceArn"] = sub(source)


@cut("authorizer-permission-other-id", METHODS_ONLY, "500", *PLAIN, what="the id of an old authorizer")
def authorizer_permission_other_id(draft: Draft) -> None:
    source = f"arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{draft.id('api')}}}/authorizers/a1b2c3"
    draft.properties("authorizer permission")["SourceArn"] = sub(source)


@cut("authorizer-permission-other-api", METHODS_ONLY, "500", *PLAIN, what="the id of an old API")
def authorizer_permission_other_api(draft: Draft) -> None:
    properties, api = draft.properties("authorizer permission"), f"${{{draft.id('api')}}}"
    edit_text(properties, "SourceArn", lambda arn: arn.replace(api, "a1b2c3d4e5"))


@cut("authorizer-permission-open", METHODS_ONLY, "any API may invoke", *PLAIN, what="no SourceArn at all")
def authorizer_permission_open(draft: Draft) -> None:
    del draft.properties("authorizer permission")["SourceArn"]


@cut("identity-source-missing", NO_SOURCE, "401", "handwritten")
def identity_source_missing(draft: Draft) -> None:
    del authorizer_of(draft)["IdentitySource"]


@cut("identity-source-of-request-missing", NO_SOURCE, "deploy", "cdk", "openapi", what="REQUEST with a cache")
def identity_source_of_request_missing(draft: Draft) -> None:
    del authorizer_of(draft)[key_of(draft, "IdentitySource")]


@cut("identity-source-typo", NO_SOURCE, "deploy, 401", *PLAIN, what="request.header.Authorization")
def identity_source_typo(draft: Draft) -> None:
    authorizer_of(draft)[key_of(draft, "IdentitySource")] = "request.header.Authorization"


@cut("identity-source-of-http-api", NO_SOURCE, "deploy, 401", *PLAIN, what="$request.header, as HTTP APIs say it")
def identity_source_of_http_api(draft: Draft) -> None:
    authorizer_of(draft)[key_of(draft, "IdentitySource")] = "$request.header.Authorization"


@cut("identity-source-of-query", NO_SOURCE, "deploy, 401", "handwritten", what="a query string on a TOKEN authorizer")
def identity_source_of_query(draft: Draft) -> None:
    authorizer_of(draft)["IdentitySource"] = "method.request.querystring.token"


@cut("open-post", OPEN_POST, "open endpoint", *PLAIN)
def open_post(draft: Draft) -> None:
    open_method(draft, ADD)


@also("open-post", "sam")
def open_post_in_sam(draft: Draft) -> None:
    draft.event("Add")["Auth"] = {"Authorizer": "NONE"}


@cut("open-post-without-key", OPEN_POST, "open endpoint", *RESOURCES, what="no API key is asked either")
def open_post_without_key(draft: Draft) -> None:
    open_method(draft, ADD)
    del draft.method(ADD)["ApiKeyRequired"]


@also("open-post-without-key", "openapi")
def open_post_without_security(draft: Draft) -> None:
    del draft.method(ADD)["security"]


@also("open-post-without-key", "sam")
def open_post_without_key_in_sam(draft: Draft) -> None:
    draft.event("Add")["Auth"] = {"Authorizer": "NONE", "ApiKeyRequired": False}


@cut("preflight-behind-authorizer", PREFLIGHT_BEHIND, "401, 403 on preflight", *RESOURCES)
def preflight_behind_authorizer(draft: Draft) -> None:
    method = draft.method(PREFLIGHT)
    method["AuthorizationType"] = "CUSTOM"
    method["AuthorizerId"] = ref(draft.id("authorizer"))


@also("preflight-behind-authorizer", "openapi")
def preflight_behind_authorizer_in_body(draft: Draft) -> None:
    draft.method(PREFLIGHT)["security"] = [{"bearer": []}]


@also("preflight-behind-authorizer", "sam")
def preflight_behind_authorizer_in_sam(draft: Draft) -> None:
    draft.properties("api")["Auth"]["AddDefaultAuthorizerToCorsPreflight"] = True


@cut("preflight-asks-for-key", PREFLIGHT_BEHIND, "403 on preflight", *RESOURCES, what="behind an API key")
def preflight_asks_for_key(draft: Draft) -> None:
    draft.method(ITEM_PREFLIGHT)["ApiKeyRequired"] = True


@also("preflight-asks-for-key", "openapi")
def preflight_asks_for_key_in_body(draft: Draft) -> None:
    draft.method(ITEM_PREFLIGHT)["security"] = [{"key": []}]


@also("preflight-asks-for-key", "sam")
def preflight_asks_for_key_in_sam(draft: Draft) -> None:
    draft.properties("api")["Auth"]["AddApiKeyRequiredToCorsPreflight"] = True


@cut("preflight-signed", PREFLIGHT_BEHIND, "403 on preflight", *RESOURCES, what="AWS_IAM")
def preflight_signed(draft: Draft) -> None:
    draft.method(PREFLIGHT)["AuthorizationType"] = "AWS_IAM"


@cut("cognito-type-token-authorizer", COGNITO, "deploy", *RESOURCES)
def cognito_type_token_authorizer(draft: Draft) -> None:
    draft.method(ADD)["AuthorizationType"] = "COGNITO_USER_POOLS"


@cut("cognito-without-pool", COGNITO, "deploy", *RESOURCES, what="a user pool authorizer without ProviderARNs")
def cognito_without_pool(draft: Draft) -> None:
    authorizer_of(draft)["Type"] = "COGNITO_USER_POOLS"
    for route in ROUTES:
        draft.method(route)["AuthorizationType"] = "COGNITO_USER_POOLS"


@also("cognito-without-pool", "openapi")
def cognito_without_pool_in_body(draft: Draft) -> None:
    authorizer_of(draft)["type"] = "cognito_user_pools"


@cut("authorizer-uri-bare", BARE, "deploy, 500", *PLAIN)
def authorizer_uri_bare(draft: Draft) -> None:
    authorizer_of(draft)[key_of(draft, "AuthorizerUri")] = arn_of(draft.id("authorizer function"))


@cut("authorizer-uri-other-region", BARE, "deploy, 500", *PLAIN, what="another region")
def authorizer_uri_other_region(draft: Draft) -> None:
    target = draft.id("authorizer function")
    uri = (URI % f"${{{target}.Arn}}").replace("${AWS::Region}", "us-east-1")
    authorizer_of(draft)[key_of(draft, "AuthorizerUri")] = sub(uri)


@cut("authorizer-uri-other-alias", BARE, "500", *PLAIN, what="an alias that nothing publishes")
def authorizer_uri_other_alias(draft: Draft) -> None:
    target = draft.id("authorizer function")
    authorizer_of(draft)[key_of(draft, "AuthorizerUri")] = sub(URI % f"${{{target}.Arn}}:live")


@cut("authorizer-uri-of-handler", BARE, "500", *PLAIN, what="the handler's URI")
def authorizer_uri_of_handler(draft: Draft) -> None:
    authorizer_of(draft)[key_of(draft, "AuthorizerUri")] = sub(URI % draft.function_text())


@cut("authorizer-uri-missing", BARE, "deploy", *PLAIN, what="no AuthorizerUri")
def authorizer_uri_missing(draft: Draft) -> None:
    del authorizer_of(draft)[key_of(draft, "AuthorizerUri")]


@cut("authorizer-caches-one-method", CACHED, "403 on the second route", *ALL)
def authorizer_caches_one_method(draft: Draft) -> None:
    draft.recode(*NARROWED[draft.base], part="authorizer function")


@cut(
    "authorizer-caches-one-verb", CACHED, "403 on the other verbs", "handwritten", "cdk", what="the asked verb's routes"
)
def authorizer_caches_one_verb(draft: Draft) -> None:
    draft.recode(*NARROWED_TO_VERB[draft.base], part="authorizer function")


@cut("authorizer-ttl-too-long", CACHED, "deploy", *PLAIN, what="a TTL of 7200 s, above 3600")
def authorizer_ttl_too_long(draft: Draft) -> None:
    authorizer_of(draft)[key_of(draft, "AuthorizerResultTtlInSeconds")] = 7200


@cut("authorizer-of-another-api", OTHER_API, "deploy", *RESOURCES)
def authorizer_of_another_api(draft: Draft) -> None:
    add_other_api(draft)
    draft.properties("authorizer")["RestApiId"] = ref("OtherApi")


def add_authorizer_role(draft: Draft, service: str, action: str) -> None:
    """Invoke the authorizer with the rights of a role of its own."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    statement = {"Effect": "Allow", "Action": action, "Resource": arn_of(draft.id("authorizer function"))}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [{"PolicyName": "invoke", "PolicyDocument": document}],
    }
    draft.add("AuthorizerInvokeRole", "AWS::IAM::Role", properties)
    role = arn_of("AuthorizerInvokeRole")
    if draft.in_sam:
        identity = draft.properties("api")["Auth"]["Authorizers"]["Bearer"]
        identity["FunctionInvokeRole"] = role
    else:
        authorizer_of(draft)[key_of(draft, "AuthorizerCredentials")] = role


@cut("authorizer-role-cannot-invoke", CREDENTIALS, "500", *ALL)
def authorizer_role_cannot_invoke(draft: Draft) -> None:
    add_authorizer_role(draft, "apigateway.amazonaws.com", "lambda:GetFunction")


@cut("authorizer-role-trusts-lambda", CREDENTIALS, "500", *ALL, what="right grant, wrong trust")
def authorizer_role_trusts_lambda(draft: Draft) -> None:
    add_authorizer_role(draft, "lambda.amazonaws.com", "lambda:InvokeFunction")


@cut("authorizer-unused", UNUSED, "open API", *PLAIN)
def authorizer_unused(draft: Draft) -> None:
    for route in ROUTES:
        open_method(draft, route)


@also("authorizer-unused", "sam")
def authorizer_unused_in_sam(draft: Draft) -> None:
    del draft.properties("api")["Auth"]["DefaultAuthorizer"]


@cut("authorizer-unused-and-no-key", UNUSED, "open API", *RESOURCES, what="no key is asked either")
def authorizer_unused_and_no_key(draft: Draft) -> None:
    for route in ROUTES:
        open_method(draft, route)
        del draft.method(route)["ApiKeyRequired"]


@also("authorizer-unused-and-no-key", "openapi")
def authorizer_unused_and_no_security(draft: Draft) -> None:
    for route in ROUTES:
        del draft.method(route)["security"]


@cut("authorizer-throttled", NO_PERMISSION, "500", *ALL, what="ReservedConcurrentExecutions 0 on the authorizer")
def authorizer_throttled(draft: Draft) -> None:
    draft.properties("authorizer function")["ReservedConcurrentExecutions"] = 0


@cut("authorizer-answers-a-bool", CACHED, "500", *ALL, what="it returns isAuthorized, as HTTP APIs expect")
def authorizer_answers_a_bool(draft: Draft) -> None:
    code = (
        "def handler(event, context):\n"
        "    return {'isAuthorized': event['headers']['authorization'].startswith('Bearer ')}\n"
    )
    draft.set_code(code, "authorizer function")


@cut("authorizer-without-principal", CACHED, "500", *ALL, what="no principalId in what it returns")
def authorizer_without_principal(draft: Draft) -> None:
    code = draft.code("authorizer function")
    draft.set_code(code.replace('"principalId": "client",', "").replace("{ ", "{"), "authorizer function")


@cut("security-at-the-root", UNUSED, "open API", "openapi", what="security at the root of the document alone")
def security_at_the_root(draft: Draft) -> None:
    draft.body["security"] = [{"bearer": [], "key": []}]
    for route in ROUTES:
        del draft.method(route)["security"]


@cut("security-without-authorizer", UNUSED, "open API", "openapi", what="a scheme that names no authorizer")
def security_without_authorizer(draft: Draft) -> None:
    draft.body["components"]["securitySchemes"]["bearer"] = {"type": "http", "scheme": "bearer"}
