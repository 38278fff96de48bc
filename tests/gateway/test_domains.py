import pytest

from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP

MAPPED = (
    SHOP
    + """
  Domain: {Type: AWS::ApiGateway::DomainName, Properties: {DomainName: api.shop.example}}
  Mapping:
    Type: AWS::ApiGateway::BasePathMapping
    Properties: {DomainName: !Ref Domain, RestApiId: !Ref Api, Stage: !Ref Stage, BasePath: v1}
"""
)
HOST = {"Host": "api.shop.example:3000"}


def ok(event: object) -> object:
    return {"body": "fine"}


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/items", 200), ("/v1/items/7", 200), ("/v2/items", 403), ("/v10/items", 403)]
)
def test_a_mapping_takes_what_begins_with_its_base_path(serve: MakeClient, path: str, status: int) -> None:
    assert serve(MAPPED, Handler=ok)("GET", path, headers=HOST).status == status


def test_the_function_sees_the_path_with_the_base_path_and_the_resource_without(serve: MakeClient) -> None:
    client = serve(MAPPED, Handler=ok)
    client("GET", "/v1/items/7", headers=HOST)

    event = client.functions.events[0]
    assert (event["path"], event["resource"], event["requestContext"]["stage"]) == (
        "/v1/items/7",
        "/items/{id}",
        "prod",
    )


def test_a_mapping_to_a_stage_that_is_not_there_is_forbidden(serve: MakeClient) -> None:
    client = serve(MAPPED.replace("Stage: !Ref Stage", "Stage: dev"), Handler=ok)

    answer = client("GET", "/v1/items", headers=HOST)
    assert (answer.status, answer.body) == (403, b'{"message":"Forbidden"}')


def test_a_mapping_without_a_stage_leaves_it_to_the_caller(serve: MakeClient) -> None:
    client = serve(MAPPED.replace("Stage: !Ref Stage, BasePath", "BasePath"), Handler=ok)

    assert client("GET", "/v1/items", headers=HOST).status == 403
    assert client("GET", "/v1/prod/items", headers=HOST).status == 200


def test_an_api_whose_own_endpoint_is_off_answers_on_its_domain_alone(serve: MakeClient) -> None:
    client = serve(MAPPED.replace("{Name: shop}", "{Name: shop, DisableExecuteApiEndpoint: true}"), Handler=ok)

    assert client("GET", "/prod/items").status == 403
    assert client("GET", "/v1/items", headers=HOST).status == 200
