"""What a reviewer reads of one change to a good template: each wire by name, in words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.bench.draft import ADD, LIST, PREFLIGHT, Draft, arn_of, ref, sub
from wellwired.comparison.changes import Change, find_changes
from wellwired.comparison.telling import tell
from wellwired.readers import read_text

INVOKE = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
EXECUTE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ItemsApi}/%s"


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return find_changes(*(tell(read_text(json.dumps(one), "items.json")) for one in (before, after)))


def words(change: Callable[[Draft], object], base: str = "handwritten") -> list[str]:
    """The sentences that a change to a good template comes to."""
    draft = Draft(base)
    change(draft)
    return [found.text for found in changes(Draft(base).template, draft.template)]


def add_function(draft: Draft, name: str) -> None:
    draft.add(name, "AWS::Lambda::Function", {**draft.properties("handler"), "FunctionName": "items-v2"})


def point_at_new_function(draft: Draft) -> None:
    add_function(draft, "ItemsV2")
    draft.integration(ADD).set("Uri", sub(INVOKE % "${ItemsV2.Arn}"))


def test_nothing_is_said_of_what_stays() -> None:
    assert words(Draft.handler_permissions) == []  # only looks


def test_a_route_that_calls_another_function_says_so_and_that_nothing_lets_it() -> None:
    said = words(point_at_new_function)

    assert said[0] == "POST /items now invokes ItemsV2, no longer ItemsFunction:live; no permission covers it"
    assert any(line.startswith("function ItemsV2 is new: it ") for line in said)


def test_a_route_that_calls_another_function_with_its_permission_is_not_warned_of() -> None:
    def change(draft: Draft) -> None:
        point_at_new_function(draft)
        draft.add(
            "ItemsV2Permission",
            "AWS::Lambda::Permission",
            {
                "Action": "lambda:InvokeFunction",
                "FunctionName": arn_of("ItemsV2"),
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": sub(EXECUTE % "*/POST/items"),
            },
        )

    assert words(change)[0] == "POST /items now invokes ItemsV2, no longer ItemsFunction:live"


def test_a_permission_taken_away_is_told_by_the_routes_that_lose_it() -> None:
    (said,) = words(lambda draft: draft.drop("ItemsPermission"))

    assert said == (
        "GET /items is no longer allowed to invoke ItemsFunction:live; no permission covers it; "
        "the same goes for POST /items, GET /items/{id} and DELETE /items/{id}"
    )


def test_a_new_route_is_introduced_by_all_that_holds_of_it() -> None:
    def change(draft: Draft) -> None:
        draft.add("ItemsPut", "AWS::ApiGateway::Method", {**draft.properties(ADD), "HttpMethod": "PUT"})

    assert words(change)[0] == (
        "PUT /items is new: it invokes ItemsFunction:live, asks authorizer TokenAuthorizer, needs an API key, "
        "has its request bodies checked and its parameters checked, checks application/json against Item, and "
        "is left out of what the deployment waits for"
    )


SENTENCES: dict[str, tuple[Callable[[Draft], object], str]] = {
    "a route left open": (
        lambda draft: draft.method(ADD).update(AuthorizationType="NONE"),
        "POST /items is now open to whoever calls; it no longer asks authorizer TokenAuthorizer",
    ),
    "a key not asked for": (
        lambda draft: draft.method(ADD).pop("ApiKeyRequired"),
        "POST /items no longer needs an API key",
    ),
    "a body not checked": (
        lambda draft: draft.properties("validator").update(ValidateRequestBody=False),
        "POST /items no longer has its request bodies checked",
    ),
    "a shorter wait": (
        lambda draft: draft.integration(LIST).set("TimeoutInMillis", 5000),
        "GET /items now waits at most 5,000 ms, no longer 20,000 ms",
    ),
    "another verb to the backend": (
        lambda draft: draft.integration(LIST).set("IntegrationHttpMethod", "GET"),
        "GET /items now calls its backend with GET, no longer POST",
    ),
    "a route answered by itself": (
        lambda draft: draft.method(LIST).update(Integration={"Type": "MOCK"}),
        "GET /items now answers by itself (MOCK); it no longer invokes ItemsFunction:live",
    ),
    "a call elsewhere, without its credentials": (
        lambda draft: draft.method(LIST).update(
            Integration={"Type": "HTTP_PROXY", "Uri": "https://me:secret@api.example.com/x?key=secret"}
        ),
        "GET /items now calls api.example.com; it no longer invokes ItemsFunction:live",
    ),
    "a preflight header": (
        lambda draft: (
            draft.integration(PREFLIGHT)
            .get("IntegrationResponses")[0]["ResponseParameters"]
            .update({"method.response.header.Access-Control-Allow-Methods": "'GET'"})
        ),
        "OPTIONS /items now answers with Access-Control-Allow-Methods: GET, no longer Access-Control-Allow-Methods:",
    ),
    "a deployment that does not wait": (
        lambda draft: draft.resource("deployment")["DependsOn"].remove(draft.id(ADD)),
        "POST /items is now left out of what the deployment waits for",
    ),
    "no access log": (
        lambda draft: draft.properties("stage").pop("AccessLogSetting"),
        "stage prod no longer writes its access log to AccessLogs",
    ),
    "a field of the access log": (
        lambda draft: draft.properties("stage")["AccessLogSetting"].update(
            Format='{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'
        ),
        "stage prod no longer logs ",
    ),
    "execution logs off": (
        lambda draft: draft.settings.update(LoggingLevel="OFF"),
        "stage prod no longer writes an execution log of level INFO",
    ),
    "other throttles": (
        lambda draft: draft.settings.update(ThrottlingRateLimit=0),
        "stage prod now lets in 0 requests per second, 50 at once, no longer 100 requests per second, 50 at once",
    ),
    "a stage variable, by name alone": (
        lambda draft: draft.properties("stage").update(Variables={"token": "hunter2"}),
        "stage prod now sets variable token",
    ),
    "no account role": (
        lambda draft: draft.properties("account").pop("CloudWatchRoleArn"),
        "the account no longer lets API Gateway log as role ApiLoggingRole",
    ),
    "another trust": (
        lambda draft: draft.properties("handler role")["AssumeRolePolicyDocument"]["Statement"][0].update(
            Principal={"Service": "apigateway.amazonaws.com"}
        ),
        "role ItemsFunctionRole no longer trusts lambda.amazonaws.com",
    ),
    "a gateway response": (
        lambda draft: draft.drop("Default5xx"),
        "gateway response DEFAULT_5XX is gone",
    ),
    "its header's value": (
        lambda draft: draft.properties("default 5xx")["ResponseParameters"].update(
            {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
        ),
        "gateway response DEFAULT_5XX now sends another header Access-Control-Allow-Origin",
    ),
    "a key off its plan": (
        lambda draft: draft.drop("UsagePlanKey"),
        "usage plan UsagePlan no longer admits API key ApiKey",
    ),
    "a plan of another stage": (
        lambda draft: draft.properties("plan")["ApiStages"][0].update(Stage="dev"),
        "usage plan UsagePlan now covers stage dev of API ItemsApi",
    ),
    "a longer function": (
        lambda draft: draft.properties("handler").update(Timeout=60),
        "function ItemsFunction now runs 60 s at most, no longer 15 s at most",
    ),
    "another environment, untold": (
        lambda draft: draft.properties("handler").update(Environment={"Variables": {"TOKEN": "hunter2"}}),
        "function ItemsFunction now has another environment of variables",
    ),
    "other code in the template": (
        lambda draft: draft.recode("201", "200"),
        "function ItemsFunction now runs another handler in the template",
    ),
    "a door open to all": (
        lambda draft: draft.resources["ItemsPermission"]["Properties"].pop("SourceArn"),
        "function ItemsFunction now lets itself be invoked by apigateway.amazonaws.com, whatever asks it to",
    ),
    "an alias without a version": (
        lambda draft: draft.properties("alias").update(FunctionVersion="$LATEST"),
        "alias ItemsAlias now points to $LATEST of ItemsFunction, no longer a published version of ItemsFunction",
    ),
    "an authorizer that remembers": (
        lambda draft: draft.properties("authorizer").update(AuthorizerResultTtlInSeconds=3600),
        "authorizer TokenAuthorizer now remembers 3,600 s, no longer 300 s",
    ),
    "an authorizer nobody lets in": (
        lambda draft: draft.drop("AuthorizerPermission"),
        "authorizer TokenAuthorizer is no longer allowed to invoke AuthorizerFunction; no permission covers it",
    ),
    "an alarm that tells nobody": (
        lambda draft: draft.properties("ServerErrors").pop("AlarmActions"),
        "alarm ServerErrorAlarm no longer tells topic AlarmTopic",
    ),
    "an alarm on something else": (
        lambda draft: draft.properties("ServerErrors").update(MetricName="4XXError"),
        "alarm ServerErrorAlarm now watches AWS/ApiGateway 4XXError of ApiName items-api, Stage prod, no longer AWS",
    ),
    "logs kept for ever": (
        lambda draft: draft.properties("access logs").pop("RetentionInDays"),
        "log group AccessLogs now keeps logs for ever, no longer 90 days",
    ),
    "a domain that leads elsewhere": (
        lambda draft: draft.properties("mapping").update(Stage="dev"),
        "mapping api.example.com/ now leads to API ItemsApi, stage dev, no longer API ItemsApi, stage prod",
    ),
    "no firewall": (
        lambda draft: draft.drop("WebAclAssociation"),
        "stage prod is no longer guarded by web ACL WebAcl",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_changed_wire_is_told(case: str) -> None:
    change, sentence = SENTENCES[case]
    said = words(change)

    assert any(line.startswith(sentence) for line in said), said
    assert "hunter2" not in str(said)
    assert "secret" not in str(said)


def test_a_wire_mended_is_told_as_well_as_one_cut() -> None:
    cut = Draft("handwritten")
    cut.drop("ItemsPermission")
    (mended,) = changes(cut.template, Draft("handwritten").template)

    assert mended.text.startswith(
        "GET /items is now allowed to invoke ItemsFunction:live; the same goes for POST /items"
    )


def test_the_same_change_reads_the_same_in_an_openapi_body() -> None:
    def change(draft: Draft) -> None:
        draft.integration(ADD).set("TimeoutInMillis", 5000)

    assert words(change, "handwritten") == ["POST /items now waits at most 5,000 ms, no longer 20,000 ms"]
    assert words(change, "openapi") == ["POST /items now waits at most 5,000 ms, no longer 15,000 ms"]


def test_a_second_api_does_not_rename_the_routes_of_the_first() -> None:
    said = words(lambda draft: draft.add("OtherApi", "AWS::ApiGateway::RestApi", {"Name": "other"}))

    assert said == ["API OtherApi is new: it is called other"]


def test_what_stays_unknown_is_not_told_and_what_becomes_unknown_is() -> None:
    def hide(draft: Draft) -> None:
        draft.template["Parameters"] = {**draft.template.get("Parameters", {}), "Target": {"Type": "String"}}
        draft.integration(ADD).set("Uri", ref("Target"))

    one, two = Draft("handwritten"), Draft("handwritten")
    hide(one)
    hide(two)

    assert changes(one.template, two.template) == []
    assert "POST /items now calls what the input does not settle; it no longer invokes ItemsFunction:live" in words(
        hide
    )


def test_an_edited_template_of_the_cdk_names_constructs_and_no_new_deployment() -> None:
    draft = Draft("cdk")
    text = json.dumps(draft.template)
    old = draft.id("deployment")
    fresh = json.loads(text.replace(old, old[:-32] + "0" * 32))

    assert changes(draft.template, fresh) == []
    assert words(lambda one: one.properties("handler").update(Timeout=20), "cdk") == [
        "function Handler now runs 20 s at most, no longer 15 s at most"
    ]
