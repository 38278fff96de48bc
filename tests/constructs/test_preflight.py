"""The preflight: OPTIONS answers 204 to anybody, with what a browser needs, whatever else the API is."""

import json
from typing import Any

import pytest

from tests.constructs.construct_samples import make_api, make_function, new_stack, of_type, resources_of
from wellwired.constructs import Authorization, Cors, Route
from wellwired.errors import WiringError

ONE = Cors(("https://a.example",), allow_credentials=True, max_age=600)
TWO = Cors(("https://a.example", "https://b.example"))
HEADER = "method.response.header."


def preflights_with(cors: Cors, **options: Any) -> list[dict[str, Any]]:
    stack = new_stack()
    function = make_function(stack)
    routes = [
        Route(method="POST", path="/orders", function=function, api_key_required=True),
        Route(method="GET", path="/orders", function=function),
        Route(method="GET", path="/orders/{id}", function=function),
    ]
    make_api(stack, routes, cors=cors, **options)
    methods = of_type(resources_of(stack), "ApiGateway::Method").values()
    return [m["Properties"] for m in methods if m["Properties"]["HttpMethod"] == "OPTIONS"]


@pytest.fixture(scope="module")
def preflights() -> list[dict[str, Any]]:
    return preflights_with(ONE, authorization=Authorization.iam(), binary_media_types=["*/*"])


def response_of(preflight: dict[str, Any]) -> dict[str, Any]:
    (response,) = preflight["Integration"]["IntegrationResponses"]
    return dict(response)


def test_every_path_has_one(preflights: list[dict[str, Any]]) -> None:
    assert len({json.dumps(p["ResourceId"]) for p in preflights}) == len(preflights) == 2


def test_it_asks_for_neither_key_nor_proof(preflights: list[dict[str, Any]]) -> None:
    for preflight in preflights:
        assert (preflight["AuthorizationType"], preflight["ApiKeyRequired"]) == ("NONE", False)
        assert "RequestValidatorId" not in preflight


def test_the_status_that_the_template_gives_is_the_one_that_is_mapped(preflights: list[dict[str, Any]]) -> None:
    for preflight in preflights:
        integration = preflight["Integration"]
        assert integration["Type"] == "MOCK"
        for template in integration["RequestTemplates"].values():
            assert json.loads(template) == {"statusCode": 204}
        assert response_of(preflight)["StatusCode"] == "204"
        assert [r["StatusCode"] for r in preflight["MethodResponses"]] == ["204"]


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
)
def test_what_a_client_may_send_along_does_not_matter(preflights: list[dict[str, Any]], content_type: str) -> None:
    for preflight in preflights:
        assert content_type in preflight["Integration"]["RequestTemplates"]
        assert preflight["Integration"]["PassthroughBehavior"] == "WHEN_NO_TEMPLATES"


def test_binary_media_types_do_not_break_it(preflights: list[dict[str, Any]]) -> None:
    for preflight in preflights:
        assert preflight["Integration"]["ContentHandling"] == "CONVERT_TO_TEXT"
        assert response_of(preflight)["ContentHandling"] == "CONVERT_TO_TEXT"


def test_it_says_who_may_call_how_and_for_how_long(preflights: list[dict[str, Any]]) -> None:
    found = [response_of(preflight)["ResponseParameters"] for preflight in preflights]
    by_methods = {headers[f"{HEADER}Access-Control-Allow-Methods"]: headers for headers in found}
    assert set(by_methods) == {"'GET,OPTIONS,POST'", "'GET,OPTIONS'"}
    assert {name.removeprefix(HEADER): value for name, value in by_methods["'GET,OPTIONS,POST'"].items()} == {
        "Access-Control-Allow-Origin": "'https://a.example'",
        "Access-Control-Allow-Methods": "'GET,OPTIONS,POST'",
        "Access-Control-Allow-Headers": "'Authorization,Content-Type,X-Api-Key,X-Amz-Date,X-Amz-Security-Token'",
        "Access-Control-Allow-Credentials": "'true'",
        "Access-Control-Max-Age": "'600'",
        "Vary": "'Origin'",
    }


def test_every_header_that_is_mapped_is_declared(preflights: list[dict[str, Any]]) -> None:
    for preflight in preflights:
        (declared,) = [r["ResponseParameters"] for r in preflight["MethodResponses"]]
        assert set(response_of(preflight)["ResponseParameters"]) == set(declared)


def test_with_one_origin_no_template_is_needed(preflights: list[dict[str, Any]]) -> None:
    assert all("ResponseTemplates" not in response_of(preflight) for preflight in preflights)


def test_with_several_origins_the_one_that_asks_is_answered() -> None:
    for preflight in preflights_with(TWO):
        response = response_of(preflight)
        assert response["ResponseParameters"][f"{HEADER}Access-Control-Allow-Origin"] == "'https://a.example'"
        template = response["ResponseTemplates"]["application/json"]
        assert '#if($origin == "https://a.example" || $origin == "https://b.example")' in template
        assert "$context.responseOverride.header.Access-Control-Allow-Origin = $origin" in template


def test_any_origin_needs_no_vary() -> None:
    parameters = response_of(preflights_with(Cors(("*",)))[0])["ResponseParameters"]
    assert parameters[f"{HEADER}Access-Control-Allow-Origin"] == "'*'"
    assert f"{HEADER}Vary" not in parameters


def test_without_cors_there_is_none() -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    assert [m["Properties"]["HttpMethod"] for m in of_type(resources_of(stack), "ApiGateway::Method").values()] == [
        "GET"
    ]


def test_a_route_cannot_be_the_preflight_too() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="route OPTIONS /: with cors the API answers OPTIONS itself"):
        make_api(stack, [Route(method="OPTIONS", path="/", function=make_function(stack))], cors=ONE)


@pytest.mark.parametrize(
    ("allow_headers", "options", "said"),
    [
        (("Content-Type",), {"api_key_required": True}, "asks for X-Api-Key"),
        (("Content-Type",), {"required_headers": ["X-Tenant"]}, "asks for X-Tenant"),
        (("X-Amz-Date",), {"authorization": Authorization.iam()}, "asks for Authorization"),
        (("*",), {"authorization": Authorization.iam()}, "asks for Authorization"),
    ],
)
def test_a_header_that_a_route_asks_for_has_to_be_allowed(
    allow_headers: tuple[str, ...], options: dict[str, Any], said: str
) -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match=said):
        make_api(
            stack,
            [Route(method="GET", path="/", function=make_function(stack), **options)],
            cors=Cors(("*",), allow_headers=allow_headers),
        )


def test_a_star_allows_every_header_but_authorization() -> None:
    stack = new_stack()
    route = Route(
        method="GET", path="/", function=make_function(stack), api_key_required=True, required_headers=["X-Tenant"]
    )
    assert "OPTIONS /" in make_api(stack, [route], cors=Cors(("*",), allow_headers=("*",))).methods
