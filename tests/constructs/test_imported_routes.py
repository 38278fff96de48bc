"""`read_routes`: every operation becomes a route that says what the document says, or an error that names the place."""

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import aws_cognito as cognito

from tests.constructs.construct_samples import make_api, make_function, new_stack, of_type, resources_of
from tests.constructs.imported_samples import SHOP, as_json, write
from wellwired.constructs import Authorization, Definition, Route, read_routes
from wellwired.constructs.authorization import CognitoAuthorization
from wellwired.errors import WiringError
from wellwired.model.api import Authorizer, Method, RestApi
from wellwired.readers import read_text

STACK = new_stack()
FUNCTION = make_function(STACK)
OTHER = make_function(STACK, "Other")


def by_label(routes: list[Route]) -> dict[str, Route]:
    return {route.label.removeprefix("route "): route for route in routes}


def read(folder: Path, text: str = SHOP, **options: Any) -> dict[str, Route]:
    return by_label(read_routes(write(folder, text), **{"function": FUNCTION, **options}))


def refused(folder: Path, text: str, **options: Any) -> str:
    with pytest.raises(WiringError) as caught:
        read(folder, text, **options)
    assert caught.value.remedy
    return str(caught.value).replace(f"{folder}/", "")


def document(operation: str, components: str = "{}", method: str = "post", path: str = "/orders") -> str:
    return (
        f"openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\npaths:\n  {path}:\n    {method}: {operation}\n"
        f"components: {components}\n"
    )


def test_every_operation_is_a_route_in_the_order_of_the_document(tmp_path: Path) -> None:
    assert list(read(tmp_path)) == ["GET /orders", "POST /orders", "GET /orders/{id}"]


def test_parameters_of_the_path_and_of_the_operation_are_joined(tmp_path: Path) -> None:
    routes = read(tmp_path)
    assert routes["GET /orders"].request_parameters == {
        "method.request.header.X-Tenant": True,
        "method.request.querystring.page": False,
    }
    assert routes["POST /orders"].required_headers == ("X-Tenant", "Idempotency-Key")
    assert routes["GET /orders/{id}"].request_parameters == {"method.request.path.id": True}


def test_a_parameter_of_the_operation_stands_for_that_of_the_path(tmp_path: Path) -> None:
    loose = SHOP.replace("parameters/page'\n", "parameters/page'\n        - {name: X-Tenant, in: header}\n")
    assert read(tmp_path, loose)["GET /orders"].optional_headers == ("X-Tenant",)


def test_headers_that_openapi_names_elsewhere_are_no_parameters(tmp_path: Path) -> None:
    text = SHOP.replace("name: X-Tenant", "name: authorization")
    assert read(tmp_path, text)["GET /orders"].required_headers == ()


def test_an_optional_parameter_that_api_gateway_cannot_name_is_left_to_the_function(tmp_path: Path) -> None:
    assert read(tmp_path, SHOP.replace("name: page", "name: 'filter[age]'"))["GET /orders"].optional_query == ()


def test_the_operation_keeps_its_name(tmp_path: Path) -> None:
    routes = read(tmp_path)
    assert routes["POST /orders"].operation_name == "createOrder"
    assert routes["GET /orders/{id}"].operation_name is None


def test_the_schema_of_a_json_body_is_the_model_with_what_it_leads_to(tmp_path: Path) -> None:
    assert as_json(read(tmp_path)["POST /orders"].request_model) == {
        "title": "Order",
        "type": "object",
        "required": ["item"],
        "properties": {"item": {"$ref": "#/definitions/Item"}},
        "definitions": {
            "Item": {
                "title": "Item",
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "parts": {"type": "array", "items": {"$ref": "#/definitions/Item"}},
                },
            }
        },
    }


def test_routes_of_one_schema_share_one_model(tmp_path: Path) -> None:
    body = "{content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}"
    text = document(f"{{requestBody: {body}}}\n    put: {{requestBody: {body}}}", "{schemas: {A: {type: object}}}")
    routes = read(tmp_path, text)
    assert routes["POST /orders"].request_model is routes["PUT /orders"].request_model is not None


def test_swagger_2_is_read_alike(tmp_path: Path) -> None:
    text = """\
swagger: '2.0'
info: {title: Shop, version: '1'}
paths:
  /orders:
    post:
      parameters:
        - {name: X-Tenant, in: header, required: true, type: string}
        - {name: order, in: body, schema: {$ref: '#/definitions/Order'}}
      security: [{key: []}]
      responses: {}
securityDefinitions: {key: {type: apiKey, in: header, name: x-api-key}}
definitions: {Order: {type: object, required: [item]}}
"""
    route = read(tmp_path, text)["POST /orders"]
    assert as_json(route.request_model) == {"title": "Order", "type": "object", "required": ["item"]}
    assert (route.required_headers, route.api_key_required) == (("X-Tenant",), True)


def test_a_body_of_another_kind_is_left_to_the_function(tmp_path: Path) -> None:
    text = document("{requestBody: {content: {multipart/form-data: {schema: {type: object}}}}}")
    assert read(tmp_path, text)["POST /orders"].request_model is None


def test_json_documents_are_read_and_their_places_told(tmp_path: Path) -> None:
    text = '{\n "openapi": "3.1.0",\n "info": {},\n "paths": {"/a": {"get": {"tags": 1}}}\n}'
    with pytest.raises(WiringError, match=r"shop\.json:4:27 \(#/paths/~1a/get/tags\): tags must be a list"):
        read_routes(write(tmp_path, text, "shop.json"), function=FUNCTION)


def test_an_any_method_is_the_route_any(tmp_path: Path) -> None:
    text = document("{}", method="x-amazon-apigateway-any-method", path="'/files/{proxy+}'")
    assert list(read(tmp_path, text)) == ["ANY /files/{proxy+}"]


@pytest.mark.parametrize("name", ["createOrder", "POST /orders", "writing"])
def test_a_function_is_named_by_operation_id_method_and_path_or_tag(tmp_path: Path, name: str) -> None:
    routes = read(tmp_path, functions={name: OTHER})
    assert [label for label, route in routes.items() if route.function is OTHER] == ["POST /orders"]


def test_a_path_names_the_function_of_all_its_operations_and_an_operation_id_tells_more(tmp_path: Path) -> None:
    third = make_function(STACK, "Third")
    routes = read(tmp_path, functions={"/orders": OTHER, "listOrders": third})
    assert [route.function for route in routes.values()] == [third, OTHER, FUNCTION]


def test_an_operation_without_a_function_is_refused_at_its_place(tmp_path: Path) -> None:
    said = refused(tmp_path, SHOP, function=None, functions={"/orders": OTHER})
    assert said.startswith("shop.yaml:25:5 (#/paths/~1orders~1{id}/get): no function is given for GET /orders/{id}")


def test_a_function_that_serves_nothing_is_a_slip(tmp_path: Path) -> None:
    assert "functions names 'listOrder', by which no operation goes" in refused(
        tmp_path, SHOP, functions={"listOrder": OTHER}
    )


def test_an_api_key_needs_no_mapping(tmp_path: Path) -> None:
    routes = read(tmp_path)
    assert [route.api_key_required for route in routes.values()] == [False, True, False]


def test_a_scheme_is_mapped_to_an_authorization_and_cognito_takes_the_scopes(tmp_path: Path) -> None:
    users = Authorization.cognito(user_pools=[cognito.UserPool(STACK, "Users")])
    text = SHOP.replace("[{key: []}]", "[{key: [], users: [orders/write]}]")
    route = read(tmp_path, text, authorizations={"users": users})["POST /orders"]
    assert isinstance(route.authorization, CognitoAuthorization)
    assert (route.authorization.scopes, route.api_key_required) == (("orders/write",), True)


def test_the_security_of_the_document_holds_where_an_operation_has_none(tmp_path: Path) -> None:
    iam, everybody = Authorization.iam(), Authorization.open(reason="a test")
    text = SHOP.replace("paths:\n", "security: [{users: []}]\npaths:\n")
    routes = read(tmp_path, text, authorizations={"users": iam}, unsecured=everybody)
    assert [route.authorization for route in routes.values()] == [iam, everybody, iam]


def test_an_operation_without_security_gets_the_authorization_of_the_api(tmp_path: Path) -> None:
    assert {route.authorization for route in read(tmp_path).values()} == {None}


@pytest.mark.parametrize(
    ("security", "said"),
    [
        ("[{users: []}]", "the security scheme 'users' is mapped to nothing"),
        ("[{nobody: []}]", "'nobody' is no security scheme of the document"),
        ("[{key: []}, {}]", "security lists alternatives"),
        ("{key: []}", "security must be a list, and is a mapping"),
        ("[[]]", "item 0 must be a mapping, and is a list"),
    ],
)
def test_security_that_api_gateway_cannot_ask_for_is_refused(tmp_path: Path, security: str, said: str) -> None:
    found = refused(tmp_path, SHOP.replace("[{key: []}]", security))
    assert found.startswith("shop.yaml:16:")
    assert said in found


def test_scopes_that_nobody_would_look_at_are_refused(tmp_path: Path) -> None:
    text = SHOP.replace("[{key: []}]", "[{users: [orders/write]}]")
    assert "only the authorizer of a Cognito user pool looks at scopes" in refused(
        tmp_path, text, authorizations={"users": Authorization.iam()}
    )


def test_a_mapping_of_a_scheme_that_is_not_there_is_a_slip(tmp_path: Path) -> None:
    said = refused(tmp_path, SHOP, authorizations={"user": Authorization.iam()})
    assert "authorizations names 'user', which is no security scheme" in said
    assert "key, users" in said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    get:\n      op", "    trace: {}\n    get:\n      op", "5 (#/paths/~1orders/trace): 'trace' is no method"),
        ("  /orders:", "  orders:", "(#/paths/orders/get): the path does not begin with a slash"),
        ("/orders/{id}", "/orders/{id}/", "(#/paths/~1orders~1{id}~1/get): the path has an empty part"),
        ("name: id,", "name: key,", "the path /orders/{id} has no {key}"),
        ("in: query", "in: cookie, required: true", "cannot ask for the cookie page"),
        ("in: query", "in: matrix", "a parameter stands in 'matrix'"),
        ("name: page, in: query", "name: 'filter[age]', in: query, required: true", "cannot ask for 'filter[age]'"),
        ("name: page, ", "", "a parameter without 'name'"),
        ("#/components/parameters/page", "#/components/parameters/pages", "leads nowhere"),
        ("#/components/parameters/page", "common.yaml#/page", "leads out of the file"),
        ("{name: page, in: query,", "{$ref: '#/components/parameters/page',", "comes back to itself"),
        ("application/json:", "application/xml: {}\n          application/json:", "may be application/xml as well"),
        ("  /orders/{id}:", "  /orders/{id}/lines: {}\n  /orders/{order}:", "the path /orders/{order} has no {id}"),
        ("openapi: 3.0.3", "openapi: 3.2.0", "shop.yaml:1:1 (#/openapi): openapi is '3.2.0'"),
        ("openapi: 3.0.3", "opanapi: 3.0.3", "the document names no version of OpenAPI"),
        ("paths:", "webhooks:", "the document has no operations"),
        ("/orders:", "/orders: &x {}\n  /orders:", "shop.yaml:5:3: the key '/orders' is given twice"),
    ],
)
def test_what_cannot_be_a_route_is_refused_at_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SHOP
    assert said in refused(tmp_path, SHOP.replace(old, new))


def test_two_names_for_one_place_of_a_path_are_refused_at_the_second(tmp_path: Path) -> None:
    text = SHOP.replace("components:\n", "  /orders/{number}/lines:\n    get: {}\ncomponents:\n", 1)
    said = refused(tmp_path, text)
    assert said.startswith("shop.yaml:30:5 (#/paths/~1orders~1{number}~1lines/get): {number} stands where another")


@pytest.mark.parametrize(
    ("old", "new", "remedy"),
    [
        ("      tags: [writing]", "      x-amazon-apigateway-integration: {}", "function="),
        ("      tags: [writing]", "      x-amazon-apigateway-auth: {type: AWS_IAM}", "authorizations="),
        ("paths:", "x-amazon-apigateway-policy: {}\npaths:", "policy= to ProxyRestApi"),
        ("flows: {}", "flows: {}, x-amazon-apigateway-authorizer: {}", "authorizations="),
        ("paths:", "x-amazon-apigateway-new-thing: {}\npaths:", "set it on ProxyRestApi"),
    ],
)
def test_extensions_that_contradict_the_kit_are_refused_by_name(
    tmp_path: Path, old: str, new: str, remedy: str
) -> None:
    said = refused(tmp_path, SHOP.replace(old, new, 1))
    assert "would wire the API a second time" in said
    assert remedy in said


def test_extensions_that_say_nothing_of_the_wiring_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, SHOP.replace("paths:", "x-amazon-apigateway-documentation: {}\nx-logo: {}\npaths:", 1))


def test_imported_routes_make_an_api(tmp_path: Path) -> None:
    stack = new_stack("Imported")
    make_api(stack, read_routes(write(tmp_path, SHOP), function=make_function(stack)))
    methods = of_type(resources_of(stack), "ApiGateway::Method").values()
    assert {m["Properties"].get("OperationName") for m in methods} == {"listOrders", "createOrder", None}


@pytest.mark.parametrize("definition", Definition)
def test_operations_of_many_scopes_share_one_authorizer(tmp_path: Path, definition: Definition) -> None:
    stack = new_stack("Scoped")
    users = Authorization.cognito(user_pools=[cognito.UserPool(stack, "Users")])
    text = SHOP.replace("[{key: []}]", "[{users: [b]}]").replace("tags: [reading]", "security: [{users: [a]}]")
    routes = read_routes(write(tmp_path, text), function=make_function(stack), authorizations={"users": users})
    make_api(stack, routes, definition=definition)
    (api,) = (wiring := read_text(json.dumps({"Resources": resources_of(stack)}))).all(RestApi)
    scopes = {method.route: method.authorization_scopes.if_known() for method in wiring.of_api(Method, api)}
    assert len(wiring.of_api(Authorizer, api)) == 1
    assert (scopes["GET /orders"], scopes["POST /orders"]) == (("a",), ("b",))
