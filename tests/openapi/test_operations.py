"""Methods become operations: what a client sends, what it gets, and nothing of what stands behind."""

import json

import pytest

from tests.openapi.api_samples import FRAME, describe, method, of_resources, resource

MOCK = "{Type: MOCK}"


def test_every_method_is_an_operation_in_the_order_of_the_paths() -> None:
    document = of_resources(method("B", "DELETE", "Order"), method("A", "POST"), method("C"), method("D", on="Order"))
    assert [(path, list(item)) for path, item in document["paths"].items()] == [
        ("/orders", ["get", "post"]),
        ("/orders/{id}", ["get", "delete"]),
    ]


def test_nothing_of_how_the_service_is_built_is_told() -> None:
    text = json.dumps(of_resources(method("A", AuthorizationType="AWS_IAM")))
    for inside in ("arn:", "x-amazon-apigateway", "Fn", "lambda", "AWS_PROXY"):
        assert inside not in text


def test_any_stands_for_every_verb_but_those_that_have_a_method_of_their_own() -> None:
    document = of_resources(method("A", "ANY", OperationName="work"), method("B", "POST", OperationName="make"))
    operations = {verb: one["operationId"] for verb, one in document["paths"]["/orders"].items()}
    assert operations == {
        **{verb: f"work{verb.capitalize()}" for verb in ("get", "put", "delete", "head", "patch")},
        "post": "make",
    }


def test_preflights_are_left_out_and_other_options_are_not() -> None:
    document = of_resources(method("A", "OPTIONS", Integration=MOCK), method("B", "OPTIONS", "Order"))
    assert {path: list(item) for path, item in document["paths"].items()} == {"/orders/{id}": ["options"]}


def test_two_operations_of_one_name_keep_it_once() -> None:
    document = of_resources(method("A", OperationName="x"), method("B", "POST", OperationName="x"))
    assert [one.get("operationId") for one in document["paths"]["/orders"].values()] == ["x", None]


def test_parameters_are_those_of_the_path_and_those_that_are_declared() -> None:
    declared = (
        "{method.request.path.id: true, method.request.querystring.page: false, method.request.header.X-Tenant: 'true',"
        " method.request.multivaluequerystring.tag: true, method.request.header.Authorization: true}"
    )
    document = of_resources(method("A", on="Order", RequestParameters=declared))
    assert [
        (one["in"], one["name"], one["required"]) for one in document["paths"]["/orders/{id}"]["get"]["parameters"]
    ] == [
        ("path", "id", True),
        ("query", "page", False),
        ("header", "X-Tenant", True),
        ("query", "tag", True),
    ]


def test_a_greedy_parameter_says_that_it_takes_the_rest() -> None:
    rest = resource("Rest", "Resource", "ParentId: !Ref Orders, PathPart: '{rest+}'")
    (path, item), *_ = of_resources(rest, method("A", on="Rest"))["paths"].items()
    assert path == "/orders/{rest}"
    assert item["get"]["parameters"][0]["description"] == "The rest of the path, slashes included."


MODEL = resource("Model", "Model", "Name: Order, Schema: {type: object, required: [item]}")
CHECKED = resource("Check", "RequestValidator", "ValidateRequestBody: true, ValidateRequestParameters: true")


def test_a_body_has_the_schema_of_its_model() -> None:
    document = of_resources(MODEL, method("A", "POST", RequestModels="{application/json: !Ref Model}"))
    assert document["paths"]["/orders"]["post"]["requestBody"] == {
        "required": False,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
    }
    assert document["components"]["schemas"] == {"Order": {"type": "object", "required": ["item"]}}


def test_a_body_is_required_where_an_empty_one_is_refused() -> None:
    models, validator = "{application/json: Order, $default: Order}", "!Ref Check"
    post = method("A", "POST", RequestModels=models, RequestValidatorId=validator)
    body = of_resources(MODEL, CHECKED, post)["paths"]["/orders"]["post"]["requestBody"]
    assert body["required"] is True
    assert list(body["content"]) == ["application/json"]


def test_a_model_for_every_content_type_is_said_so() -> None:
    document = of_resources(MODEL, method("A", "POST", RequestModels="{$default: Order}"))
    assert list(document["paths"]["/orders"]["post"]["requestBody"]["content"]) == ["*/*"]


def test_a_declared_answer_is_told_with_headers_and_model() -> None:
    declared = (
        "[{StatusCode: 201, ResponseParameters: {method.response.header.Location: true},"
        " ResponseModels: {application/json: Order}}, {StatusCode: 409, ResponseModels: {application/json: Error}}]"
    )
    responses = of_resources(MODEL, method("A", "POST", MethodResponses=declared))["paths"]["/orders"]["post"][
        "responses"
    ]
    assert responses["201"] == {
        "description": "Created",
        "headers": {"Location": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
    }
    assert responses["409"]["content"]["application/json"]["schema"]["properties"] == {"message": {"type": "string"}}
    assert "default" not in responses


def test_an_answer_that_nobody_declares_is_not_guessed() -> None:
    (said,) = of_resources(method("A"))["paths"]["/orders"]["get"]["responses"].items()
    assert said == ("default", {"description": "The function's answer; the API does not declare what it is."})


COGNITO = "Name: c, Type: COGNITO_USER_POOLS, IdentitySource: method.request.header.Authorization, ProviderARNs: [a]"
SOURCES = "method.request.header.X-Key, method.request.querystring.who"
REQUEST = f"Name: r, Type: REQUEST, AuthorizerUri: x, IdentitySource: '{SOURCES}'"


@pytest.mark.parametrize(
    ("resources", "properties", "security", "names"),
    [
        ("", {"ApiKeyRequired": "true"}, [{"ApiKey": []}], ["x-api-key"]),
        (
            "",
            {"AuthorizationType": "AWS_IAM", "ApiKeyRequired": "true"},
            [{"Signature": [], "ApiKey": []}],
            [None, "x-api-key"],
        ),
        (COGNITO, {"AuthorizationType": "COGNITO_USER_POOLS"}, [{"UserPool": []}], ["Authorization"]),
        (
            COGNITO.replace("COGNITO_USER_POOLS", "TOKEN"),
            {"AuthorizationType": "CUSTOM"},
            [{"Token": []}],
            ["Authorization"],
        ),
        (REQUEST, {"AuthorizationType": "CUSTOM"}, [{"Caller": [], "Caller2": []}], ["X-Key", "who"]),
        ("", {"AuthorizationType": "NONE"}, None, []),
    ],
    ids=["key", "signature and key", "user pool", "token", "request", "open"],
)
def test_security_says_what_a_caller_has_to_send(
    resources: str, properties: dict[str, str], security: object, names: list[str]
) -> None:
    authorizer = resource("Authorizer", "Authorizer", resources) if resources else ""
    given = properties | ({"AuthorizerId": "!Ref Authorizer"} if resources else {})
    document = of_resources(authorizer, method("A", **given))
    assert document["paths"]["/orders"]["get"].get("security") == security
    schemes = document.get("components", {}).get("securitySchemes", {})
    assert sorted(map(str, (one.get("name") for one in schemes.values()))) == sorted(map(str, names))


def test_scopes_are_told_in_words() -> None:
    given = {"AuthorizationType": "COGNITO_USER_POOLS", "AuthorizerId": "!Ref Authorizer"}
    get = method("A", AuthorizationScopes="[orders/read, orders/write]", **given)
    document = of_resources(resource("Authorizer", "Authorizer", COGNITO), get)
    assert document["paths"]["/orders"]["get"]["description"].endswith("one of the scopes: orders/read, orders/write.")


def test_a_key_that_an_authorizer_hands_over_is_nothing_to_send() -> None:
    template = FRAME.replace("Name: shop", "Name: shop, ApiKeySourceType: AUTHORIZER")
    document = describe(template + method("A", ApiKeyRequired="true")).document
    assert "security" not in document["paths"]["/orders"]["get"]


def test_what_the_input_does_not_settle_is_said_and_not_guessed() -> None:
    template = "Parameters: {Verb: {Type: String}, Auth: {Type: String}}\n" + FRAME
    template += method("A", "!Ref Verb") + method("B", "POST", AuthorizationType="!Ref Auth")
    description = describe(template)
    assert list(description.document["paths"]["/orders"]) == ["post"]
    assert description.unknown == (
        "method of ? /orders (A): parameter Verb has no value and no default",
        "authorization of POST /orders: parameter Auth has no value and no default",
    )
