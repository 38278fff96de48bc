"""The chain of timeouts: function below integration, integration within the quota, authorizer within ten seconds."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from tests.constructs.construct_samples import make_api, make_function, new_stack, of_type, resources_of
from wellwired.constructs import Route
from wellwired.constructs.timeouts import find_function_timeout
from wellwired.errors import WiringError

FOREIGN_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


def api_with(function_timeout: float | None, route_timeout: float | None = None, **options: Any) -> None:
    stack = new_stack()
    timeout = None if function_timeout is None else cdk.Duration.seconds(function_timeout)
    extra: dict[str, Any] = {} if route_timeout is None else {"timeout": cdk.Duration.millis(route_timeout * 1_000)}
    make_api(
        stack, [Route(method="GET", path="/orders", function=make_function(stack, timeout=timeout), **extra)], **options
    )


@pytest.mark.parametrize(
    ("function_timeout", "route_timeout", "said"),
    [
        (30, None, "the function's timeout of 30 s is not below the integration's 29 s"),
        (29, None, "the function's timeout of 29 s is not below the integration's 29 s"),
        (15, 3, "the function's timeout of 15 s is not below the integration's 3 s"),
        (None, 2, "the function's timeout of 3 s is not below the integration's 2 s"),
    ],
)
def test_a_function_that_outlives_its_integration_is_refused(
    function_timeout: float | None, route_timeout: float | None, said: str
) -> None:
    with pytest.raises(WiringError, match=said) as caught:
        api_with(function_timeout, route_timeout)
    assert "Orders/Api: route GET /orders" in str(caught.value)


@pytest.mark.parametrize("route_timeout", [0.04, 29.001, 60])
def test_an_integration_outside_what_api_gateway_waits_is_refused(route_timeout: float) -> None:
    with pytest.raises(WiringError, match="is outside 50 ms to 29 s"):
        api_with(1, route_timeout)


def test_a_raised_quota_allows_longer_integrations() -> None:
    api_with(50, 60, integration_timeout_quota=cdk.Duration.seconds(120))


def test_an_integration_above_the_raised_quota_is_refused() -> None:
    with pytest.raises(WiringError, match="an integration timeout of 150 s is outside 50 ms to 120 s"):
        api_with(50, 150, integration_timeout_quota=cdk.Duration.seconds(120))


def test_a_raised_quota_does_not_reach_an_edge_api() -> None:
    with pytest.raises(WiringError, match="does not reach EDGE APIs"):
        api_with(
            50,
            60,
            integration_timeout_quota=cdk.Duration.seconds(120),
            endpoint_type=apigateway.EndpointType.EDGE,
        )


def test_the_timeout_behind_an_alias_or_a_version_is_found() -> None:
    stack = new_stack()
    function = make_function(stack, timeout=cdk.Duration.seconds(7))
    alias = lambda_.Alias(stack, "Alias", alias_name="live", version=function.current_version)
    for target in (function, alias, function.current_version):
        timeout = find_function_timeout(target)
        assert timeout is not None
        assert timeout.to_seconds() == 7


def test_an_imported_function_is_warned_about_as_its_timeout_is_unknown() -> None:
    stack = new_stack()
    make_api(
        stack, [Route(method="GET", path="/", function=lambda_.Function.from_function_arn(stack, "F", FOREIGN_ARN))]
    )
    warnings = assertions.Annotations.from_stack(stack).find_warning(
        "*", assertions.Match.string_like_regexp("the function is imported and its timeout unknown here")
    )
    assert len(warnings) == 1


def test_the_timeout_is_in_the_template() -> None:
    stack = new_stack()
    function = make_function(stack)
    make_api(
        stack,
        [
            Route(method="GET", path="/", function=function),
            Route(method="POST", path="/", function=function, timeout=cdk.Duration.seconds(5)),
        ],
    )
    methods = of_type(resources_of(stack), "ApiGateway::Method").values()
    timeouts = {m["Properties"]["HttpMethod"]: m["Properties"]["Integration"]["TimeoutInMillis"] for m in methods}
    assert timeouts == {"GET": 29_000, "POST": 5_000}
