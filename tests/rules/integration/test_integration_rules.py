"""Integrations beyond the templates of the rules' pages: other spellings, and what must stay unsaid."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

URI = "!Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
RESPONSES = """        IntegrationResponses: [{StatusCode: "200"}]
      MethodResponses: [{StatusCode: "200"}]
"""


def api(integration: str, verb: str = "GET", more: str = "", method: str = "") -> str:
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items}}}}
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler}}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
{method}      Integration:
{integration}{more}"""


def proxy(target: str = "${Fn.Arn}", *lines: str) -> str:
    spelled = "".join(f"        {line}\n" for line in lines)
    return f"        Type: AWS_PROXY\n        IntegrationHttpMethod: POST\n        Uri: {URI % target}\n{spelled}"


def body(operation: str) -> str:
    """An API whose one operation is spelled in an OpenAPI body."""
    return f"""
Resources:
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler}}}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {{title: items}}
        paths:
          /items:
            get:
{operation}"""


def in_body(*lines: str) -> str:
    spelled = "".join(f"                {line}\n" for line in lines)
    return body(f"              x-amazon-apigateway-integration:\n{spelled}")


@pytest.mark.parametrize("verb", ["GET", "PUT", "ANY", "DELETE"])
def test_lambda_is_invoked_by_post_alone(reported: Reported, verb: str) -> None:
    (finding,) = reported("non-post-integration", api(proxy().replace("POST", verb), verb="POST"))
    assert verb in finding.message
    assert finding.position is not None


def test_an_operation_of_a_body_is_judged_like_a_method(reported: Reported) -> None:
    uri = f"uri: {URI % '${Fn.Arn}'}"
    assert reported("non-post-integration", in_body("type: aws_proxy", "httpMethod: GET", uri))
    assert not reported("non-post-integration", in_body("type: aws_proxy", "httpMethod: POST", uri))
    assert reported("methodless-integration", in_body("type: aws_proxy", uri))
    assert reported("lambda-over-http", in_body("type: http_proxy", "httpMethod: POST", uri))
    assert reported("uriless-integration", in_body("type: aws_proxy", "httpMethod: POST"))
    assert reported("integrationless-method", body("              responses: {}\n"))
    assert reported("responseless-integration", in_body("type: aws", "httpMethod: POST", uri))


def test_the_method_of_a_call_to_another_service_is_free(reported: Reported) -> None:
    s3 = api(
        "        {Type: AWS, IntegrationHttpMethod: GET, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:s3:path/b'}\n"
    )
    assert not reported("non-post-integration", s3)


@pytest.mark.parametrize(
    ("extra", "name"),
    [
        ('RequestTemplates: {application/json: "{}"}', "RequestTemplates"),
        ('IntegrationResponses: [{StatusCode: "404"}]', "IntegrationResponses"),
        (
            'IntegrationResponses: [{StatusCode: "200"}, {StatusCode: "200", SelectionPattern: x}]',
            "IntegrationResponses",
        ),
        (
            'IntegrationResponses: [{StatusCode: "200", ResponseParameters: {method.response.header.A: "\'*\'"}}]',
            "IntegrationResponses",
        ),
    ],
)
def test_a_mapping_of_a_proxy_is_reported_where_it_stands(reported: Reported, extra: str, name: str) -> None:
    (finding,) = reported("ignored-mapping", api(proxy("${Fn.Arn}", extra)))
    assert finding.property == f"Integration/{name}"


@pytest.mark.parametrize("extra", ['IntegrationResponses: [{StatusCode: "200"}]', "PassthroughBehavior: WHEN_NO_MATCH"])
def test_what_the_console_writes_beside_a_proxy_is_not_taken_for_a_mapping(reported: Reported, extra: str) -> None:
    assert not reported("ignored-mapping", api(proxy("${Fn.Arn}", extra)))


@pytest.mark.parametrize(
    ("verb", "behavior", "template", "rejected"),
    [
        ("OPTIONS", "NEVER", "text/plain", True),
        ("GET", "NEVER", "application/xml", True),
        ("GET", "WHEN_NO_TEMPLATES", "application/xml", True),
        ("GET", "WHEN_NO_MATCH", "application/xml", False),
        ("POST", "NEVER", "application/x-www-form-urlencoded", False),
        ("POST", "NEVER", "", True),
        ("POST", "WHEN_NO_TEMPLATES", "", False),
        ("GET", "NEVER", "application/json", False),
    ],
)
def test_requests_without_a_template_are_rejected_as_the_behavior_says(
    reported: Reported, verb: str, behavior: str, template: str, rejected: bool
) -> None:
    templates = f"        RequestTemplates: {{{template}: '{{}}'}}\n" if template else ""
    mock = f"        Type: MOCK\n        PassthroughBehavior: {behavior}\n{templates}{RESPONSES}"
    assert bool(reported("untemplated-content-type", api(mock, verb))) is rejected


def test_a_preflight_that_is_a_mock_is_left_to_other_rules(reported: Reported) -> None:
    assert not reported("responseless-integration", api("        Type: MOCK\n", "OPTIONS"))
    assert reported("responseless-integration", api("        Type: MOCK\n", "POST"))


def test_a_status_has_to_be_declared_by_the_method(reported: Reported) -> None:
    mapped = '        IntegrationResponses: [{StatusCode: "200"}, {StatusCode: "404", SelectionPattern: no}]\n'
    declared = '      MethodResponses: [{StatusCode: "200"}]\n'
    (finding,) = reported("undeclared-integration-response", api("        Type: MOCK\n" + mapped, method=declared))
    assert "404" in finding.message
    assert finding.property == "Integration/IntegrationResponses/1/StatusCode"


def test_of_several_defaults_nobody_knows_which_is_given(judged: Judged) -> None:
    given = '{StatusCode: "200"}, {StatusCode: "400"}, {StatusCode: "404", SelectionPattern: no}'
    mapped = f"        IntegrationResponses: [{given}]\n"
    declared = '      MethodResponses: [{StatusCode: "200"}]\n'
    outcome = judged("undeclared-integration-response", api("        Type: MOCK\n" + mapped, method=declared))
    assert ["404" in finding.message for finding in outcome.findings] == [True]
    assert "SelectionPattern" in outcome.open[0].reason


@pytest.mark.parametrize("kind", ["aws_proxy", "http_proxy"])
def test_the_statuses_that_the_console_writes_beside_a_proxy_need_no_declaration(reported: Reported, kind: str) -> None:
    written = ("httpMethod: POST", "uri: https://example.com", 'responses: {default: {statusCode: "200"}}')
    assert reported("undeclared-integration-response", in_body(f"type: {kind}", *written)) == []
    assert reported("undeclared-integration-response", in_body(f"type: {kind.partition('_')[0]}", *written))


@pytest.mark.parametrize("header", ["Authorization", "content-length", "TE"])
def test_reserved_headers_may_not_be_mapped(reported: Reported, header: str) -> None:
    parameter = f"RequestParameters: {{integration.request.header.{header}: \"'x'\"}}"
    assert reported("reserved-header-mapping", api(proxy("${Fn.Arn}", parameter)))


def test_other_headers_may_be_mapped(reported: Reported) -> None:
    parameter = "RequestParameters: {integration.request.header.X-Trace: \"'x'\"}"
    assert not reported("reserved-header-mapping", api(proxy("${Fn.Arn}", parameter)))


def test_a_parameter_has_to_be_declared_by_the_method(reported: Reported) -> None:
    mapping = "RequestParameters: {integration.request.path.id: method.request.path.id}"
    declared = "      RequestParameters: {method.request.path.id: true}\n"
    assert reported("undeclared-request-parameter", api(proxy("${Fn.Arn}", mapping)))
    assert not reported("undeclared-request-parameter", api(proxy("${Fn.Arn}", mapping), method=declared))
    for value in ("context.requestId", "\"'literal'\"", "stageVariables.x", "method.request.body.name"):
        free = f"RequestParameters: {{integration.request.header.x: {value}}}"
        assert not reported("undeclared-request-parameter", api(proxy("${Fn.Arn}", free)))


ROLE = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{{Effect: Allow, Action: sts:AssumeRole, Principal: {{Service: {service}}}}}]
      Policies:
        - PolicyName: invoke
          PolicyDocument: {{Statement: [{{Effect: Allow, Action: '{action}', Resource: {resource}}}]}}
"""


@pytest.mark.parametrize(
    ("target", "resource", "enough"),
    [
        ("${Fn.Arn}", "!GetAtt Fn.Arn", True),
        ("${Fn.Arn}", "'*'", True),
        ("${Fn.Arn}", "!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:*'", True),
        ("${Fn.Arn}", "!Sub '${Fn.Arn}:*'", False),
        ("${Fn.Arn}", "!GetAtt Other.Arn", False),
        ("${Fn.Arn}:live", "!GetAtt Fn.Arn", False),
        ("${Fn.Arn}:live", "!Sub '${Fn.Arn}:*'", True),
        ("${Fn.Arn}:live", "!Sub '${Fn.Arn}*'", True),
    ],
)
def test_a_role_has_to_reach_just_what_is_invoked(reported: Reported, target: str, resource: str, enough: bool) -> None:
    role = ROLE.format(service="apigateway.amazonaws.com", action="lambda:InvokeFunction", resource=resource)
    other = "  Other: {Type: AWS::Lambda::Function, Properties: {Handler: index.handler}}\n"
    template = api(proxy(target, "Credentials: !GetAtt Role.Arn"), more=role + other)
    assert not reported("untrusting-integration-role", template)
    assert bool(reported("powerless-integration-role", template)) is not enough


@pytest.mark.parametrize(("action", "enough"), [("dynamodb:PutItem", True), ("dynamodb:*", True), ("sqs:*", False)])
def test_a_role_for_another_service_needs_that_action(reported: Reported, action: str, enough: bool) -> None:
    role = ROLE.format(service="apigateway.amazonaws.com", action=action, resource="'*'")
    service = api(
        "        Type: AWS\n        IntegrationHttpMethod: POST\n        Credentials: !GetAtt Role.Arn\n"
        "        Uri: !Sub arn:aws:apigateway:${AWS::Region}:dynamodb:action/PutItem\n" + RESPONSES,
        more=role,
    )
    assert bool(reported("powerless-integration-role", service)) is not enough


def test_the_callers_own_credentials_and_roles_elsewhere_are_not_judged(reported: Reported) -> None:
    for credentials in ("arn:aws:iam::*:user/*", "arn:aws:iam::111122223333:role/elsewhere"):
        template = api(proxy("${Fn.Arn}", f"Credentials: '{credentials}'"))
        assert not reported("untrusting-integration-role", template)
        assert not reported("powerless-integration-role", template)


def test_an_unknown_role_is_left_open(judged: Judged) -> None:
    outcome = judged("powerless-integration-role", api(proxy("${Fn.Arn}", "Credentials: !Ref Given")))
    assert [item.reason for item in outcome.open] == ["parameter Given has no value and no default"]


def test_a_function_that_comes_in_as_a_parameter_is_no_slip(reported: Reported) -> None:
    for name in ("misspelled-function", "unknown-alias"):
        assert not reported(name, api(proxy("${Given}")))


def test_a_version_by_number_needs_no_resource(reported: Reported) -> None:
    assert not reported("unknown-alias", api(proxy("${Fn.Arn}:7")))
    assert not reported("unknown-alias", api(proxy("${Fn.Arn}:$LATEST")))
    assert reported("unknown-alias", api(proxy("${Fn.Arn}:live")))


def test_a_streamed_response_has_an_invocation_uri_of_its_own(reported: Reported) -> None:
    streamed = (
        proxy()
        .replace("2015-03-31", "2021-11-15")
        .replace("/invocations", "/response-streaming-invocations\n        ResponseTransferMode: STREAM")
    )
    for name in ("malformed-invocation-uri", "non-post-integration", "bare-function-uri"):
        assert not reported(name, api(streamed))


def test_a_private_integration_over_a_vpc_link_needs_the_link(reported: Reported) -> None:
    link = "        Type: HTTP_PROXY\n        IntegrationHttpMethod: GET\n        Uri: http://internal/\n"
    linked = link + "        ConnectionType: VPC_LINK\n        ConnectionId: a1b2c3\n"
    assert not reported("linkless-integration", api(linked))
    assert not reported("lambda-over-http", api(linked))


def test_every_stage_without_the_variable_is_named(reported: Reported) -> None:
    stage = "  {0}: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api, StageName: {0}{1}}}}}\n"
    stages = stage.format("Prod", ", Variables: {alias: live}") + stage.format("Dev", "")
    (finding,) = reported("undefined-stage-variable", api(proxy("${Fn.Arn}:${!stageVariables.alias}"), more=stages))
    assert "stage variable alias, which stage Dev" in finding.message
    assert not reported("undefined-stage-variable", api(proxy("${Fn.Arn}:${!stageVariables.alias}")))


def test_a_function_behind_everything_may_be_its_own_authorizer(reported: Reported) -> None:
    authorizer = f"""
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Type: TOKEN, AuthorizerUri: {(URI % "${Fn.Arn}").replace("!Sub ", "!Sub '")}'}}
"""
    assert not reported("authorizer-as-backend", api(proxy(), more=authorizer))


def test_a_dangling_reference_is_reported_at_its_property(reported: Reported) -> None:
    (finding,) = [
        one for one in reported("dangling-reference", api(proxy("${Fnn.Arn}"))) if one.label.startswith("GET")
    ]
    assert finding.property == "Integration/Uri"
    assert "GetAtt of Fnn" in finding.message


def test_what_the_serverless_framework_makes_around_a_file_does_not_dangle(judged: Judged) -> None:
    properties = "{RestApiId: !Ref ApiGatewayRestApi, ResponseType: DEFAULT_4XX}"
    outcome = judged(
        "dangling-reference",
        f"Resources:\n  Errors: {{Type: AWS::ApiGateway::GatewayResponse, Properties: {properties}}}\n",
    )
    assert not outcome.findings
    assert "Serverless Framework" in outcome.unplaced[0].reason


def test_a_function_of_another_stack_is_noted_once_and_one_by_parameter_never(reported: Reported) -> None:
    outside = "arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:catalogue"
    twice = api(proxy(outside)) + api(proxy(outside), verb="POST").partition("  Method:")[2].join(["  Other:", ""])
    assert len(reported("unread-function", twice)) == 1
    assert reported("unread-function", api(proxy("${Given}"))) == []
