"""Cuts that the bench does not make, each into the handwritten base after it has been arranged for it."""

from collections.abc import Callable
from typing import Final

from tests.bench.draft import ADD, GET, LIST, Draft, arn_of, ref, sub

Cut = Callable[[Draft], None]
FUNCTIONS: Final = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
VARIABLE: Final = {"gate": "items-api-authorizer"}
_AUTHORIZER_URI: Final = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.gate}/invocations"
_OTHER_REGION: Final = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:"


def two_regions(draft: Draft) -> None:
    draft.integration(ADD).set("Uri", f"{_OTHER_REGION}444455556666:function:items-api-handler:live/invocations")


def authorizer_of_two_regions(draft: Draft) -> None:
    uri = f"{_OTHER_REGION}444455556666:function:items-api-authorizer/invocations"
    draft.properties("authorizer")["AuthorizerUri"] = uri


def by_variable(draft: Draft) -> None:
    """Have the stage say which function decides."""
    draft.properties("authorizer")["AuthorizerUri"] = sub(FUNCTIONS + _AUTHORIZER_URI)
    draft.properties("stage")["Variables"] = VARIABLE


def variable_undefined(draft: Draft) -> None:
    del draft.properties("stage")["Variables"]


def reserved_header(draft: Draft) -> None:
    mapping = {"integration.request.header.Authorization": "method.request.header.Authorization"}
    draft.method(ADD)["Integration"]["RequestParameters"] = mapping


def for_another_account(draft: Draft) -> None:
    for name in draft.handler_permissions():
        draft.resources[name]["Properties"]["SourceAccount"] = "111122223333"


def open_routes(draft: Draft) -> None:
    """Routes that a key alone opens."""
    for _, method in draft.of_type("AWS::ApiGateway::Method"):
        if method.pop("AuthorizerId", None):
            method["AuthorizationType"] = "NONE"
    draft.drop(draft.id("authorizer permission"), draft.id("authorizer"))


def keys_from_nobody(draft: Draft) -> None:
    draft.properties("api")["ApiKeySourceType"] = "AUTHORIZER"


def stage_below_plan(draft: Draft) -> None:
    draft.settings.update(ThrottlingRateLimit=10, ThrottlingBurstLimit=10)


def timeouts_alike(draft: Draft) -> None:
    draft.properties("handler")["Timeout"] = 20


def absent_parameter(draft: Draft) -> None:
    method = draft.method(GET)
    method["RequestParameters"] = {"method.request.path.item": True}


def validator_unused(draft: Draft) -> None:
    del draft.method(ADD)["RequestValidatorId"]


def body_of_a_get(draft: Draft) -> None:
    draft.method(LIST).update(
        RequestModels={"application/json": ref(draft.id("model"))}, RequestValidatorId=ref(draft.id("validator"))
    )


def second_key(draft: Draft) -> None:
    """Another client with a key on the same plan."""
    plan = draft.properties("plan key")["UsagePlanId"] if draft.find("plan key") else ref(draft.id("plan"))
    draft.add("OtherKey", "AWS::ApiGateway::ApiKey", {"Name": "other", "Enabled": True})
    draft.add(
        "OtherPlanKey",
        "AWS::ApiGateway::UsagePlanKey",
        {"KeyId": ref("OtherKey"), "KeyType": "API_KEY", "UsagePlanId": plan},
    )


def small_quota(draft: Draft) -> None:
    """A plan that is soon used up."""
    if draft.in_sam:
        draft.properties("api")["Auth"]["UsagePlan"]["Quota"] = {"Limit": 1, "Period": "DAY"}
    else:
        draft.properties("plan")["Quota"] = {"Limit": 1, "Period": "DAY"}


def bytes_answered(draft: Draft) -> None:
    """A function that answers base64, and an API that decodes it."""
    draft.recode('"body": json.dumps(body)', '"isBase64Encoded": True, "body": base64.b64encode(b"{}").decode()')
    draft.set_code("import base64\n" + draft.code())
    draft.properties("api")["BinaryMediaTypes"] = ["image/png"]


def binary_types_gone(draft: Draft) -> None:
    del draft.properties("api")["BinaryMediaTypes"]


def text_marked_as_bytes(draft: Draft) -> None:
    draft.recode('base64.b64encode(b"{}").decode()', '"not base64!"')


def much_memory(draft: Draft) -> None:
    """A function that holds 200 MB at a time."""
    draft.recode("item_id = (", 'held = b"x" * 200_000_000\n    item_id = (')


def known_token(draft: Draft) -> None:
    """An authorizer that knows one token by itself, where the base asks a secret store for it."""
    part = "authorizer function"
    if draft.base == "handwritten":
        draft.recode('import boto3\n\nSSM = boto3.client("ssm")\nKNOWN = {}', 'KNOWN = {"token": "token"}', part=part)
    else:
        draft.recode('os.environ["TOKEN_SHA256"]', 'hashlib.sha256(b"token").hexdigest()', part=part)


def required_header(draft: Draft) -> None:
    """A route that asks for a tenant."""
    draft.method(GET)["RequestParameters"]["method.request.header.X-Tenant"] = True


def patient_function(draft: Draft) -> None:
    """A function that outlives the gateway."""
    draft.properties("handler")["Timeout"] = 60


def invokable_authorizer(draft: Draft) -> None:
    """A function that may be asked to decide by every route too."""
    permission = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": arn_of(draft.id("authorizer function")),
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": sub(f"arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{draft.id('api')}}}/*/*/*"),
    }
    draft.add("GatePermission", "AWS::Lambda::Permission", permission)


def deployed_before_post(draft: Draft) -> None:
    waits = draft.resource("deployment")["DependsOn"]
    waits.remove(draft.id(ADD))


def quota_of_none(draft: Draft) -> None:
    """As if all calls of the period had been made."""
    draft.properties("plan")["Quota"]["Limit"] = 0


def untouched(draft: Draft) -> None:
    """The template is as it was: only the account has changed."""
