"""The route table refuses what API Gateway would refuse, and says which route."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from tests.constructs.construct_samples import make_function, new_stack
from wellwired.constructs.routes import METHODS, Route, check_routes, methods_on
from wellwired.errors import WiringError


@pytest.fixture(scope="module")
def function() -> lambda_.Function:
    return make_function(new_stack())


@pytest.mark.parametrize(
    "path", ["/", "/orders", "/orders/{id}", "/orders/{order-id}/lines/{line_id}", "/files/{proxy+}", "/v1.0/a:b$c"]
)
def test_paths_that_api_gateway_takes_are_taken(function: lambda_.Function, path: str) -> None:
    assert Route(method="GET", path=path, function=function).path == path


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("orders", "does not begin with a slash"),
        ("", "empty part"),
        ("/orders/", "empty part"),
        ("//orders", "empty part"),
        ("/orders/{id", "is no part of a path"),
        ("/orders/x{id}", "is no part of a path"),
        ("/orders/ä", "is no part of a path"),
        ("/orders?x=1", "is no part of a path"),
        ("/{proxy+}/orders", "greedy parameter stands before the end"),
        ("/{id}/lines/{id}", "a parameter stands twice"),
    ],
)
def test_paths_that_api_gateway_refuses_are_refused(function: lambda_.Function, path: str, said: str) -> None:
    with pytest.raises(WiringError, match=said):
        Route(method="GET", path=path, function=function)


@pytest.mark.parametrize("method", ["get", "FETCH", "", "CONNECT", "TRACE"])
def test_methods_that_api_gateway_does_not_know_are_refused(function: lambda_.Function, method: str) -> None:
    with pytest.raises(WiringError, match="is no HTTP method"):
        Route(method=method, path="/", function=function)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_without_a_body_has_no_model(function: lambda_.Function, method: str) -> None:
    with pytest.raises(WiringError, match=f"route {method} /: a {method} request has no body"):
        Route(method=method, path="/", function=function, request_model=apigateway.JsonSchema())


def test_an_integration_waits_as_long_as_it_can_unless_told(function: lambda_.Function) -> None:
    assert Route(method="GET", path="/", function=function).timeout.to_milliseconds() == 29_000
    shorter = Route(method="GET", path="/", function=function, timeout=cdk.Duration.seconds(3))
    assert shorter.timeout.to_milliseconds() == 3_000


def test_every_parameter_that_is_declared_is_required(function: lambda_.Function) -> None:
    route = Route(
        method="GET",
        path="/orders/{id}/{proxy+}",
        function=function,
        required_query=["page"],
        required_headers=["Idempotency-Key"],
    )
    assert route.request_parameters == {
        "method.request.path.id": True,
        "method.request.path.proxy": True,
        "method.request.querystring.page": True,
        "method.request.header.Idempotency-Key": True,
    }


def test_a_table_without_routes_is_refused() -> None:
    with pytest.raises(WiringError, match="Api: there are no routes"):
        check_routes([], where="Api")


def test_a_route_that_stands_twice_is_refused(function: lambda_.Function) -> None:
    with pytest.raises(WiringError, match="route GET /orders: the route stands twice"):
        check_routes([Route(method="GET", path="/orders", function=function)] * 2, where="Api")


def test_two_names_for_one_parameter_are_refused(function: lambda_.Function) -> None:
    table = [
        Route(method="GET", path="/orders/{id}", function=function),
        Route(method="GET", path="/orders/{order}/lines", function=function),
    ]
    with pytest.raises(WiringError, match=r"\{order\} stands where another route has \{id\}") as caught:
        check_routes(table, where="Api")
    assert "route GET /orders/{order}/lines" in str(caught.value)


def test_one_name_in_many_places_is_fine(function: lambda_.Function) -> None:
    paths = ["/{id}", "/orders/{id}", "/orders/{id}/lines/{line}", "/orders/latest", "/invoices/{number}"]
    check_routes([Route(method="GET", path=path, function=function) for path in paths], where="Api")


def test_a_browser_is_told_the_methods_of_the_path_and_no_others(function: lambda_.Function) -> None:
    table = [
        Route(method="POST", path="/orders", function=function),
        Route(method="GET", path="/orders", function=function),
        Route(method="DELETE", path="/orders/{id}", function=function),
        Route(method="ANY", path="/files/{proxy+}", function=function),
    ]
    assert methods_on(table, "/orders") == ("GET", "OPTIONS", "POST")
    assert methods_on(table, "/files/{proxy+}") == METHODS
