"""Authorization is a choice that has to be made, and what is chosen reaches every method and works."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito

from tests.constructs.construct_samples import (
    as_text,
    make_api,
    make_function,
    new_app,
    new_stack,
    of_type,
    one_of,
    resources_of,
)
from wellwired.constructs import Authorization, Cors, Route
from wellwired.errors import WiringError


def methods_by_name(resources: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The methods of a template in which every path has its methods to itself."""
    return {one["Properties"]["HttpMethod"]: one for one in of_type(resources, "ApiGateway::Method").values()}


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    """One API behind a REQUEST authorizer, with every other choice on a route of its own."""
    stack = new_stack()
    handler = make_function(stack)
    deciding = make_function(stack, "Deciding", timeout=cdk.Duration.seconds(10))
    pool = cognito.UserPool(stack, "Pool")
    make_api(
        stack,
        [
            Route(method="GET", path="/orders", function=handler),
            Route(method="HEAD", path="/orders", function=handler),
            Route(
                method="POST",
                path="/orders",
                function=handler,
                authorization=Authorization.token_authorizer(
                    function=deciding, validation_regex="Bearer .+", cache_ttl=cdk.Duration.minutes(5)
                ),
            ),
            Route(
                method="PUT",
                path="/orders",
                function=handler,
                authorization=Authorization.cognito(user_pools=[pool], scopes=["orders/write"]),
            ),
            Route(method="PATCH", path="/orders", function=handler, authorization=Authorization.iam()),
            Route(
                method="DELETE",
                path="/orders",
                function=handler,
                authorization=Authorization.open(reason="a public sandbox"),
            ),
        ],
        authorization=Authorization.request_authorizer(
            function=deciding, identity_sources=[apigateway.IdentitySource.header("X-Tenant")]
        ),
        cors=Cors(("*",), allow_headers=("Authorization", "X-Amz-Date", "X-Tenant")),
    )
    return resources_of(stack)


@pytest.fixture(scope="module")
def methods(resources: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return methods_by_name(resources)


@pytest.fixture(scope="module")
def authorizers(resources: dict[str, dict[str, Any]]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        one["Properties"]["Type"]: (name, one["Properties"])
        for name, one in of_type(resources, "ApiGateway::Authorizer").items()
    }


@pytest.mark.parametrize(
    ("method", "authorization_type"),
    [
        ("GET", "CUSTOM"),
        ("HEAD", "CUSTOM"),
        ("POST", "CUSTOM"),
        ("PUT", "COGNITO_USER_POOLS"),
        ("PATCH", "AWS_IAM"),
        ("DELETE", "NONE"),
    ],
)
def test_a_route_may_choose_otherwise_than_its_api(
    methods: dict[str, dict[str, Any]], method: str, authorization_type: str
) -> None:
    assert methods[method]["Properties"]["AuthorizationType"] == authorization_type


def test_a_request_authorizer_is_asked_each_time_unless_told(
    methods: dict[str, dict[str, Any]], authorizers: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    name, properties = authorizers["REQUEST"]
    assert properties["AuthorizerResultTtlInSeconds"] == 0
    assert properties["IdentitySource"] == "method.request.header.X-Tenant"
    assert methods["GET"]["Properties"]["AuthorizerId"] == {"Ref": name}


def test_one_choice_makes_one_authorizer(
    methods: dict[str, dict[str, Any]], authorizers: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    assert len(authorizers) == 3
    assert methods["HEAD"]["Properties"]["AuthorizerId"] == methods["GET"]["Properties"]["AuthorizerId"]


def test_a_token_authorizer_reads_its_header_and_caches_as_told(
    authorizers: dict[str, tuple[str, dict[str, Any]]],
) -> None:
    _, properties = authorizers["TOKEN"]
    assert properties["IdentitySource"] == "method.request.header.Authorization"
    assert properties["IdentityValidationExpression"] == "Bearer .+"
    assert properties["AuthorizerResultTtlInSeconds"] == 300


@pytest.mark.parametrize("kind", ["REQUEST", "TOKEN"])
def test_an_authorizer_calls_its_function_by_the_invocation_path(
    resources: dict[str, dict[str, Any]], authorizers: dict[str, tuple[str, dict[str, Any]]], kind: str
) -> None:
    (function_id,) = [name for name in of_type(resources, "Lambda::Function") if name.startswith("Deciding")]
    assert as_text(authorizers[kind][1]["AuthorizerUri"]) == (
        f"arn:{{Partition}}:apigateway:{{Region}}:lambda:path/2015-03-31/functions/{{{function_id}.Arn}}/invocations"
    )


def test_authorizers_that_share_a_function_share_its_permission(resources: dict[str, dict[str, Any]]) -> None:
    (api_id,) = of_type(resources, "ApiGateway::RestApi")
    sources = [as_text(p["Properties"]["SourceArn"]) for p in of_type(resources, "Lambda::Permission").values()]
    prefix = f"arn:{{Partition}}:execute-api:{{Region}}:{{AccountId}}:{{{api_id}}}"
    assert sorted(sources) == [f"{prefix}/*/*/*", f"{prefix}/authorizers/*"]


def test_the_deployment_waits_for_authorizers_and_their_permission(resources: dict[str, dict[str, Any]]) -> None:
    awaited = set(one_of(resources, "ApiGateway::Deployment")["DependsOn"])
    assert set(of_type(resources, "ApiGateway::Authorizer")) <= awaited
    assert set(of_type(resources, "Lambda::Permission")) <= awaited


def test_cognito_checks_the_pool_and_the_scopes(
    resources: dict[str, dict[str, Any]],
    methods: dict[str, dict[str, Any]],
    authorizers: dict[str, tuple[str, dict[str, Any]]],
) -> None:
    (pool_id,) = of_type(resources, "Cognito::UserPool")
    _, properties = authorizers["COGNITO_USER_POOLS"]
    assert properties["ProviderARNs"] == [{"Fn::GetAtt": [pool_id, "Arn"]}]
    assert properties["IdentitySource"] == "method.request.header.Authorization"
    assert methods["PUT"]["Properties"]["AuthorizationScopes"] == ["orders/write"]


def test_the_reason_for_an_open_method_is_kept_in_the_template(resources: dict[str, dict[str, Any]]) -> None:
    noted = one_of(resources, "ApiGateway::RestApi")["Metadata"]["wellwired:open"]
    assert noted == {"a public sandbox": ["DELETE /orders"]}


def test_a_preflight_asks_for_nothing(methods: dict[str, dict[str, Any]]) -> None:
    properties = methods["OPTIONS"]["Properties"]
    assert (properties["AuthorizationType"], properties["ApiKeyRequired"]) == ("NONE", False)
    assert "AuthorizerId" not in properties


def test_authorization_has_to_be_chosen() -> None:
    stack = new_stack()
    with pytest.raises(TypeError, match="authorization"):
        _make_without_authorization(stack)


def _make_without_authorization(stack: cdk.Stack) -> None:
    from tests.constructs.construct_samples import HELP_URL, SETTINGS
    from wellwired.constructs import AccountLogging, ProxyRestApi

    ProxyRestApi(  # type: ignore[call-arg]
        stack,
        "Api",
        stage_name="prod",
        routes=[Route(method="GET", path="/", function=make_function(stack))],
        account_logging=AccountLogging.managed_elsewhere(),
        stage_settings=SETTINGS,
        help_url=HELP_URL,
    )


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_open_api_needs_a_reason(reason: str) -> None:
    with pytest.raises(WiringError, match="an open API needs a reason"):
        Authorization.open(reason=reason)


def test_a_method_added_beside_the_table_without_authorization_fails_synth() -> None:
    stack = new_stack()
    api = make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    api.rest_api.root.add_resource("debug").add_method("GET", apigateway.MockIntegration())
    with pytest.raises(RuntimeError, match="GET /debug was added without authorization"):
        resources_of(stack)


def test_a_slow_authorizer_is_refused() -> None:
    stack = new_stack()
    slow = make_function(stack, "Slow", timeout=cdk.Duration.seconds(11))
    with pytest.raises(WiringError, match="the authorizer's timeout of 11 s is above 10 s"):
        make_api(
            stack,
            [Route(method="GET", path="/", function=make_function(stack))],
            authorization=Authorization.token_authorizer(function=slow),
        )


def test_a_cached_answer_has_to_belong_to_somebody() -> None:
    with pytest.raises(WiringError, match="cache_ttl without identity_sources"):
        Authorization.request_authorizer(function=make_function(new_stack()), cache_ttl=cdk.Duration.seconds(1))


def test_an_answer_is_cached_an_hour_at_most() -> None:
    with pytest.raises(WiringError, match="cache_ttl is 3601 s"):
        Authorization.token_authorizer(function=make_function(new_stack()), cache_ttl=cdk.Duration.seconds(3_601))


def test_a_token_is_a_header() -> None:
    with pytest.raises(WiringError, match="is no header"):
        Authorization.token_authorizer(
            function=make_function(new_stack()), identity_source=apigateway.IdentitySource.query_string("token")
        )


def test_cognito_needs_a_pool() -> None:
    with pytest.raises(WiringError, match="no user pool"):
        Authorization.cognito(user_pools=[])


def test_an_authorizer_of_another_stack_is_no_circle() -> None:
    app = new_app()
    functions = cdk.Stack(app, "Functions")
    handler, deciding = make_function(functions), make_function(functions, "Deciding")
    stack = cdk.Stack(app, "Orders")
    make_api(
        stack,
        [Route(method="GET", path="/", function=handler)],
        authorization=Authorization.token_authorizer(function=deciding),
    )
    assert len(of_type(resources_of(stack), "Lambda::Permission")) == 2
    assert not of_type(resources_of(functions), "Lambda::Permission")


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        ({}, "method.request.header.X-Tenant"),
        ({"cache_ttl": cdk.Duration.minutes(5)}, "method.request.header.X-Tenant,context.httpMethod,context.path"),
        (
            {"cache_ttl": cdk.Duration.minutes(5), "cached_for_all_routes": True},
            "method.request.header.X-Tenant",
        ),
    ],
)
def test_what_is_cached_counts_for_the_route_that_was_called_unless_promised_otherwise(
    options: dict[str, Any], sources: str
) -> None:
    stack = new_stack()
    function = make_function(stack)
    authorization = Authorization.request_authorizer(
        function=function, identity_sources=[apigateway.IdentitySource.header("X-Tenant")], **options
    )
    make_api(stack, [Route(method="GET", path="/", function=function)], authorization=authorization)
    authorizer = one_of(resources_of(stack), "ApiGateway::Authorizer")["Properties"]
    assert authorizer["IdentitySource"] == sources
