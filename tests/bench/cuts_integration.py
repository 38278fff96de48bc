"""Cuts between a method and the function behind it."""

from .draft import ADD, DELETE, GET, LIST, PREFLIGHT, ROUTES, Draft, arn_of, ref, sub
from .registry import PLAIN, RESOURCES, also, cut

METHOD = "IntegrationHttpMethod GET on AWS_PROXY Lambda integration"
BARE = "Uri is the bare Lambda ARN, not the apigateway path/2015-03-31 form"
REGION = "Uri hard-codes another region for apigateway service part"
TYPO = "Uri names a function that is not the one in the template (typo item-api-handler)"
ALIAS = "Uri targets alias 'prod' but the template publishes alias 'live'"
VARIABLE = "Uri uses ${stageVariables.fn} while the stage defines no variable fn"
TRUST = "Integration.Credentials role trusts lambda, not apigateway"
GRANT = "Integration.Credentials role (apigateway trust) lacks lambda:InvokeFunction"
IGNORED = "AWS_PROXY with IntegrationResponses/RequestTemplates mapping that proxy ignores (author expects them to run)"
URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"


@cut("integration-method-get", METHOD, "500", *PLAIN)
def integration_method_get(draft: Draft) -> None:
    draft.integration(ADD).set("IntegrationHttpMethod", "GET")


@cut("integration-method-same-as-route", METHOD, "500", *PLAIN, what="DELETE forwarded as DELETE")
def integration_method_same_as_route(draft: Draft) -> None:
    draft.integration(DELETE).set("IntegrationHttpMethod", "DELETE")


@cut("integration-method-any", METHOD, "500", *PLAIN, what="ANY on every route")
def integration_method_any(draft: Draft) -> None:
    for route in ROUTES:
        draft.integration(route).set("IntegrationHttpMethod", "ANY")


@cut("integration-method-omitted", "IntegrationHttpMethod omitted on AWS_PROXY", "deploy", *PLAIN)
def integration_method_omitted(draft: Draft) -> None:
    draft.integration(ADD).remove("IntegrationHttpMethod")


@cut("integration-aws", "Type AWS (non-proxy) without integration/method responses", "500", *PLAIN)
def integration_aws(draft: Draft) -> None:
    draft.integration(LIST).set("Type", "AWS")


@cut("integration-http-proxy", "Type HTTP_PROXY with a Lambda invocation URI", "deploy, 500", *PLAIN)
def integration_http_proxy(draft: Draft) -> None:
    draft.integration(LIST).set("Type", "HTTP_PROXY")


@cut(
    "integration-http", "Type HTTP_PROXY with a Lambda invocation URI", "deploy, 500", *PLAIN, what="HTTP, not a proxy"
)
def integration_http(draft: Draft) -> None:
    draft.integration(GET).set("Type", "HTTP")


@cut("integration-left-a-mock", "Method without Integration", "500", *PLAIN, what="POST is still the first MOCK")
def integration_left_a_mock(draft: Draft) -> None:
    integration = draft.integration(ADD)
    integration.set("Type", "MOCK")
    integration.remove("Uri")
    integration.remove("IntegrationHttpMethod")


@cut("integration-bare-arn", BARE, "deploy", *PLAIN)
def integration_bare_arn(draft: Draft) -> None:
    alias = draft.find("alias")
    draft.integration(ADD).set("Uri", ref(alias) if alias else arn_of(draft.id("handler")))


@cut("integration-no-invocations", BARE, "deploy", *PLAIN, what="the ending /invocations is missing")
def integration_no_invocations(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.removesuffix("/invocations"))


@cut("integration-wrong-date", BARE, "deploy", *PLAIN, what="path/2015-03-01")
def integration_wrong_date(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace("2015-03-31", "2015-03-01"))


@cut("integration-function-name-only", BARE, "deploy", *PLAIN, what="the function's name where its ARN belongs")
def integration_function_name_only(draft: Draft) -> None:
    name = f"${{{draft.id('handler')}}}"
    draft.integration(ADD).set("Uri", sub(URI % name))


@cut("integration-execute-api-uri", BARE, "deploy", *PLAIN, what="execute-api in place of apigateway")
def integration_execute_api_uri(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace(":apigateway:", ":execute-api:", 1))


@cut("integration-no-uri", BARE, "deploy", *PLAIN, what="no Uri at all")
def integration_no_uri(draft: Draft) -> None:
    draft.integration(ADD).remove("Uri")


@cut("integration-other-region", REGION, "deploy, 500", *PLAIN)
def integration_other_region(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace("${AWS::Region}", "us-east-1", 1))


@cut("integration-function-in-other-region", REGION, "500", "handwritten", what="the function's own ARN names a region")
def integration_function_in_other_region(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace("lambda:${AWS::Region}", "lambda:eu-central-1"))


@cut("integration-typo", TYPO, "500", "handwritten")
def integration_typo(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace("items-api-handler", "item-api-handler"))


@also("integration-typo", "cdk", "openapi")
def integration_typo_of_a_named_function(draft: Draft) -> None:
    draft.properties("handler")["FunctionName"] = "items-api-handler"
    name = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:item-api-handler"
    draft.integration(ADD).set("Uri", sub(URI % name))


@cut("integration-unknown-function", TYPO, "500", "cdk", "openapi", what="a literal name in a template that names none")
def integration_unknown_function(draft: Draft) -> None:
    name = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:item-api-handler"
    draft.integration(ADD).set("Uri", sub(URI % name))


@cut("integration-dangling", TYPO, "deploy", *PLAIN, what="a logical id that the template does not hold")
def integration_dangling(draft: Draft) -> None:
    draft.integration(ADD).set("Uri", sub(URI % "${ItemFunction.Arn}"))


@cut("integration-other-alias", ALIAS, "500", *RESOURCES)
def integration_other_alias(draft: Draft) -> None:
    draft.integration(ADD).set("Uri", sub(URI % f"${{{draft.id('handler')}.Arn}}:prod"))


@cut("integration-no-such-alias", ALIAS, "500", "openapi", what="the template publishes no alias")
def integration_no_such_alias(draft: Draft) -> None:
    for route in ROUTES:
        draft.integration(route).set("Uri", sub(URI % "${Handler.Arn}:live"))


@cut("integration-alias-in-capitals", ALIAS, "500", "handwritten", what="Live for live")
def integration_alias_in_capitals(draft: Draft) -> None:
    draft.integration(ADD).edit("Uri", lambda uri: uri.replace(":live/", ":Live/"))


@cut("integration-stage-variable", VARIABLE, "500", *PLAIN)
def integration_stage_variable(draft: Draft) -> None:
    name = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.fn}"
    draft.integration(ADD).set("Uri", sub(URI % name))


@cut("integration-stage-variable-alias", VARIABLE, "500", *PLAIN, what="the alias comes from an undefined variable")
def integration_stage_variable_alias(draft: Draft) -> None:
    draft.integration(ADD).set("Uri", sub(URI % f"${{{draft.id('handler')}.Arn}}:${{!stageVariables.alias}}"))


@cut("integration-stage-variable-misspelt", VARIABLE, "500", *PLAIN, what="the stage defines function, not fn")
def integration_stage_variable_misspelt(draft: Draft) -> None:
    integration_stage_variable(draft)
    draft.properties("stage")["Variables"] = {"function": ref(draft.id("handler"))}


def add_invoke_role(draft: Draft, service: str, action: str, resource: object) -> None:
    """Let POST /items be invoked with the rights of a role of its own."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    draft.add(
        "InvokeRole",
        "AWS::IAM::Role",
        {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
            "Policies": [
                {"PolicyName": "invoke", "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
            ],
        },
    )
    draft.integration(ADD).set("Credentials", arn_of("InvokeRole"))


@cut("credentials-trust-lambda", TRUST, "500", *PLAIN)
def credentials_trust_lambda(draft: Draft) -> None:
    add_invoke_role(draft, "lambda.amazonaws.com", "lambda:InvokeFunction", sub(draft.function_text()))


@cut("credentials-of-the-function", TRUST, "500", *PLAIN, what="the function's own execution role")
def credentials_of_the_function(draft: Draft) -> None:
    draft.integration(ADD).set("Credentials", arn_of(draft.id("handler role")))


@cut("credentials-cannot-invoke", GRANT, "500", *PLAIN)
def credentials_cannot_invoke(draft: Draft) -> None:
    add_invoke_role(draft, "apigateway.amazonaws.com", "logs:PutLogEvents", "*")


@cut("credentials-get-function", GRANT, "500", *PLAIN, what="lambda:GetFunction only")
def credentials_get_function(draft: Draft) -> None:
    add_invoke_role(draft, "apigateway.amazonaws.com", "lambda:Get*", "*")


@cut("credentials-other-function", GRANT, "500", *PLAIN, what="may invoke the authorizer only")
def credentials_other_function(draft: Draft) -> None:
    resource = arn_of(draft.id("authorizer function"))
    add_invoke_role(draft, "apigateway.amazonaws.com", "lambda:InvokeFunction", resource)


@cut("credentials-unqualified", GRANT, "500", *RESOURCES, what="may invoke the function, not its alias")
def credentials_unqualified(draft: Draft) -> None:
    add_invoke_role(draft, "apigateway.amazonaws.com", "lambda:InvokeFunction", arn_of(draft.id("handler")))


@cut("no-integration", "Method without Integration", "deploy", *RESOURCES)
def no_integration(draft: Draft) -> None:
    del draft.method(ADD)["Integration"]


@also("no-integration", "openapi")
def no_integration_in_body(draft: Draft) -> None:
    del draft.method(ADD)["x-amazon-apigateway-integration"]


@cut("proxy-with-mappings", IGNORED, "mapping never runs", *RESOURCES)
def proxy_with_mappings(draft: Draft) -> None:
    integration = draft.method(ADD)["Integration"]
    integration["RequestTemplates"] = {"application/json": '{"item": $input.json("$")}'}
    integration["IntegrationResponses"] = [
        {"StatusCode": "201"},
        {"StatusCode": "400", "SelectionPattern": ".*BadRequest.*"},
    ]
    draft.method(ADD)["MethodResponses"] = [{"StatusCode": "201"}, {"StatusCode": "400"}]


@also("proxy-with-mappings", "openapi")
def proxy_with_mappings_in_body(draft: Draft) -> None:
    integration = draft.method(ADD)["x-amazon-apigateway-integration"]
    integration["requestTemplates"] = {"application/json": '{"item": $input.json("$")}'}
    integration["responses"] = {"default": {"statusCode": "201"}, ".*BadRequest.*": {"statusCode": "400"}}
    draft.method(ADD)["responses"]["400"] = {"description": "Not an item"}


@cut("proxy-with-request-template", IGNORED, "mapping never runs", *PLAIN, what="only a request template")
def proxy_with_request_template(draft: Draft) -> None:
    draft.integration(ADD).set("RequestTemplates", {"application/json": '{"item": $input.json("$")}'})


@cut("proxy-with-selection-pattern", IGNORED, "mapping never runs", *RESOURCES, what="only a selection pattern")
def proxy_with_selection_pattern(draft: Draft) -> None:
    draft.method(GET)["Integration"]["IntegrationResponses"] = [
        {"StatusCode": "200"},
        {"StatusCode": "404", "SelectionPattern": "No such item.*"},
    ]
    draft.method(GET)["MethodResponses"] = [{"StatusCode": "200"}, {"StatusCode": "404"}]


@cut("wrong-backend", "POST /items integrates with the authorizer function instead of the handler", "502", *PLAIN)
def wrong_backend(draft: Draft) -> None:
    draft.integration(ADD).set("Uri", sub(URI % f"${{{draft.id('authorizer function')}.Arn}}"))


@also("wrong-backend", "sam")
def wrong_backend_in_sam(draft: Draft) -> None:
    event = draft.properties("handler")["Events"].pop("Add")
    draft.properties("authorizer function")["Events"] = {"Add": event}


@cut(
    "preflight-never-passes",
    "PassthroughBehavior NEVER on OPTIONS MOCK and template only for text/plain",
    "415, 500",
    *PLAIN,
)
def preflight_never_passes(draft: Draft) -> None:
    integration = draft.integration(PREFLIGHT)
    integration.set("PassthroughBehavior", "NEVER")
    integration.set("RequestTemplates", {"text/plain": '{"statusCode": 204}'})
