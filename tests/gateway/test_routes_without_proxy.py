"""Routes that no proxy answers, through the whole gateway: preflights, custom integrations, backends out of reach."""

import json

from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP
from wellwired.gateway.functions.invocation import StillRunningError

METHODS = """
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        RequestTemplates: {application/json: "{ statusCode: 200 }"}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters: {method.response.header.Access-Control-Allow-Origin: true}
  Create:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: NONE
      Integration:
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        RequestTemplates:
          application/json: !Sub |-
            {"api": "${Api}", "name": $input.json('$.name'), "caller": "$context.identity.sourceIp"}
        IntegrationResponses:
          - StatusCode: "200"
          - StatusCode: "404"
            SelectionPattern: "Unknown .*"
            ResponseTemplates:
              application/json: '{"error": $input.json("$.errorMessage"), "stage": "$context.stage"}'
      MethodResponses: [{StatusCode: "200"}, {StatusCode: "404"}]
  Remote:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: PUT
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: PUT, Uri: https://items.example.com}
"""
TEMPLATE = SHOP.replace("DependsOn: [List, Read]", "DependsOn: [List, Read, Preflight, Create, Remote]").replace(
    "  Handler:\n", METHODS + "  Handler:\n", 1
)


def test_a_preflight_is_answered_by_the_gateway_alone(serve: MakeClient) -> None:
    client = serve(TEMPLATE)
    answer = client("OPTIONS", "/prod/items", {"Origin": "https://app.example.com"})
    assert (answer.status, answer.body, answer.header("Access-Control-Allow-Origin")) == (204, b"", "*")
    assert answer.header("x-amzn-RequestId") == client.context["requestId"]
    assert answer.header("X-Amzn-Trace-Id") is None


def test_a_content_type_without_a_template_is_a_415_in_the_gateways_own_words(serve: MakeClient) -> None:
    answer = serve(TEMPLATE)("OPTIONS", "/prod/items", {"Content-Type": "text/plain"})
    assert (answer.status, answer.body) == (415, b'{"message":"Unsupported Media Type"}')
    assert answer.header("x-amzn-ErrorType") == "BadRequestException"


def test_a_custom_integration_asks_and_answers_by_template(serve: MakeClient) -> None:
    client = serve(TEMPLATE, Handler=lambda event: {"hello": event["name"]})
    answer = client("POST", "/prod/items", {"Content-Type": "application/json"}, b'{"name": "Ada"}')
    assert (answer.status, json.loads(answer.body)) == (200, {"hello": "Ada"})
    assert answer.header("X-Amzn-Trace-Id") == client.context["xrayTraceId"]
    assert client.functions.events[-1] == {
        "api": client.gateway.apis[0].api_id,
        "name": "Ada",
        "caller": "127.0.0.1",
    }


def test_an_error_of_the_function_is_chosen_among_by_its_message(serve: MakeClient) -> None:
    def handler(event: object) -> object:
        raise ValueError("Unknown item")

    answer = serve(TEMPLATE, Handler=handler)("POST", "/prod/items", body=b'{"name": "Ada"}')
    assert (answer.status, json.loads(answer.body)) == (404, {"error": "Unknown item", "stage": "prod"})


def test_a_template_that_fails_says_why_to_whoever_looks_on_and_not_to_the_client(serve: MakeClient) -> None:
    client = serve(TEMPLATE.replace("$input.json('$.name')", "$input.json('$.name'"), Handler=dict)
    answer = client("POST", "/prod/items", body=b"{}")
    assert (answer.status, answer.body) == (500, b'{"message": "Internal server error"}')
    assert "line 1, column " in client.exchanges[-1].steps[-1].detail
    assert "Execution failed due to configuration error: Unable to transform request" in client.log


def test_an_event_that_is_no_json_is_lambdas_400(serve: MakeClient) -> None:
    client = serve(TEMPLATE.replace("$input.json('$.name')", "$input.path('$.name')"), Handler=dict)
    answer = client("POST", "/prod/items", body=b'{"name": "Ada"}')
    assert answer.status == 400
    assert json.loads(answer.body)["message"].startswith("Could not parse request body into json: ")
    assert client.functions.events == []


def with_parameter(name: str, value: str) -> str:
    parameters = f"Type: AWS\n        RequestParameters: {{integration.request.header.{name}: \"'{value}'\"}}\n"
    return TEMPLATE.replace("Type: AWS\n", parameters)


def test_an_invocation_of_type_event_is_not_waited_for(serve: MakeClient) -> None:
    def runs_on(event: object) -> object:
        raise StillRunningError("the function had not answered within 0 ms")

    for handler in (runs_on, dict):
        client = serve(with_parameter("X-Amz-Invocation-Type", "Event"), Handler=handler)
        answer = client("POST", "/prod/items", body=b'{"name": "Ada"}')
        assert (answer.status, answer.body, client.context["integrationStatus"]) == (200, b"", "202")
        assert client.functions.events[-1]["name"] == "Ada"


def test_a_reserved_header_fails_before_the_function_is_traced(serve: MakeClient) -> None:
    client = serve(with_parameter("Authorization", "secret"), Handler=dict)
    answer = client("POST", "/prod/items", body=b"{}")
    assert (answer.status, answer.body) == (500, b'{"message": "Internal server error"}')
    assert answer.header("X-Amzn-Trace-Id") is None
    assert "Authorization header already present" in client.log


def test_a_backend_that_is_not_called_is_a_504_and_named_at_start(serve: MakeClient) -> None:
    client = serve(TEMPLATE)
    answer = client("PUT", "/prod/items")
    assert (answer.status, answer.body) == (504, b'{"message": "Network error communicating with endpoint"}')
    assert [notice for notice in client.gateway.notices if "https://items.example.com" in notice]
