"""Timeouts, as templates spell them: defaults, SAM globals, bodies, aliases, streams."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"


def api(function: str = "", integration: str = "", endpoint: str = "", target: str = "${Fn.Arn}") -> str:
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items{endpoint}}}}}
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler{function}}}}}
  Live: {{Type: AWS::Lambda::Alias, Properties: {{Name: live, FunctionName: !Ref Fn, FunctionVersion: "1"}}}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub {URI % target}
{integration}"""


def waits(milliseconds: int) -> str:
    return f"        TimeoutInMillis: {milliseconds}\n"


@pytest.mark.parametrize(
    ("seconds", "milliseconds", "rule"),
    [
        (30, None, "outlasting-function"),
        (900, None, "outlasting-function"),
        (29, None, "racing-function-timeout"),
        (28, None, None),
        (4, 3000, "outlasting-function"),
        (3, 3000, "racing-function-timeout"),
        (None, 3000, "racing-function-timeout"),
        (None, 2000, "outlasting-function"),
        (2, 3000, None),
        (5, 29, None),
    ],
)
def test_the_function_has_to_give_up_first(
    reported: Reported, seconds: int | None, milliseconds: int | None, rule: str | None
) -> None:
    template = api(f", Timeout: {seconds}" if seconds else "", waits(milliseconds) if milliseconds else "")
    for name in ("outlasting-function", "racing-function-timeout"):
        assert bool(reported(name, template)) is (name == rule), name


def test_a_function_is_judged_through_its_alias_too(reported: Reported) -> None:
    (finding,) = reported("outlasting-function", api(", Timeout: 60", target="${Live}"))
    assert "60 s" in finding.message
    assert "GET /" in finding.message
    assert finding.property == "Timeout"


def test_a_streamed_response_may_take_its_time(reported: Reported) -> None:
    streamed = "        ResponseTransferMode: STREAM\n"
    assert not reported("outlasting-function", api(", Timeout: 600", streamed))
    assert not reported("raised-integration-timeout", api("", streamed + waits(600_000), ", EndpointConfiguration: {}"))


def test_globals_of_a_serverless_template_count(reported: Reported) -> None:
    template = """
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 60}}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: python3.13
      Events: {List: {Type: Api, Properties: {Path: /orders, Method: get}}}
"""
    (finding,) = reported("outlasting-function", template)
    assert "GET /orders" in finding.message
    assert not reported("outlasting-function", template.replace("60", "20"))
    assert reported("default-function-timeout", template.replace("Globals: {Function: {Timeout: 60}}", ""))


def test_a_timeout_in_a_body_counts(reported: Reported) -> None:
    template = f"""
Resources:
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler, Timeout: 10}}}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      EndpointConfiguration: {{Types: [REGIONAL]}}
      Body:
        openapi: 3.0.1
        info: {{title: items}}
        paths:
          /items:
            get:
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                timeoutInMillis: MILLIS
                uri: !Sub {URI % "${Fn.Arn}"}
"""
    assert reported("outlasting-function", template.replace("MILLIS", "5000"))
    assert reported("raised-integration-timeout", template.replace("MILLIS", "30000"))
    assert reported("subminimal-integration-timeout", template.replace("MILLIS", "29"))
    for name in ("outlasting-function", "raised-integration-timeout", "subminimal-integration-timeout"):
        assert not reported(name, template.replace("MILLIS", "29000"))
    streamed = template.replace("MILLIS", "900000\n                responseTransferMode: STREAM")
    assert not reported("raised-integration-timeout", streamed)


@pytest.mark.parametrize(
    ("endpoint", "rule"),
    [
        ("", "unraisable-integration-timeout"),
        (", EndpointConfiguration: {Types: [EDGE]}", "unraisable-integration-timeout"),
        (", EndpointConfiguration: {Types: [REGIONAL]}", "raised-integration-timeout"),
        (", EndpointConfiguration: {Types: [PRIVATE]}", "raised-integration-timeout"),
    ],
)
def test_only_regional_and_private_apis_may_wait_longer(reported: Reported, endpoint: str, rule: str) -> None:
    template = api("", waits(29_001), endpoint)
    for name in ("unraisable-integration-timeout", "raised-integration-timeout"):
        assert bool(reported(name, template)) is (name == rule), name


def test_an_unknown_timeout_is_left_open(judged: Judged) -> None:
    outcome = judged("outlasting-function", api(", Timeout: !Ref Given"))
    assert [item.reason for item in outcome.open] == ["parameter Given has no value and no default"]
    assert not outcome.findings


def test_a_function_that_no_route_calls_is_not_judged(reported: Reported) -> None:
    template = api(", Timeout: 900", target="arn:aws:lambda:eu-west-1:111122223333:function:elsewhere")
    for name in ("outlasting-function", "default-function-timeout"):
        assert not reported(name, template)


@pytest.mark.parametrize(("seconds", "late"), [(11, True), (10, False), (30, True)])
def test_an_authorizer_has_ten_seconds(reported: Reported, seconds: int, late: bool) -> None:
    authorizer = f"""  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Type: TOKEN, AuthorizerUri: !Sub '{URI % "${Fn.Arn}"}'}}
"""
    assert bool(reported("outlasting-authorizer", api(f", Timeout: {seconds}", authorizer))) is late
