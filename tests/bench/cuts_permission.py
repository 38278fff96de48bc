"""Cuts in the right to invoke the handler."""

from typing import Any

from .draft import ROUTES, Draft, arn_of, ref, sub
from .registry import PLAIN, RESOURCES, also, cut
from .templates import edit_text, flatten

NONE = "No AWS::Lambda::Permission for API Gateway"
PRINCIPAL = "Permission principal lambda.amazonaws.com"
OTHER_API = "SourceArn names another API id (literal from an old stack)"
PATH = "SourceArn path typo /item instead of /items"
VERB = "SourceArn covers GET only; POST is not covered"
UNQUALIFIED = "Permission on the unqualified function while Uri invokes the alias"
QUALIFIED = "Permission on the alias while Uri invokes the unqualified function"
OPEN = "SourceArn missing"
MANAGEMENT = "SourceArn is an arn:aws:apigateway management ARN, not execute-api"
PUBLIC = "Principal '*'"
EXACT = "SourceArn limited to exact /items; /items/{id} not covered"
TEST = "Permission for test-invoke-stage only"
WRONG = "Permission points at the wrong function (authorizer), handler has none"
FORTY = "forty per-method permissions on one function"
ARN = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/%s"


def permissions(draft: Draft) -> list[dict[str, Any]]:
    """The properties of every permission to invoke the handler."""
    return [draft.resources[name]["Properties"] for name in draft.handler_permissions()]


def drop_permissions(draft: Draft, *endings: str) -> None:
    """Take the permissions away whose SourceArn ends so."""
    names = draft.handler_permissions()
    gone = [name for name in names if flatten(draft.resources[name]["Properties"]["SourceArn"]).endswith(endings)]
    assert gone
    draft.drop(*gone)


def set_source(draft: Draft, path: str) -> None:
    """Give every permission the same SourceArn."""
    for each in permissions(draft):
        each["SourceArn"] = sub(ARN % (draft.id("api"), path))


@cut("permission-missing", NONE, "500", *PLAIN)
def permission_missing(draft: Draft) -> None:
    draft.drop(*draft.handler_permissions())


@cut("permission-for-lambda", PRINCIPAL, "500", *PLAIN)
def permission_for_lambda(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = "lambda.amazonaws.com"


@cut("permission-for-events", PRINCIPAL, "500", *PLAIN, what="events.amazonaws.com")
def permission_for_events(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = "events.amazonaws.com"


@cut("permission-for-execute-api", PRINCIPAL, "500", *PLAIN, what="execute-api.amazonaws.com, which does not exist")
def permission_for_execute_api(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = "execute-api.amazonaws.com"


@cut("permission-for-the-account", PRINCIPAL, "500", *PLAIN, what="the account's own id")
def permission_for_the_account(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = ref("AWS::AccountId")


@cut("permission-other-action", PRINCIPAL, "500", *PLAIN, what="right principal, action lambda:GetFunction")
def permission_other_action(draft: Draft) -> None:
    for each in permissions(draft):
        each["Action"] = "lambda:GetFunction"


@cut("permission-other-api", OTHER_API, "500", *PLAIN)
def permission_other_api(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace(f"${{{draft.id('api')}}}", "a1b2c3d4e5"))


@cut("permission-other-region", OTHER_API, "500", *PLAIN, what="another region than the stack's")
def permission_other_region(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace("${AWS::Region}", "eu-west-3"))


@cut("permission-other-account", OTHER_API, "500", *PLAIN, what="the account of an old stack")
def permission_other_account(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace("${AWS::AccountId}", "111122223333"))


@cut("permission-path-typo", PATH, "500", "handwritten")
def permission_path_typo(draft: Draft) -> None:
    set_source(draft, "*/*/item")


@also("permission-path-typo", "openapi")
def permission_path_typo_on_items(draft: Draft) -> None:
    edit_text(draft.resources["HandlerPermissionItems"]["Properties"], "SourceArn", lambda arn: arn.removesuffix("s"))


@also("permission-path-typo", "cdk")
def permission_path_typo_on_post(draft: Draft) -> None:
    for each in permissions(draft):
        if flatten(each["SourceArn"]).endswith("/POST/items"):
            edit_text(each, "SourceArn", lambda arn: arn.removesuffix("s"))


@cut("permission-path-in-capitals", PATH, "500", "handwritten", "openapi", what="/Items")
def permission_path_in_capitals(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace("/items", "/Items"))


@cut("permission-without-stage", PATH, "500", *PLAIN, what="the stage is left out: api/GET/items")
def permission_without_stage(draft: Draft) -> None:
    for each in permissions(draft):
        each["SourceArn"] = sub(ARN % (draft.id("api"), "GET/items"))


@cut("permission-api-alone", PATH, "500", *PLAIN, what="the API's ARN with nothing behind it")
def permission_api_alone(draft: Draft) -> None:
    for each in permissions(draft):
        each["SourceArn"] = sub((ARN % (draft.id("api"), "")).removesuffix("/"))


@cut("permission-get-only", VERB, "500 on POST", "handwritten", "openapi")
def permission_get_only(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace("/*/*/", "/*/GET/"))


@also("permission-get-only", "cdk")
def permission_get_only_of_many(draft: Draft) -> None:
    drop_permissions(draft, "/POST/items", "/DELETE/items/*")


@cut("permission-not-for-delete", VERB, "500 on DELETE", "cdk", what="DELETE is not covered")
def permission_not_for_delete(draft: Draft) -> None:
    drop_permissions(draft, "/DELETE/items/*")


@cut("permission-unqualified", UNQUALIFIED, "500", *RESOURCES)
def permission_unqualified(draft: Draft) -> None:
    for each in permissions(draft):
        each["FunctionName"] = arn_of(draft.id("handler"))


@cut("permission-unqualified-name", UNQUALIFIED, "500", "handwritten", what="the function's literal name")
def permission_unqualified_name(draft: Draft) -> None:
    draft.resources["ItemsPermission"]["Properties"]["FunctionName"] = "items-api-handler"
    draft.resources["ItemsPermission"]["DependsOn"] = "ItemsFunction"


@cut("permission-on-version", UNQUALIFIED, "500", *RESOURCES, what="on the version, not on the alias")
def permission_on_version(draft: Draft) -> None:
    for each in permissions(draft):
        each["FunctionName"] = ref(draft.id("version"))


@cut("permission-on-other-alias", UNQUALIFIED, "500", "handwritten", what="on an alias that is not invoked")
def permission_on_other_alias(draft: Draft) -> None:
    version = {"Fn::GetAtt": ["ItemsVersion", "Version"]}
    properties = {"Name": "canary", "FunctionName": ref("ItemsFunction"), "FunctionVersion": version}
    draft.add("CanaryAlias", "AWS::Lambda::Alias", properties)
    draft.resources["ItemsPermission"]["Properties"]["FunctionName"] = ref("CanaryAlias")


@cut("permission-qualified", QUALIFIED, "500", *RESOURCES)
def permission_qualified(draft: Draft) -> None:
    uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s.Arn}/invocations"
    for route in ROUTES:
        draft.integration(route).set("Uri", sub(uri % draft.id("handler")))


@cut("permission-without-source", OPEN, "any API may invoke", *PLAIN)
def permission_without_source(draft: Draft) -> None:
    for each in permissions(draft):
        del each["SourceArn"]


@also("permission-without-source", "sam")
def permission_without_source_added(draft: Draft) -> None:
    properties = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": ref("ItemsFunction"),
        "Principal": "apigateway.amazonaws.com",
    }
    draft.add("ExtraPermission", "AWS::Lambda::Permission", properties)


@cut("permission-for-any-api", OPEN, "any API may invoke", *PLAIN, what="SourceArn with a star for the API")
def permission_for_any_api(draft: Draft) -> None:
    for each in permissions(draft):
        each["SourceArn"] = sub("arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:*")


@cut("permission-for-the-account-alone", OPEN, "any API may invoke", *PLAIN, what="SourceAccount instead")
def permission_for_the_account_alone(draft: Draft) -> None:
    for each in permissions(draft):
        del each["SourceArn"]
        each["SourceAccount"] = ref("AWS::AccountId")


@cut("permission-source-star", OPEN, "any API may invoke", "handwritten", "openapi", what="SourceArn for all accounts")
def permission_source_star(draft: Draft) -> None:
    for each in permissions(draft):
        each["SourceArn"] = "arn:aws:execute-api:*:*:*"


@cut("permission-management-arn", MANAGEMENT, "500", *PLAIN)
def permission_management_arn(draft: Draft) -> None:
    for each in permissions(draft):
        each["SourceArn"] = sub(f"arn:aws:apigateway:${{AWS::Region}}::/restapis/${{{draft.id('api')}}}/*")


@cut("permission-public", PUBLIC, "public invoke", *PLAIN)
def permission_public(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = "*"
        del each["SourceArn"]


@also("permission-public", "sam")
def permission_public_added(draft: Draft) -> None:
    properties = {"Action": "lambda:InvokeFunction", "FunctionName": ref("ItemsFunction"), "Principal": "*"}
    draft.add("ExtraPermission", "AWS::Lambda::Permission", properties)


@cut("permission-star-with-source", PUBLIC, "public invoke", *PLAIN, what="the SourceArn is kept")
def permission_star_with_source(draft: Draft) -> None:
    for each in permissions(draft):
        each["Principal"] = "*"


@cut("permission-exact-path", EXACT, "500 on /items/{id}", "handwritten")
def permission_exact_path(draft: Draft) -> None:
    set_source(draft, "*/*/items")


@also("permission-exact-path", "openapi")
def permission_exact_path_of_two(draft: Draft) -> None:
    draft.drop("HandlerPermissionItem")


@also("permission-exact-path", "cdk")
def permission_exact_path_of_many(draft: Draft) -> None:
    drop_permissions(draft, "/items/*")


@cut("permission-root-only", EXACT, "500", "handwritten", "openapi", what="only the root path")
def permission_root_only(draft: Draft) -> None:
    set_source(draft, "*/*/")


@cut("permission-test-only", TEST, "500", "handwritten", "openapi")
def permission_test_only(draft: Draft) -> None:
    for each in permissions(draft):
        edit_text(each, "SourceArn", lambda arn: arn.replace("}/*/", "}/test-invoke-stage/"))


@also("permission-test-only", "cdk")
def permission_test_only_left(draft: Draft) -> None:
    stage = f"${{{draft.id('stage')}}}"
    names = draft.handler_permissions()
    draft.drop(*[name for name in names if stage in flatten(draft.resources[name]["Properties"]["SourceArn"])])


@cut("permission-other-stage", TEST, "500", *PLAIN, what="stage dev only")
def permission_other_stage(draft: Draft) -> None:
    set_source(draft, "dev/*/*")


@cut("permission-wrong-function", WRONG, "500", *PLAIN)
def permission_wrong_function(draft: Draft) -> None:
    for each in permissions(draft):
        each["FunctionName"] = arn_of(draft.id("authorizer function"))


@cut("permission-dangling", WRONG, "deploy", *PLAIN, what="a function name that nothing has")
def permission_dangling(draft: Draft) -> None:
    for each in permissions(draft):
        each["FunctionName"] = "item-api-handler"


@cut("permission-policy-too-large", FORTY, "deploy", *PLAIN)
def permission_policy_too_large(draft: Draft) -> None:
    template = permissions(draft)[0]
    for number in range(40):
        for stage in ("prod", "test-invoke-stage"):
            source = sub(ARN % (draft.id("api"), f"{stage}/GET/items/reports/monthly-{number}"))
            name = f"ReportPermission{stage.title().replace('-', '')}{number}"
            draft.add(name, "AWS::Lambda::Permission", {**template, "SourceArn": source})


@also("permission-policy-too-large", "sam")
def permission_policy_too_large_in_sam(draft: Draft) -> None:
    events = draft.properties("handler")["Events"]
    for number in range(80):
        properties = {"RestApiId": ref("ItemsApi"), "Path": f"/items/reports/monthly-{number}", "Method": "GET"}
        events[f"Report{number}"] = {"Type": "Api", "Properties": properties}
