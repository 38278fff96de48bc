from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP


def ok(event: object) -> object:
    return {"statusCode": 200, "body": "fine"}


def test_a_wired_route_answers_what_its_function_returns(serve: MakeClient) -> None:
    client = serve(SHOP, Handler=ok)

    answer = client("GET", "/prod/items/7", query="a=1&a=2")

    assert (answer.status, answer.body) == (200, b"fine"), client.log
    event = client.functions.events[0]
    assert event["pathParameters"] == {"id": "7"}
    assert event["resource"] == "/items/{id}"
    assert event["queryStringParameters"] == {"a": "2"}
    assert "apiKey" not in event["requestContext"]["identity"]


def test_an_unknown_stage_is_forbidden_without_a_gateway_response(serve: MakeClient) -> None:
    answer = serve(SHOP, Handler=ok)("GET", "/dev/items")

    assert (answer.status, answer.body) == (403, b'{"message":"Forbidden"}')


def test_an_unknown_route_is_403_and_never_404(serve: MakeClient) -> None:
    client = serve(SHOP, Handler=ok)

    answer = client("POST", "/prod/items")

    assert answer.status == 403
    assert answer.body == b'{"message":"Missing Authentication Token"}'
    assert answer.header("x-amzn-errortype") == "MissingAuthenticationTokenException"


def test_without_a_permission_the_client_gets_500(serve: MakeClient) -> None:
    client = serve(SHOP.replace("lambda:InvokeFunction", "lambda:GetFunction"), Handler=ok)

    answer = client("GET", "/prod/items")

    assert (answer.status, answer.body) == (500, b'{"message": "Internal server error"}')
    assert "Invalid permissions on Lambda function" in client.log


def test_a_route_that_the_deployment_may_miss_is_403(serve: MakeClient) -> None:
    client = serve(SHOP.replace("DependsOn: [List, Read]", "DependsOn: [List]"), Handler=ok)

    assert client("GET", "/prod/items").status == 200
    assert client("GET", "/prod/items/7").status == 403


def test_slashes_too_many_stay_in_the_path_of_the_request_context_alone(serve: MakeClient) -> None:
    client = serve(SHOP, Handler=ok)

    assert client("GET", "/prod//items/a%20b/").status == 200
    event = client.functions.events[0]
    assert (event["path"], event["requestContext"]["path"]) == ("/items/a%20b/", "/prod//items/a%20b/")
    assert event["pathParameters"] == {"id": "a%20b"}
