import re

import pytest

from tests.gateway.conftest import Client, MakeClient
from tests.gateway.shop import SHOP

KEYED = (
    SHOP.replace("AuthorizationType: NONE", "AuthorizationType: NONE\n      ApiKeyRequired: true", 1)
    + """
  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Name: partner, Enabled: true}}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages:
        - ApiId: !Ref Api
          Stage: !Ref Stage
          Throttle: {/items/GET: {RateLimit: 1, BurstLimit: 2}}
      Throttle: {RateLimit: 10, BurstLimit: 5}
      Quota: {Limit: 4, Period: DAY}
  OnPlan: {Type: AWS::ApiGateway::UsagePlanKey, Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}}
"""
)


def ok(event: object) -> object:
    return {"body": "fine"}


def call(client: Client, path: str = "/prod/items") -> int:
    return client("GET", path, headers={"X-API-Key": client.gateway.api_keys["partner"]}).status


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "guessed"}])
def test_a_missing_or_wrong_key_is_forbidden(serve: MakeClient, headers: dict[str, str]) -> None:
    client = serve(KEYED, Handler=ok)

    answer = client("GET", "/prod/items", headers=headers)

    assert (answer.status, answer.body) == (403, b'{"message":"Forbidden"}')
    assert client.context["error.responseType"] == "INVALID_API_KEY"


def test_a_key_on_the_plan_passes_and_is_named_in_the_event(serve: MakeClient) -> None:
    client = serve(KEYED, Handler=ok)

    assert call(client) == 200
    identity = client.functions.events[0]["requestContext"]["identity"]
    assert identity["apiKey"] == client.gateway.api_keys["partner"]
    assert identity["apiKeyId"]


@pytest.mark.parametrize(
    ("whole", "cut"),
    [
        ("Enabled: true", "Enabled: false"),
        ("Enabled: true", "Description: left out"),
        ("Stage: !Ref Stage", "Stage: other"),
        ("KeyId: !Ref Key", "KeyId: another"),
    ],
)
def test_a_key_that_is_off_or_on_no_plan_of_the_stage_is_forbidden(serve: MakeClient, whole: str, cut: str) -> None:
    client = serve(KEYED.replace(whole, cut), Handler=ok)

    assert call(client) == 403


def test_the_secret_is_never_written_to_the_log(serve: MakeClient) -> None:
    client = serve(KEYED, Handler=ok)

    call(client)

    without_data = "\n".join(line.text for line in client.exchanges[-1].log if not line.is_data)
    assert client.gateway.api_keys["partner"] not in client.log
    assert client.gateway.api_keys["partner"][-6:] in without_data


def test_a_burst_of_the_plans_method_is_throttled_until_the_bucket_fills(serve: MakeClient) -> None:
    client = serve(KEYED, Handler=ok)

    assert [call(client) for _ in range(3)] == [200, 200, 429]
    assert client.context["error.responseType"] == "THROTTLED"
    assert re.search(r"Usage Plan ID \w+, RestApi \w+, Stage prod, .*Limit: 1.00 Burst: 2", client.log)
    client.now[0] += 1
    assert call(client) == 200


def test_a_used_up_quota_is_another_429(serve: MakeClient) -> None:
    client = serve(KEYED, Handler=ok)
    seen = []
    for _ in range(5):
        client.now[0] += 10
        seen.append(call(client))

    assert seen == [200] * 4 + [429]
    assert client.exchanges[-1].response.body == b'{"message":"Limit Exceeded"}'
    assert re.search(r"Key quota exhausted for Usage Plan ID \w+. Limit: 4 Period: DAY", client.log)


def test_a_rate_of_zero_lets_nothing_through(serve: MakeClient) -> None:
    setting = "StageName: prod, MethodSettings: [{ResourcePath: /*, HttpMethod: '*', ThrottlingRateLimit: 0}]"
    client = serve(SHOP.replace("StageName: prod", setting), Handler=ok)

    assert client("GET", "/prod/items").status == 429


def test_the_stage_throttles_each_method_on_its_own(serve: MakeClient) -> None:
    limits = "ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1"
    setting = f"StageName: prod, MethodSettings: [{{ResourcePath: /*, HttpMethod: '*', {limits}}}]"
    client = serve(SHOP.replace("StageName: prod", setting), Handler=ok)

    assert [client("GET", path).status for path in ("/prod/items", "/prod/items", "/prod/items/1")] == [200, 429, 200]
