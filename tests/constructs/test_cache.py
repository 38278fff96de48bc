"""Kept answers: what is the same question, who is the same caller, and that the stage has a cache at all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from syrupy.assertion import SnapshotAssertion

from tests.constructs.construct_samples import (
    OPEN,
    SETTINGS,
    make_api,
    make_function,
    new_stack,
    of_type,
    one_of,
    resources_of,
)
from wellwired.constructs import AccountLogging, Authorization, Cache, MethodOverride, Route, StageLogs, StageSettings
from wellwired.errors import WiringError

MINUTE = Cache(ttl=cdk.Duration.minutes(1))
SHARED = Cache(ttl=cdk.Duration.minutes(1), shared_reason="one price list for all")
CACHED = replace(SETTINGS, cache_cluster_size="0.5")
HEADER, QUERY = apigateway.IdentitySource.header, apigateway.IdentitySource.query_string


def key_of(authorization: Authorization, cache: Cache = MINUTE, **fields: Any) -> tuple[list[str], dict[str, bool]]:
    """The cache key and the declared parameters of one route."""
    stack = new_stack()
    route = Route(method="GET", path="/orders/{id}", function=make_function(stack), cache=cache, **fields)
    make_api(stack, [route], authorization=authorization, stage_settings=CACHED)
    (method,) = of_type(resources_of(stack), "ApiGateway::Method").values()
    properties = method["Properties"]
    return properties["Integration"]["CacheKeyParameters"], properties["RequestParameters"]


def test_every_declared_parameter_is_part_of_the_question() -> None:
    key, declared = key_of(OPEN, required_query=["page"], optional_query=["size"], optional_headers=["Accept-Language"])
    names = ("path.id", "querystring.page", "querystring.size", "header.Accept-Language")
    assert key == [f"method.request.{name}" for name in names]
    assert list(declared) == key


@pytest.mark.parametrize(
    ("kind", "sources"),
    [
        ("cognito", ["header.Authorization"]),
        ("token", ["header.X-Token"]),
        ("request", ["header.X-Tenant", "querystring.key"]),
    ],
)
def test_the_callers_proof_is_part_of_the_question(kind: str, sources: Sequence[str]) -> None:
    stack = new_stack("Functions")
    decider = make_function(stack)
    ways = {
        "cognito": Authorization.cognito(user_pools=[cognito.UserPool(stack, "Pool")]),
        "token": Authorization.token_authorizer(function=decider, identity_source=HEADER("X-Token")),
        "request": Authorization.request_authorizer(
            function=decider, identity_sources=[HEADER("X-Tenant"), QUERY("key"), "context.accountId"]
        ),
    }
    proof = [f"method.request.{name}" for name in sources]
    # The functions are of another app here, which only a template would mind.
    plan = Route(method="GET", path="/", function=decider, cache=MINUTE)
    make_api(stack, [plan], authorization=ways[kind], stage_settings=CACHED)
    method = one_of(resources_of(stack), "ApiGateway::Method")["Properties"]
    assert method["Integration"]["CacheKeyParameters"] == proof
    assert method["RequestParameters"] == dict.fromkeys(proof, False)  # the authorizer asks for it, with its own answer


def test_a_key_of_the_caller_is_part_of_the_question_too() -> None:
    assert key_of(OPEN, api_key_required=True)[0] == ["method.request.header.x-api-key", "method.request.path.id"]


def test_callers_may_share_an_answer_for_a_reason_that_is_kept() -> None:
    stack = new_stack()
    route = Route(method="GET", path="/prices", function=make_function(stack), cache=SHARED)
    make_api(stack, [route], authorization=Authorization.iam(), stage_settings=CACHED)
    method = one_of(resources_of(stack), "ApiGateway::Method")
    assert method["Metadata"]["wellwired"] == {"allow": {"callerless-cache": "one price list for all"}}
    assert "CacheKeyParameters" not in method["Properties"]["Integration"]


@pytest.mark.parametrize("sources", [None, ["context.identity.sourceIp"]])
def test_callers_that_nothing_tells_apart_share_no_answer_silently(sources: list[str] | None) -> None:
    stack = new_stack()
    function = make_function(stack)
    by_request = Authorization.request_authorizer(function=function, identity_sources=sources or ())
    route = Route(method="GET", path="/", function=function, cache=MINUTE)
    with pytest.raises(WiringError, match="no parameter of the request tells one caller from another"):
        make_api(stack, [route], authorization=by_request if sources else Authorization.iam(), stage_settings=CACHED)


@pytest.fixture(scope="module")
def stage() -> dict[str, Any]:
    stack = new_stack()
    function = make_function(stack)
    routes = [
        Route(method="GET", path="/orders/{id}", function=function, cache=MINUTE),
        Route(method="GET", path="/orders", function=function),
    ]
    settings = replace(CACHED, method_overrides={"GET /orders/{id}": MethodOverride(throttle=SETTINGS.throttle)})
    make_api(stack, routes, stage_settings=settings)
    found: dict[str, Any] = one_of(resources_of(stack), "ApiGateway::Stage")["Properties"]
    return found


def test_only_the_routes_that_say_so_are_kept_and_all_that_is_kept_is_encrypted(
    stage: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    assert (stage["CacheClusterEnabled"], stage["CacheClusterSize"]) == (True, "0.5")
    every, one = stage["MethodSettings"]
    assert (every["CachingEnabled"], one["CachingEnabled"], one["CacheTtlInSeconds"]) == (False, True, 60)
    assert (every["CacheDataEncrypted"], one["CacheDataEncrypted"]) == (True, True)
    assert stage["MethodSettings"] == snapshot


def test_without_a_cache_nothing_is_said_of_one() -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    stage = one_of(resources_of(stack), "ApiGateway::Stage")["Properties"]
    assert not [name for name in (*stage, *stage["MethodSettings"][0]) if "Cach" in name]


def test_a_stage_of_yours_keeps_what_its_overrides_say() -> None:
    stack = new_stack()
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    api.root.add_method("GET", apigateway.MockIntegration())
    settings = replace(CACHED, method_overrides={"GET /": MethodOverride(cache_ttl=cdk.Duration.seconds(30))})
    StageLogs(
        stack,
        "StageLogs",
        stage=api.deployment_stage,
        account_logging=AccountLogging.managed_elsewhere(),
        settings=settings,
    )
    stage = one_of(resources_of(stack), "ApiGateway::Stage")["Properties"]
    assert stage["MethodSettings"][1]["CacheTtlInSeconds"] == 30


@pytest.mark.parametrize("seconds", [0, 3_601])
def test_a_time_that_api_gateway_does_not_keep_is_refused(seconds: int) -> None:
    with pytest.raises(WiringError, match=f"would be kept for {seconds} s"):
        Cache(ttl=cdk.Duration.seconds(seconds))


def test_a_reason_says_something() -> None:
    with pytest.raises(WiringError, match="an answer for every caller needs a reason"):
        Cache(ttl=cdk.Duration.seconds(1), shared_reason=" ")


@pytest.mark.parametrize("method", ["POST", "ANY", "HEAD"])
def test_only_get_is_kept(method: str) -> None:
    with pytest.raises(WiringError, match=f"a {method} would not reach the function again"):
        Route(method=method, path="/", function=make_function(new_stack()), cache=MINUTE)


CLUSTERS: list[tuple[StageSettings, Cache | None, str]] = [
    (SETTINGS, MINUTE, "the answers of GET / are to be kept, and the stage has no cache"),
    (CACHED, None, "a cache of 0.5 GB is paid for, and no route uses it"),
    (
        replace(CACHED, method_overrides={"GET /": MethodOverride(cache_ttl=cdk.Duration.seconds(9))}),
        None,
        "method_overrides keeps answers of GET / without saying which are the same",
    ),
]


@pytest.mark.parametrize(("settings", "cache", "said"), CLUSTERS)
def test_cache_and_routes_go_together(settings: StageSettings, cache: Cache | None, said: str) -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match=said):
        make_api(
            stack,
            [Route(method="GET", path="/", function=make_function(stack), cache=cache)],
            stage_settings=settings,
        )


def test_a_size_that_there_is_not_is_refused() -> None:
    with pytest.raises(WiringError, match=r"there is no cache of 1 GB[\s\S]*choose one of 0.5, 1.6"):
        replace(SETTINGS, cache_cluster_size="1")
