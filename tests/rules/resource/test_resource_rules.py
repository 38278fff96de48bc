"""Paths and methods that API Gateway refuses, in resources, in bodies and in both together."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

ROOT = "!GetAtt Api.RootResourceId"


def api(*paths: str) -> str:
    body = ", ".join(f'"{path}": {{get: {{}}}}' for path in paths)
    properties = f"{{Body: {{openapi: 3.0.1, paths: {{{body}}}}}}}" if paths else "{Name: api}"
    return f"  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {properties}}}\n"


def resource(name: str, part: str, parent: str = ROOT, more: str = "") -> str:
    properties = f'{{RestApiId: !Ref Api, ParentId: {parent}, PathPart: "{part}"}}'
    return f"  {name}: {{Type: AWS::ApiGateway::Resource{more}, Properties: {properties}}}\n"


def method(name: str, on: str, verb: str = "GET") -> str:
    properties = f"{{RestApiId: !Ref Api, ResourceId: {on}, HttpMethod: {verb}}}"
    return f"  {name}: {{Type: AWS::ApiGateway::Method, Properties: {properties}}}\n"


def resources(*parts: str) -> str:
    return "Parameters: {P: {Type: String}}\nConditions: {If: !Equals [!Ref P, x], Else: !Not [!Condition If]}\n" + (
        "Resources:\n" + "".join(parts)
    )


@pytest.mark.parametrize(
    ("part", "legal"),
    [
        ("orders", True),
        ("v1.0", True),
        ("orders:batch", True),
        ("{id}", True),
        ("{order-id}", True),
        ("{proxy+}", True),
        ("orders/{id}", False),
        ("/orders", False),
        ("{id", False),
        ("id}", False),
        ("{id}.json", False),
        ("{proxy+}x", False),
        ("{+}", False),
        ("{}", False),
        ("a b", False),
        ("", False),
        ("b\u00fccher", False),
        ("*", False),
    ],
)
def test_a_path_part_is_legal_or_not(reported: Reported, part: str, legal: bool) -> None:
    assert bool(reported("illegal-path-part", resources(api(), resource("A", part)))) is not legal
    if part and not part.startswith("/"):
        assert bool(reported("illegal-path-part", resources(api(f"/{part}")))) is not (legal or part == "orders/{id}")


def test_a_part_with_an_unknown_piece_may_be_legal(reported: Reported) -> None:
    part = "  A: {Type: AWS::ApiGateway::Resource, Properties: {RestApiId: a, ParentId: b, PathPart: !Sub '%s'}}\n"
    assert reported("illegal-path-part", resources(part % "v${P}")) == []
    assert reported("illegal-path-part", resources(part % "${AWS::StackName}")) == []
    assert len(reported("illegal-path-part", resources(part % "${P}/orders"))) == 1


@pytest.mark.parametrize(
    ("parts", "twice"),
    [
        ((resource("A", "a"), method("One", "!Ref A"), method("Two", "!Ref A", "POST")), False),
        ((resource("A", "a"), method("One", "!Ref A"), method("Two", "!Ref A", "get")), True),
        ((resource("A", "a"), method("One", "!Ref A"), method("Two", "!GetAtt A.ResourceId")), True),
        ((method("One", ROOT), method("Two", ROOT, "ANY")), False),
    ],
)
def test_a_route_has_one_method(reported: Reported, parts: tuple[str, ...], twice: bool) -> None:
    assert bool(reported("duplicate-method", resources(api(), *parts))) is twice


def test_a_body_and_a_resource_beside_it_are_one_tree(reported: Reported) -> None:
    template = resources(api("/orders/{id}"), resource("Orders", "orders"), method("Get", "!Ref Orders"))
    (finding,) = reported("duplicate-path", template)
    assert finding.address == "template/Orders"
    assert reported("duplicate-method", template) == []
    again = resources(api("/orders"), resource("Orders", "orders"), method("Get", "!Ref Orders"))
    (finding,) = reported("duplicate-method", again)
    assert finding.address == "template/Get"


def test_resources_that_conditions_part_are_no_twins(reported: Reported) -> None:
    pair = (resource("A", "a", more=", Condition: If"), resource("B", "a", more=", Condition: Else"))
    assert reported("duplicate-path", resources(api(), *pair)) == []
    pair = (resource("A", "{a}", more=", Condition: If"), resource("B", "{b}", more=", Condition: Else"))
    assert reported("rival-path-variables", resources(api(), *pair)) == []


@pytest.mark.parametrize(
    ("paths", "rivals"),
    [
        (("/orders/{id}", "/orders/{id}/items", "/items/{itemId}"), 0),
        (("/orders/{id}", "/orders/{orderId}"), 1),
        (("/orders/{id}/items", "/orders/{orderId}/lines"), 1),
        (("/orders/{id}", "/orders/{proxy+}"), 1),
        (("/{proxy+}", "/orders/{proxy+}"), 0),
        (("/{a}", "/{b}", "/{c}"), 2),
    ],
)
def test_one_variable_stands_at_one_place(reported: Reported, paths: tuple[str, ...], rivals: int) -> None:
    assert len(reported("rival-path-variables", resources(api(*paths)))) == rivals


def test_nothing_goes_below_a_greedy_variable_in_a_body_either(reported: Reported) -> None:
    assert len(reported("child-below-greedy-path", resources(api("/{proxy+}/items")))) == 1
    assert reported("child-below-greedy-path", resources(api("/items/{proxy+}", "/{id}/items"))) == []


def test_a_tree_of_an_api_elsewhere_is_left_alone(judged: Judged) -> None:
    elsewhere = resources(resource("A", "a"), method("Get", "!Ref A")).replace("!Ref Api", "!ImportValue api-id")
    outside = "  Other: {Type: Custom::Api, Properties: {ServiceToken: arn}}\n"
    for text in (
        elsewhere.replace(ROOT, "!ImportValue api-root"),
        elsewhere.replace(ROOT, "r00t"),
        resources(api(), outside, resource("A", "a", "!GetAtt Other.Root"), method("Get", "!Ref A")),
    ):
        assert judged("foreign-parent", text).findings == []
        assert judged("foreign-resource", text).findings == []


def test_only_one_resource_of_a_circle_is_reported(reported: Reported) -> None:
    circle = (resource("A", "a", "!Ref C"), resource("B", "b", "!Ref A"), resource("C", "c", "!Ref B"))
    below = resource("D", "d", "!Ref C")
    assert len(reported("circular-path", resources(api(), *circle, below))) == 1
    assert len(reported("circular-path", resources(api(), resource("A", "a", "!Ref A")))) == 1
