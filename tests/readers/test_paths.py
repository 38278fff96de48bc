"""The whole paths of resources, put together along their parents."""

import pytest

from wellwired.model.api import Method, Resource
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text


def read(resources: str) -> Wiring:
    return read_text(
        "Parameters: {Open: {Type: String}}\nResources:\n"
        f"  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: a}}}}\n{resources}"
    )


def resource(name: str, parent: str, part: str) -> str:
    return f"  {name}: {{Type: AWS::ApiGateway::Resource, Properties: {{ParentId: {parent}, PathPart: {part}}}}}\n"


ITEMS = (
    resource("Item", "!Ref Items", "'{id}'")
    + resource("Items", "!Ref V1", "items")
    + resource("V1", "!GetAtt Api.RootResourceId", "1")
)


def test_a_path_runs_from_the_root_in_whatever_order_the_template_has_it() -> None:
    paths = {node.name: node.path.known() for node in read(ITEMS).all(Resource)}
    assert paths == {"V1": "/1", "Items": "/1/items", "Item": "/1/items/{id}"}


@pytest.mark.parametrize(
    ("resource_id", "path"),
    [
        ("!Ref Item", "/1/items/{id}"),
        ("!GetAtt Item.ResourceId", "/1/items/{id}"),
        ("!GetAtt Api.RootResourceId", "/"),
        ("!Sub '${Api.RootResourceId}'", "/"),
    ],
)
def test_a_method_has_the_path_of_its_resource(resource_id: str, path: str) -> None:
    method = f"  M: {{Type: AWS::ApiGateway::Method, Properties: {{ResourceId: {resource_id}, HttpMethod: post}}}}\n"
    (node,) = read(ITEMS + method).all(Method)
    assert node.route == f"POST {path}"


@pytest.mark.parametrize(
    ("parent", "reason"),
    [
        ("!Ref Open", "parameter Open has no value"),
        ("abc123", "the parent resource abc123 is in none of the templates given"),
        ("!Ref Nowhere", "no such parameter or resource"),
        ("!Ref Api", "the parent resource ${Api} is in none"),
        ("[1]", "not named by text"),
        ("!Ref Loop", "its own parent"),
    ],
)
def test_a_parent_that_is_not_settled_leaves_the_path_unknown(parent: str, reason: str) -> None:
    wiring = read(resource("Child", parent, "x") + resource("Loop", "!Ref Loop", "y"))
    child = wiring.find_at("template/Child")
    assert isinstance(child, Resource)
    assert child.path.is_unknown
    assert reason in child.path.reason


def test_a_part_that_is_unknown_is_a_hole_in_the_path() -> None:
    (node,) = read(resource("R", "!GetAtt Api.RootResourceId", "!Ref Open")).all(Resource)
    assert node.path.is_known
    assert str(node.path.value).startswith("/\ue000")


def test_a_method_without_a_resource_has_no_path() -> None:
    (node,) = read("  M: {Type: AWS::ApiGateway::Method, Properties: {HttpMethod: GET}}\n").all(Method)
    assert node.path.is_unknown
    assert node.route == "GET M"
