import json

import pytest

from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP

CHECKED = (
    SHOP.replace(
        "AuthorizationType: NONE",
        """AuthorizationType: NONE
      RequestValidatorId: !Ref Validator
      RequestParameters:
        method.request.querystring.page: true
        method.request.header.x-tenant: true
        method.request.header.x-optional: false
      RequestModels: {application/json: !Ref Order}""",
        1,
    )
    + """
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties: {RestApiId: !Ref Api, ValidateRequestBody: true, ValidateRequestParameters: true}
  Amount:
    Type: AWS::ApiGateway::Model
    Properties: {RestApiId: !Ref Api, Name: Amount, ContentType: application/json, Schema: {type: integer, minimum: 1}}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id, amount]
        properties:
          id: {type: string}
          amount: {$ref: !Sub "https://apigateway.amazonaws.com/restapis/${Api}/models/Amount"}
"""
)
GOOD = {"headers": {"X-Tenant": "a"}, "query": "page=1"}


def ok(event: object) -> object:
    return {"body": "fine"}


def test_missing_parameters_are_listed_headers_first(serve: MakeClient) -> None:
    client = serve(CHECKED, Handler=ok)

    answer = client("GET", "/prod/items")

    assert answer.status == 400
    assert answer.body == b'{"message": "Missing required request parameters: [x-tenant, page]"}'
    assert answer.header("x-amzn-ErrorType") == "BadRequestException"


def test_a_blank_parameter_counts_as_missing(serve: MakeClient) -> None:
    client = serve(CHECKED, Handler=ok)

    assert b"[page]" in client("GET", "/prod/items", headers={"x-tenant": "a"}, query="page=").body


def test_a_good_request_passes(serve: MakeClient) -> None:
    client = serve(CHECKED, Handler=ok)

    body = json.dumps({"id": "7", "amount": 2}).encode()
    assert client("GET", "/prod/items", body=body, **GOOD).status == 200  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"{}", b'{"id": "7", "amount": 0}', b'{"id": 7, "amount": 1}', b"[" * 5000]
)
def test_a_body_that_breaks_its_model_is_400(serve: MakeClient, body: bytes) -> None:
    client = serve(CHECKED, Handler=ok)

    answer = client("GET", "/prod/items", body=body, **GOOD)  # type: ignore[arg-type]

    assert (answer.status, answer.body) == (400, b'{"message": "Invalid request body"}')
    assert "Request body does not match model schema for content type application/json" in client.log
    assert client.context["error.validationErrorString"].startswith("[")


def test_missing_members_are_named_as_api_gateway_does(serve: MakeClient) -> None:
    client = serve(CHECKED, Handler=ok)

    client("GET", "/prod/items", body=b"{}", **GOOD)  # type: ignore[arg-type]

    expected = '[object has missing required properties (["amount","id"])]'
    assert client.context["error.validationErrorString"] == expected


def test_a_body_of_another_content_type_is_not_checked(serve: MakeClient) -> None:
    client = serve(CHECKED, Handler=ok)
    headers = {"x-tenant": "a", "Content-Type": "text/plain"}

    assert client("GET", "/prod/items", headers=headers, query="page=1", body=b"{").status == 200
